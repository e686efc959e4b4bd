// The network picture: vis-network draws at the server's positions; choosing, finding, walking by keys and saving are ours.
"use strict";

const CALM = matchMedia("(prefers-reduced-motion: reduce)").matches;
const FADED = 0.15;

class NetworkPicture {
  constructor(stage, data) {
    this.stage = stage;
    this.data = data;
    this.words = JSON.parse(stage.dataset.words);
    this.panel = document.querySelector("[data-panel]");
    this.say = document.querySelector("[data-say]");
    this.byId = new Map(data.nodes.map((node) => [node.id, node]));
    this.tiesOf = new Map(data.nodes.map((node) => [node.id, []]));
    for (const edge of data.edges) {
      this.tiesOf.get(edge.from).push(edge);
      if (edge.to !== edge.from) this.tiesOf.get(edge.to).push(edge);
    }
    this.chosen = null;
    this.build();
    this.listen();
    if (data.centre && this.byId.has(data.centre)) this.mark(data.centre);
  }

  build() {
    for (const node of this.data.nodes) Object.assign(node, { text: node.label, label: undefined });
    const drawn = this.data.edges.map((edge) => ({ ...edge, ...this.lineOf(edge), label: undefined }));
    this.nodes = new vis.DataSet(this.data.nodes.map((node) => ({ ...node, color: colours(node.color) })));
    this.edges = new vis.DataSet(drawn);
    this.network = new vis.Network(this.stage, { nodes: this.nodes, edges: this.edges }, this.data.options);
    this.labels = new NetworkLabels(this.network, this.data.nodes, this.data.edges, this.stage);
    this.network.on("afterDrawing", (context) => this.labels.draw(context));
    this.network.once("afterDrawing", () => this.ready());
    this.fit();
    this.canvas = this.stage.querySelector("canvas");
    this.stage.querySelector(".vis-network").setAttribute("aria-hidden", "true");
    this.stage.querySelectorAll("[tabindex]").forEach((one) => one.setAttribute("tabindex", "-1"));
  }

  lineOf(edge) {
    const line = this.data.styles[edge.group];
    return edge.faint ? { ...line, color: { ...line.color, opacity: 0.55 } } : line;
  }

  ready() {
    Object.assign(this.stage.dataset, { nodes: this.data.nodes.length, edges: this.data.edges.length, drawn: Math.round(performance.now()) });
  }

  fit() {
    this.network.fit({ animation: false, maxZoomLevel: 1.6 });
    // Names reach beyond the nodes; a smaller picture shows fewer of them, so a few rounds settle it.
    for (let round = 0; round < 3; round++) {
      const scale = this.network.getScale();
      const [left, top, right, bottom] = this.labels.reach(scale);
      const room = Math.min(this.stage.clientWidth / (right - left), this.stage.clientHeight / (bottom - top));
      const position = { x: (left + right) / 2, y: (top + bottom) / 2 };
      this.network.moveTo({ position, scale: Math.min(scale, room * 0.97), animation: false });
    }
  }

  listen() {
    this.network.on("click", ({ nodes }) => (nodes.length ? this.open(nodes[0]) : this.close()));
    this.network.on("dragStart", () => (this.labels.moving = true));
    this.network.on("dragEnd", () => this.still());
    this.stage.addEventListener("keydown", (event) => this.key(event));
    document.querySelectorAll("[data-tools]").forEach((one) => (one.hidden = false));
    document.querySelectorAll("[data-do]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => this.do(button.dataset.do));
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.recolour());
    addEventListener("beforeprint", () => this.recolour(true));
    addEventListener("afterprint", () => this.recolour());
    document.fonts?.ready.then(() => this.recolour());
    this.find();
  }

  still() {
    this.labels.moving = false;
    this.network.redraw();
  }

  recolour(print = false) {
    this.labels.readColours(print);
    this.labels.widths.clear();
    this.network.redraw();
  }

