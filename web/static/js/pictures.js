// Pictures that the server has drawn can be saved: as SVG as they stand, as PNG at twice the size. On a page that has
// <figure class="picture" data-save="name" data-save-label="Save the picture">; data-save-forms="png" where the server
// gives the SVG itself.
"use strict";

const SVG = "http://www.w3.org/2000/svg";
const SCALE = 2;

/** The drawing on its own: without links, black on white whatever the page's colours, in a face that is there. */
function alone(drawing) {
  const copy = drawing.cloneNode(true);
  for (const link of copy.querySelectorAll("a")) {
    const group = document.createElementNS(SVG, "g");
    group.append(...link.childNodes);
    link.replaceWith(group);
  }
  for (const rim of copy.querySelectorAll("[stroke=Canvas]")) rim.setAttribute("stroke", "#ffffff");
  copy.setAttribute("font-family", "Fira Sans, Arial, sans-serif");
  copy.setAttribute("color", "#000000");
  const [x, y, width, height] = copy.getAttribute("viewBox").split(" ");
  const ground = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x, y, width, height, fill: "#ffffff" })) ground.setAttribute(name, value);
  const said = copy.querySelector("desc") || copy.querySelector("title");
  if (said) said.after(ground);
  else copy.prepend(ground);
  return new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
}

async function painted(blob, drawing) {
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = drawing.width.baseVal.value * SCALE;
  canvas.height = drawing.height.baseVal.value * SCALE;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

async function save(figure, form) {
  // A picture may be there twice, for wide and for narrow screens: the one that is seen is saved.
  const drawing = [...figure.querySelectorAll("svg.drawing")].find((one) => one.getClientRects().length);
  if (!drawing) return;
  const file = form === "svg" ? alone(drawing) : await painted(alone(drawing), drawing);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${figure.dataset.save}.${form}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

for (const figure of document.querySelectorAll("figure[data-save]")) {
  const tools = document.createElement("div");
  tools.className = "picture__save";
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", figure.dataset.saveLabel);
  for (const form of (figure.dataset.saveForms || "svg png").split(" ")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = form.toUpperCase();
    button.addEventListener("click", () => save(figure, form));
    tools.append(button);
  }
  figure.before(tools);
}
