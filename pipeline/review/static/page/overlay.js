/** What is drawn over the page image: blocks and their order, uncertain characters, flags, hits, what is chosen and pointed at. */

import { around } from "./model.js";

const TAG = 0.67; // rem: size of the numbers
const DOUBT_ALPHA = [0.2, 0.34, 0.5]; // from little to much doubt
const LEAST_TAG = 0.07; // scale below which only the chosen block has its number
const COLOURS = {
  masthead: "quiet", folio: "quiet", byline: "quiet", title: "head", subtitle: "head", heading: "head",
  paragraph: "body", item: "body", table: "table", caption: "picture", photo: "picture",
};

export class Overlay {
  constructor(canvas, viewer, desk) {
    Object.assign(this, { canvas, viewer, desk });
    this.context = canvas.getContext("2d");
    this.boxes = true;
    this.way = false;
    /** What a tool draws on top: `(context, scale, colours)`, in px of the page. */
    this.extra = null;
    const style = getComputedStyle(document.documentElement);
    const names = ["quiet", "head", "body", "table", "picture", "doubt", "hit", "spot", "focus", "number"];
    this.colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--scan-${name}`).trim()]));
    this.tag = TAG * parseFloat(style.fontSize);
    viewer.onMove(() => this.draw());
    for (const name of ["page", "doubt", "hits"]) desk.on(name, () => this.collect());
    for (const name of ["choice", "point", "mode"]) desk.on(name, () => this.ask());
    new ResizeObserver(() => this.ask()).observe(canvas);
    this.collect();
  }

  /** Everything that stays as it is while the page moves, as paths in px of the page. */
  collect() {
    const { page } = this.desk;
    this.doubts = [1, 2, 3].map(() => new Path2D());
    for (const { line, offset, sure } of this.desk.doubts) trace(this.doubts[this.desk.grade(sure) - 1], line.span(offset));
    this.flags = { flagged: new Path2D(), applied: new Path2D() };
    for (const flag of page.flags) {
      if (flag.state !== "open" || !(flag.band in this.flags)) continue;
      for (const quad of page.quads(flag.ids)) trace(this.flags[flag.band], quad);
    }
    [this.hits, this.guesses] = [new Path2D(), new Path2D()];
    for (const hit of this.desk.hits) for (const quad of page.quads(hit.characters)) trace(hit.guessed ? this.guesses : this.hits, quad);
    this.outlines = new Map();
    for (const block of page.blocks) {
      const colour = COLOURS[block.kind] ?? "body";
      if (!this.outlines.has(colour)) this.outlines.set(colour, new Path2D());
      for (const piece of block.pieces) box(this.outlines.get(colour), piece);
    }
    this.ask();
  }

  ask() {
    this.viewer.request();
  }

  draw() {
    const { context, canvas } = this, ratio = devicePixelRatio;
    const width = Math.round(this.viewer.width * ratio), height = Math.round(this.viewer.height * ratio);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    else {
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, width, height);
    }
    const { x, y, scale } = this.viewer.view;
    context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * x, ratio * y);
    this.marks(1 / scale);
    if (this.boxes) this.frames(1 / scale);
    this.chosen(1 / scale);
    this.extra?.(context, scale, this.colours);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.tags();
  }

  /** Uncertain characters, hits and flags.  `px`: one px of the screen, on the page. */
  marks(px) {
    const { context, colours } = this;
    context.fillStyle = colours.doubt;
    this.doubts.forEach((path, n) => {
      context.globalAlpha = DOUBT_ALPHA[n];
      context.fill(path);
    });
    context.globalAlpha = 1;
    context.fillStyle = context.strokeStyle = colours.hit;
    context.globalAlpha = 0.16;
    context.fill(this.hits);
    context.fill(this.guesses);
    context.globalAlpha = 1;
    context.lineWidth = 2 * px;
    context.stroke(this.hits);
    context.setLineDash([4 * px, 3 * px]);
    context.stroke(this.guesses);
    context.setLineDash([]);
    context.strokeStyle = colours.spot;
    context.stroke(this.flags.flagged);
    context.lineWidth = 1.5 * px;
    context.setLineDash([4 * px, 3 * px]);
    context.strokeStyle = colours.body;
    context.stroke(this.flags.applied);
    context.setLineDash([]);
  }

  frames(px) {
    const { context, colours } = this;
    context.lineWidth = 1 * px;
    context.globalAlpha = 0.55;
    for (const [colour, path] of this.outlines) {
      context.strokeStyle = colours[colour];
      context.stroke(path);
    }
    context.globalAlpha = 1;
    if (this.way) this.order(px);
  }

  /** The way of the eye from block to block. */
  order(px) {
    const { context, colours } = this;
    const stops = this.desk.page.blocks.filter((block) => block.box);
    context.strokeStyle = colours.head;
    context.lineWidth = 1.5 * px;
    context.globalAlpha = 0.8;
    context.beginPath();
    for (let k = 1; k < stops.length; k += 1) {
      const from = stops[k - 1].pieces.at(-1), to = stops[k].pieces[0];
      const a = [(from.left + from.right) / 2, from.bottom], b = [(to.left + to.right) / 2, to.top];
      const bend = Math.abs(a[0] - b[0]) > 60 || b[1] < a[1] ? 0.25 * Math.hypot(a[0] - b[0], a[1] - b[1]) : 0;
      context.moveTo(...a);
      context.bezierCurveTo(a[0], a[1] + bend, b[0], b[1] - bend, ...b);
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  /** The chosen block, the marked characters, and what the pointer is on. */
  chosen(px) {
    const { context, colours, desk } = this;
    const { block, pointed } = desk;
    if (pointed?.block) this.shade(pointed.block, "focus", 0.06);
    if (pointed?.line) this.fill([pointed.line.corners], "focus", 0.1);
    if (block) {
      context.strokeStyle = colours.focus;
      context.lineWidth = 2.5 * px;
      for (const piece of block.pieces) context.strokeRect(piece.left - 3 * px, piece.top - 3 * px, piece.right - piece.left + 6 * px, piece.bottom - piece.top + 6 * px);
    }
    if (desk.selection.length) this.fill(desk.page.quads(desk.selection), "focus", 0.3);
    if (pointed?.line && pointed.offset >= 0) {
      this.fill([pointed.line.span(pointed.offset)], "focus", 0.24);
    }
    if (desk.spot.length) {
      context.strokeStyle = colours.spot;
      context.lineWidth = 3 * px;
      for (const quad of desk.page.quads(desk.spot)) {
        const { left, top, right, bottom } = around(quad);
        context.beginPath();
        context.roundRect(left - 4 * px, top - 4 * px, right - left + 8 * px, bottom - top + 8 * px, 3 * px);
        context.stroke();
      }
    }
  }

  shade(block, colour, alpha) {
    this.context.globalAlpha = alpha;
    this.context.fillStyle = this.colours[colour];
    for (const piece of block.pieces) this.context.fillRect(piece.left, piece.top, piece.right - piece.left, piece.bottom - piece.top);
    this.context.globalAlpha = 1;
  }

  fill(quads, colour, alpha) {
    const path = new Path2D();
    for (const quad of quads) trace(path, quad);
    this.context.globalAlpha = alpha;
    this.context.fillStyle = this.colours[colour];
    this.context.fill(path);
    this.context.globalAlpha = 1;
  }

  /** Numbers of the blocks in reading order, before their first corner; px of the screen. */
  tags() {
    const { context, colours, desk, viewer } = this;
    const { x, y, scale } = viewer.view;
    context.font = `600 ${this.tag}px system-ui, sans-serif`;
    context.textBaseline = "middle";
    context.textAlign = "center";
    for (const block of desk.page.blocks) {
      if (!block.box) continue;
      const chosen = block === desk.block || block === desk.pointed?.block;
      if (!chosen && (!this.boxes || scale < LEAST_TAG)) continue;
      const label = String(block.position + 1), high = 1.4 * this.tag, width = Math.max(high, this.tag * (0.6 * label.length + 0.5));
      const { left, top } = block.pieces[0];
      const at = [left * scale + x - width - (chosen ? 4 : 1), top * scale + y - (chosen ? 4 : 0)];
      if (at[0] > viewer.width || at[1] > viewer.height || at[0] < -width || at[1] < -high) continue;
      context.fillStyle = colours[block === desk.block ? "focus" : (COLOURS[block.kind] ?? "body")];
      context.globalAlpha = chosen ? 1 : 0.85;
      context.fillRect(at[0], at[1], width, high);
      context.globalAlpha = 1;
      context.fillStyle = colours.number;
      context.fillText(label, at[0] + width / 2, at[1] + high / 2 + 0.5);
    }
  }
}

function trace(path, quad) {
  path.moveTo(...quad[0]);
  for (const corner of quad.slice(1)) path.lineTo(...corner);
  path.closePath();
}

function box(path, { left, top, right, bottom }) {
  path.rect(left, top, right - left, bottom - top);
}
