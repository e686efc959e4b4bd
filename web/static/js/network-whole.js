// The network as a whole: graphology holds it, sigma draws it by WebGL at the server's positions. Needs no layout here.
(() => {
  "use strict";
  const script = document.currentScript;
  const stage = document.getElementById("ganzbild");
  if (!stage) return;
  const said = document.querySelector("[data-chosen]");
  const find = document.querySelector("[data-find]");
  const tools = document.querySelector("[data-tools]");
  const say = (text) => { said.textContent = text; };
  const look = getComputedStyle(stage);
  const LINE = "#98a1b3"; // readable on white and on near-black alike

  const webgl = () => {
    const canvas = document.createElement("canvas");
    return Boolean(canvas.getContext("webgl2") || canvas.getContext("webgl"));
  };

  // sigma looks for WebGL when its script is read: it is loaded only where there is some.
  const sigmaLoaded = () => new Promise((done, failed) => {
    const tag = document.createElement("script");
    tag.src = script.dataset.sigma;
    tag.onload = done;
    tag.onerror = failed;
    document.head.append(tag);
  });

  const loaded = async () => {
    for (let tries = 0; tries < 60; tries += 1) {
      const response = await fetch(stage.dataset.network, { headers: { Accept: "application/json" } });
      if (response.status === 200) return response.json();
      if (response.status !== 202) throw new Error(String(response.status));
      await new Promise((go) => { setTimeout(go, 2000); });
    }
    throw new Error("late");
  };

  const graphOf = (data) => {
    const graph = new graphology.UndirectedGraph();
    const most = Math.max(...[1, ...data.size]);
    data.ids.forEach((id, place) => graph.addNode(id, {
      label: data.names[place], x: data.x[place], y: data.y[place], color: data.colours[data.kind[place]],
      size: Math.max(1.5, (6 * data.size[place]) / most),
    }));
    data.first.forEach((one, place) => {
      graph.addEdge(data.ids[one], data.ids[data.second[place]], { size: Math.min(1 + 0.3 * data.weight[place], 3), color: LINE });
    });
    return graph;
  };

  const drawn = (data) => {
    const graph = graphOf(data);
    let chosen = null;
    const view = new Sigma(graph, stage, {
      hideEdgesOnMove: true, labelColor: { color: look.color }, labelFont: "Fira Sans, Arial, sans-serif", labelDensity: 0.6,
      labelRenderedSizeThreshold: 7, renderEdgeLabels: false, minEdgeThickness: 0.4, zIndex: true,
      nodeReducer: (node, own) => {
        if (!chosen) return own;
        const near = node === chosen || graph.areNeighbors(node, chosen);
        return near ? { ...own, zIndex: 1, forceLabel: true } : { ...own, color: LINE, label: "" };
      },
      edgeReducer: (edge, own) => (chosen && !graph.hasExtremity(edge, chosen) ? { ...own, hidden: true } : own),
    });
    const choose = (node) => {
      chosen = node;
      view.refresh({ skipIndexation: true });
      if (!node) { say(""); return; }
      const link = document.createElement("a");
      link.href = stage.dataset.page.replace("ID", encodeURIComponent(node));
      link.textContent = graph.getNodeAttribute(node, "label");
      said.replaceChildren(link, ` – ${stage.dataset.near} ${graph.degree(node)}`);
    };
    view.on("clickNode", ({ node }) => choose(node));
    view.on("clickStage", () => choose(null));
    return { graph, view, choose };
  };

  const offerSearch = ({ graph, view, choose }) => {
    const input = find.querySelector("input");
    const list = find.querySelector("datalist");
    const names = graph.mapNodes((node, own) => [own.label.toLocaleLowerCase(), own.label, node]);
    input.addEventListener("input", () => {
      const typed = input.value.trim().toLocaleLowerCase();
      const fits = typed.length > 1 ? names.filter(([name]) => name.includes(typed)).slice(0, 20) : [];
      list.replaceChildren(...fits.map(([, name]) => new Option(name)));
    });
    find.addEventListener("submit", (event) => {
      event.preventDefault();
      const typed = input.value.trim().toLocaleLowerCase();
      const found = typed && (names.find(([name]) => name === typed) || names.find(([name]) => name.includes(typed)));
      if (!found) { say(stage.dataset.none); return; }
      const { x, y } = view.getNodeDisplayData(found[2]);
      view.getCamera().animate({ x, y, ratio: 0.1 }, { duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 400 });
      choose(found[2]);
    });
    find.hidden = false;
  };

  const saved = (view) => {
    view.refresh();
    const canvases = Object.values(view.getCanvases());
    const whole = document.createElement("canvas");
    whole.width = canvases[0].width;
    whole.height = canvases[0].height;
    const pen = whole.getContext("2d");
    pen.fillStyle = look.backgroundColor;
    pen.fillRect(0, 0, whole.width, whole.height);
    canvases.forEach((one) => pen.drawImage(one, 0, 0));
    whole.toBlob((blob) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `${stage.dataset.name}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  };

  const offerTools = ({ view }) => {
    const camera = view.getCamera();
    const duration = matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200;
    const acts = {
      in: () => camera.animatedZoom({ duration }), out: () => camera.animatedUnzoom({ duration }),
      fit: () => camera.animatedReset({ duration }), png: () => saved(view),
    };
    tools.addEventListener("click", (event) => {
      const act = acts[event.target.closest("[data-do]")?.dataset.do];
      if (act) act();
    });
    tools.hidden = false;
  };

  const begin = async () => {
    if (!webgl()) { say(stage.dataset.noWebgl); return; }
    try {
      const [data] = await Promise.all([loaded(), sigmaLoaded()]);
      const picture = drawn(data);
      offerSearch(picture);
      offerTools(picture);
      say("");
      stage.dataset.drawn = String(picture.graph.order);
    } catch {
      say(stage.dataset.failed);
    }
  };
  begin();
})();
