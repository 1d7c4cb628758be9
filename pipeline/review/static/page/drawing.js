/** A block that the layout missed: a box is drawn on the image, the engine reads it, an editor puts it right. */

import { make } from "../dom.js";
import { cap } from "../keys.js";
import { Refused, ask } from "../net.js";
import { say } from "../words.js";

const LEAST = 6; // px of the page: a smaller box was a click

export class Drawing {
  constructor(desk, pane, viewer, overlay, work, kinds) {
    Object.assign(this, { desk, pane, viewer, overlay, work, kinds });
    this.box = null;
  }

  start() {
    if (this.desk.mode) return this.desk.mode === "draw" ? this.leave() : undefined;
    this.desk.enter("draw");
    this.viewer.element.classList.add("drawing");
    this.overlay.extra = (context, scale, colours) => this.paint(context, scale, colours);
    this.viewer.tool = {
      down: (point) => this.pull(point, point),
      move: (point) => this.pull(this.from, point),
      up: () => this.finish(),
    };
    this.panel = make("section", { class: "draft", "aria-label": say("page.draw.title"), onkeydown: (event) => this.key(event) }, make("p", { class: "quiet" }, say("page.draw.how")), this.buttons());
    this.pane.element.parentElement.before(this.panel);
    this.panel.querySelector("button").focus();
    return undefined;
  }

  pull(from, to) {
    const { width, height } = this.desk.page, within = ([x, y]) => [Math.min(width, Math.max(0, x)), Math.min(height, Math.max(0, y))];
    this.from = from;
    const [a, b] = [within(from), within(to)];
    this.box = [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];
    this.overlay.ask();
  }

  paint(context, scale, colours) {
    if (!this.box) return;
    const [left, top, right, bottom] = this.box;
    context.fillStyle = colours.focus;
    context.globalAlpha = 0.12;
    context.fillRect(left, top, right - left, bottom - top);
    context.globalAlpha = 1;
    context.strokeStyle = colours.focus;
    context.lineWidth = 2 / scale;
    context.strokeRect(left, top, right - left, bottom - top);
  }

  /** The box is drawn: read it. */
  async finish() {
    if (!this.box || Math.min(this.box[2] - this.box[0], this.box[3] - this.box[1]) < LEAST) {
      this.box = null;
      this.overlay.ask();
      return;
    }
    const { box } = this;
    this.show(make("p", { class: "quiet", role: "status" }, say("page.draw.reading")));
    try {
      const found = await ask("POST", `${this.work.url}/readings`, { box });
      if (this.box === box) this.fill(found, found.lines.length ? "" : say("page.draw.nothing"));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (this.box === box) this.fill(null, error.message);
    }
  }

  /** What was read, to be put right; or an empty field to type into, and why. */
  fill(found, problem) {
    const read = found?.lines.length ? found : null, after = this.before();
    this.reading = read?.reading ?? null;
    this.upright = read ? read.vertical : this.box[3] - this.box[1] > 2 * (this.box[2] - this.box[0]);
    this.field = make("textarea", { class: "text", rows: "3", lang: "zh-Hans", spellcheck: "false", "aria-label": say("page.draw.text") });
    this.field.value = read ? read.text : "";
    this.kind = make("select", {}, ...this.kinds.map((kind) => make("option", { value: kind, selected: kind === "paragraph" }, say("block." + kind))));
    const { blocks } = this.desk.page;
    this.after = make(
      "select", {},
      make("option", { value: "" }, say("page.draw.first")),
      ...blocks.map((block) => make("option", { value: block.number, selected: block === after }, say("page.draw.behind", { number: block.position + 1, text: block.text.slice(0, 10) || say("page.picture") }))),
    );
    const sure = read ? read.lines.flatMap((line) => line.sure) : [];
    this.show(
      problem ? make("p", { class: "note" }, problem) : make("p", { class: "quiet" }, say("page.draw.read", { count: sure.length, sure: Math.round(sure.reduce((sum, one) => sum + one, 0) / sure.length) })),
      this.field,
      make("div", { class: "row" }, make("label", {}, say("page.draw.kind"), this.kind), make("label", {}, say("page.draw.after"), this.after)),
    );
    this.field.focus();
  }

  show(...children) {
    this.panel.replaceChildren(...children, this.buttons());
  }

  buttons() {
    return make(
      "div", { class: "row" },
      this.box && this.field ? make("button", { class: "button small main", type: "button", onclick: () => this.save() }, say("page.draw.save"), " ", cap("Enter")) : "",
      make("button", { class: "button small", type: "button", onclick: () => this.leave() }, say("page.edit.leave"), " ", cap("Escape")),
    );
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.code === "Escape") this.leave();
    else if ((event.code === "Enter" || event.code === "NumpadEnter") && event.target === this.field && !event.shiftKey && (this.reading || event.ctrlKey)) this.save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async save() {
    const text = this.field.value.trim();
    if (!text || this.saving) return void this.field.focus();
    const body = { reading: this.reading, box: this.box, text, kind: this.kind.value, after: this.after.value ? Number(this.after.value) : null, vertical: this.upright };
    this.saving = true;
    try {
      const known = new Set(this.desk.page.blocks.map((block) => block.number));
      const done = await this.work.do(() => ({ path: "blocks", body }));
      if (!done) return;
      this.leave();
      const made = this.desk.page.blocks.find((block) => !known.has(block.number));
      if (made) this.desk.choose(made);
    } finally {
      this.saving = false;
    }
  }

  /** The block before the box: the one above it in its column, or else the last one that begins above it. */
  before() {
    const [left, top, right, bottom] = this.box, middle = (top + bottom) / 2;
    const column = [], others = [];
    for (const block of this.desk.page.blocks) {
      for (const piece of block.pieces) {
        if ((piece.top + piece.bottom) / 2 > middle) continue;
        const shared = Math.min(right, piece.right) - Math.max(left, piece.left);
        (shared > 0.3 * Math.min(right - left, piece.right - piece.left) ? column : others).push([piece.bottom, block]);
      }
    }
    const found = column.length ? column : others;
    return found.length ? found.reduce((a, b) => (b[0] >= a[0] ? b : a))[1] : null;
  }

  leave() {
    this.panel?.remove();
    Object.assign(this, { panel: null, field: null, box: null, reading: null });
    this.viewer.tool = null;
    this.overlay.extra = null;
    this.viewer.element.classList.remove("drawing");
    this.desk.enter("");
    this.overlay.ask();
    this.viewer.element.focus({ preventScroll: true });
  }
}
