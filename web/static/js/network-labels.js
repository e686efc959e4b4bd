// Labels of the network picture. They keep their size on the screen; which fits at which zoom the server has worked out for
// nodes (labelFrom), and here for lines: a label is drawn where it covers no other.
"use strict";

const LABEL = { size: 13, line: 16, gap: 4 };
const EDGE_SIZE = 11;
const ALONG = [0.5, 0.38, 0.62, 0.74, 0.26];

class NetworkLabels {
  constructor(network, nodes, edges, stage) {
    this.network = network;
    this.nodes = nodes;
    this.edges = edges.filter((edge) => edge.label);
    this.stage = stage;
    this.widths = new Map();
    this.marked = null; // the chosen node with its neighbours
    this.moving = false;
    this.readColours();
  }

  readColours(print = false) {
    const style = getComputedStyle(this.stage);
    this.face = style.fontFamily;
    this.text = print ? "#000" : style.color;
    this.ground = print ? "#fff" : style.backgroundColor;
  }

  width(context, text, size) {
    const key = size + text;
    if (!this.widths.has(key)) {
      context.save();
      context.font = `${size}px ${this.face}`;
      this.widths.set(key, Math.max(...text.split("\n").map((line) => context.measureText(line).width)));
      context.restore();
    }
    return this.widths.get(key);
  }

  draw(context) {
    const scale = this.network.getScale();
    this.context = context;
    this.taken = [];
    this.discs = this.nodes.length > 800 ? [] : this.nodes;
    context.save();
    context.textAlign = "center";
    context.lineJoin = "round";
    this.drawRing(context, scale);
    for (const node of this.shown(scale)) this.drawNode(context, node, scale);
    if (this.namesLines(scale)) for (const edge of this.edges) this.drawEdge(context, edge, scale);
    context.restore();
  }

  // Around a chosen node its neighbours are named, as far as they fit; else what the server worked out for this zoom.
  *shown(scale) {
    if (!this.marked) return yield* this.nodes.filter((node) => node.labelFrom !== null && scale >= node.labelFrom);
    const near = this.nodes.filter((node) => this.marked.near.has(node.id));
    near.sort((one, other) => (other.id === this.marked.id) - (one.id === this.marked.id) || other.ties - one.ties);
    for (const node of near) if (node.id === this.marked.id || this.apart(this.box(node, scale))) yield node;
  }

  // From afar, hundreds of roles in words say nothing.
  namesLines(scale) {
    return !this.moving && (this.marked || scale >= 0.3 || this.edges.length < 60);
  }

  drawRing(context, scale) {
    const node = this.marked && this.nodes.find((one) => one.id === this.marked.id);
    if (!node) return;
    context.beginPath();
    context.arc(node.x, node.y, node.size + 5 / scale, 0, 2 * Math.PI);
    context.lineWidth = 3 / scale;
    context.strokeStyle = this.text;
    context.stroke();
  }

  drawNode(context, node, scale) {
    const lines = node.text.split("\n");
    const top = node.y + node.size + LABEL.gap / scale;
    const chosen = this.marked?.id === node.id;
    context.font = `${chosen ? "600 " : ""}${LABEL.size / scale}px ${this.face}`;
    lines.forEach((line, at) => this.write(context, line, node.x, top + (12 + at * LABEL.line) / scale, scale));
    this.taken.push(this.box(node, scale));
  }

  box(node, scale) {
    const width = this.width(this.context, node.text, LABEL.size) / scale;
    const height = (node.text.split("\n").length * LABEL.line) / scale;
    return [node.x - width / 2, node.y + node.size + LABEL.gap / scale, width, height];
  }

  // The box around all nodes and the names that are shown at a scale.
  reach(scale) {
    this.context ??= document.createElement("canvas").getContext("2d");
    const boxes = this.nodes.map((node) => [node.x - node.size, node.y - node.size, 2 * node.size, 2 * node.size]);
    for (const node of this.nodes) if (node.labelFrom !== null && scale >= node.labelFrom) boxes.push(this.box(node, scale));
    return boxes.reduce(
      ([left, top, right, bottom], [x, y, width, height]) => [Math.min(left, x), Math.min(top, y), Math.max(right, x + width), Math.max(bottom, y + height)],
      [Infinity, Infinity, -Infinity, -Infinity],
    );
  }

  write(context, text, x, y, scale) {
    context.lineWidth = 3 / scale;
    context.strokeStyle = this.ground;
    context.strokeText(text, x, y);
    context.fillStyle = this.text;
    context.fillText(text, x, y);
  }

  drawEdge(context, edge, scale) {
    if (this.marked && edge.from !== this.marked.id && edge.to !== this.marked.id) return;
    const width = this.width(context, edge.label, EDGE_SIZE) / scale;
    const height = (EDGE_SIZE + 3) / scale;
    const line = this.network.body.edges[edge.id];
    if (!line || Math.hypot(line.from.x - line.to.x, line.from.y - line.to.y) < width * 1.3) return;
    for (const part of ALONG) {
      const point = line.edgeType.getPoint(part);
      const box = [point.x - width / 2, point.y - height / 2, width, height];
      if (this.free(box)) return this.drawOn(context, edge.label, box, scale);
    }
  }

  drawOn(context, text, box, scale) {
    this.taken.push(box);
    context.font = `${EDGE_SIZE / scale}px ${this.face}`;
    this.write(context, text, box[0] + box[2] / 2, box[1] + box[3] * 0.76, scale);
  }

  free([x, y, width, height]) {
    const covers = (node) => Math.abs(node.x - x - width / 2) < node.size + width / 2 && Math.abs(node.y - y - height / 2) < node.size + height / 2;
    return !this.discs.some(covers) && this.apart([x, y, width, height]);
  }

  apart([x, y, width, height]) {
    return this.taken.every(([left, top, wide, high]) => x > left + wide || x + width < left || y > top + high || y + height < top);
  }
}