  do(what) {
    if (what === "png") return this.save();
    if (what === "fit") return this.fit();
    const scale = this.network.getScale() * (what === "in" ? 1.35 : 1 / 1.35);
    this.network.moveTo({ scale: Math.min(Math.max(scale, 0.02), 6), animation: false });
  }

  key(event) {
    if (event.target !== this.stage || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const does = { "+": "in", "-": "out", 0: "fit" }[event.key];
    if (way) this.step(way);
    else if (does) this.do(does);
    else if (event.key === "Enter" && this.chosen) this.open(this.chosen, true);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  // The nearest node in a direction; what lies askew counts as further away.
  step([dx, dy]) {
    const from = this.byId.get(this.chosen);
    if (!from) return this.walkTo(this.data.nodes.reduce((best, node) => (node.ties > best.ties ? node : best)).id);
    let best = null;
    let least = Infinity;
    for (const node of this.data.nodes) {
      const ahead = (node.x - from.x) * dx + (node.y - from.y) * dy;
      const aside = Math.abs((node.x - from.x) * dy) + Math.abs((node.y - from.y) * dx);
      const far = ahead + 2.5 * aside;
      if (node !== from && ahead > 1 && far < least) [best, least] = [node, far];
    }
    if (best) this.walkTo(best.id);
  }

  walkTo(id) {
    this.mark(id);
    this.bringIn(id);
    const node = this.byId.get(id);
    const count = this.tiesOf.get(id).length;
    this.say.textContent = `${node.name}, ${node.kindLabel}, ${count} ${count === 1 ? this.words.tie : this.words.ties}. ${this.words.opens}.`;
    if (!this.panel.hidden) this.fill(id);
  }

  bringIn(id, closer = false) {
    const node = this.byId.get(id);
    const spot = this.network.canvasToDOM({ x: node.x, y: node.y });
    const covered = this.covered();
    const inside = spot.x > 60 && spot.y > 40 && spot.x < this.stage.clientWidth - covered - 60 && spot.y < this.stage.clientHeight - 60;
    if (inside && !closer) return;
    const scale = closer ? Math.max(this.network.getScale(), 0.9) : this.network.getScale();
    const animation = CALM ? false : { duration: 250, easingFunction: "easeInOutQuad" };
    this.network.focus(id, { scale, animation, offset: { x: -covered / 2, y: 0 } });
  }

  // How much of the picture's right side the panel lies over.
  covered() {
    const over = !this.panel.hidden && getComputedStyle(this.panel).position === "absolute";
    return over ? this.panel.offsetWidth : 0;
  }

  mark(id) {
    this.chosen = id;
    const near = new Set([id]);
    if (id) for (const edge of this.tiesOf.get(id)) near.add(edge.from).add(edge.to);
    this.labels.marked = id ? { id, near } : null;
    this.nodes.update(this.data.nodes.map((node) => ({ id: node.id, opacity: !id || near.has(node.id) ? 1 : FADED })));
    this.edges.update(
      this.data.edges.map((edge) => {
        const line = this.lineOf(edge).color;
        const lit = !id || edge.from === id || edge.to === id;
        return { id: edge.id, color: lit ? { opacity: 1, ...line } : { ...line, opacity: FADED } };
      }),
    );
  }

  open(id, byKey = false) {
    this.mark(id);
    this.fill(id);
    this.panel.hidden = false;
    this.panel.scrollTop = 0;
    this.stage.dataset.chosen = id;
    this.bringIn(id);
    if (byKey) this.panel.querySelector("h3").focus();
  }

  close() {
    if (this.chosen) this.mark(null);
    this.panel.hidden = true;
    delete this.stage.dataset.chosen;
    this.say.textContent = "";
  }

  fill(id) {
    const node = this.byId.get(id);
    const ties = this.tiesOf.get(id);
    const shut = make("button", { type: "button", class: "network-panel__close", "aria-label": this.words.close }, "×");
    shut.addEventListener("click", () => {
      this.close();
      this.stage.focus();
    });
    const page = (steps) => `${this.stage.dataset.page}${this.stage.dataset.page.includes("?") ? "&" : "?"}um=${id}&schritte=${steps}`;
    this.panel.replaceChildren(
      shut,
      make("h3", { id: "auswahl-name", tabindex: "-1" }, node.name),
      make("p", { class: "muted" }, node.kindLabel),
      make("p", { class: "network-panel__links" },
        make("a", { class: "button button--primary", href: node.href }, this.words.profile),
        make("a", { class: "button", href: page(1) }, this.words.around),
        make("a", { class: "button", href: page(2) }, this.words.further)),
      make("p", {}, `${ties.length} ${ties.length === 1 ? this.words.tie : this.words.ties}`),
      make("ul", {}, ...ties.map((edge) => this.tieItem(edge, id))),
    );
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && shut.click(), { once: true });
  }

  tieItem(edge, id) {
    const out = edge.from === id;
    const other = this.byId.get(out ? edge.to : edge.from);
    const go = make("button", { type: "button", class: "network-panel__go" }, other.name);
    go.addEventListener("click", () => this.open(other.id, true));
    return make("li", {}, make("span", { class: `role role--${edge.group}` }, out ? edge.out : edge.back), " ", go, edge.more ? make("span", { class: "note" }, edge.more) : "");
  }

  find() {
    const form = document.querySelector("[data-find]");
    const input = form.querySelector("input");
    form.hidden = false;
    document.getElementById(input.getAttribute("list")).replaceChildren(...this.data.nodes.map((node) => make("option", { value: node.name })));
    let last = -1;
    input.addEventListener("input", () => (last = -1));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const words = fold(input.value).split(" ").filter(Boolean);
      const hits = words.length ? this.data.nodes.filter((node) => words.every((word) => fold(node.name).includes(word))) : [];
      hits.sort((one, other) => other.ties - one.ties);
      if (!hits.length) return (this.say.textContent = this.words.none), this.tell(input, this.words.none);
      last = (last + 1) % hits.length;
      this.open(hits[last].id);
      this.bringIn(hits[last].id, true);
      this.tell(input, "");
      this.say.textContent = `${hits.length} ${this.words.found} ${hits[last].name}`;
    });
  }

  tell(input, message) {
    input.setCustomValidity(message);
    if (message) input.reportValidity();
    input.addEventListener("input", () => input.setCustomValidity(""), { once: true });
  }

  save() {
    const copy = document.createElement("canvas");
    copy.width = this.canvas.width;
    copy.height = this.canvas.height;
    const context = copy.getContext("2d");
    context.fillStyle = this.labels.ground;
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(this.canvas, 0, 0);
    copy.toBlob((blob) => {
      const link = make("a", { href: URL.createObjectURL(blob), download: `${this.stage.dataset.name}.png` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    });
  }
}

function colours(colour) {
  const both = { background: colour, border: colour };
  return { ...both, highlight: both, hover: both };
}

function fold(text) {
  return text.toLowerCase().replaceAll("ä", "a").replaceAll("ö", "o").replaceAll("ü", "u").replaceAll("ß", "ss").normalize("NFKD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").trim();
}

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// A large picture is placed first: until it is, the server says how far it is.
async function loaded(stage, words) {
  for (let tries = 0; tries < 120; tries += 1) {
    const answer = await fetch(stage.dataset.network, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const data = await answer.json();
    if (answer.status !== 202) return data;
    const share = data.total ? ` ${Math.round((100 * data.done) / data.total)} %` : "";
    stage.replaceChildren(make("p", { class: "network-wait" }, words.placing + share));
    if (!tries) document.querySelector("[data-say]").textContent = words.placing;
    await new Promise((go) => { setTimeout(go, 500); });
  }
  throw new Error("late");
}

async function start(stage) {
  const words = JSON.parse(stage.dataset.words);
  try {
    const data = await loaded(stage, words);
    stage.replaceChildren();
    document.querySelector("[data-say]").textContent = "";
    window.networkPicture = new NetworkPicture(stage, data);
  } catch (error) {
    stage.textContent = words.failed;
    stage.dataset.failed = error.message;
  }
}

document.querySelectorAll("[data-network]").forEach(start);
