/** Kinds of blocks, blocks joined and split. */

import { make } from "../dom.js";
import { cap } from "../keys.js";
import { say } from "../words.js";

const DIGITS = ["Digit1", "Digit2", "Digit3", "Digit4", "Digit5", "Digit6", "Digit7", "Digit8", "Digit9", "Digit0"];

export class Structure {
  /** @param {string[]} kinds in the order of their keys; `bar`: where the actions of a block stand */
  constructor(desk, pane, work, bar, kinds) {
    Object.assign(this, { desk, pane, work, bar, kinds });
  }

  /** Put the kinds where the actions stand. */
  chooseKind() {
    const { block } = this.desk;
    if (!block?.lines.length || this.desk.mode) return;
    const buttons = this.kinds.map((kind, k) =>
      make(
        "button", { class: "button small", type: "button", "aria-pressed": String(kind === block.kind), onclick: () => this.setKind(block, kind) },
        say("block." + kind), " ", cap(DIGITS[k]),
      ),
    );
    const leave = make("button", { class: "button small", type: "button", onclick: () => this.leave() }, say("page.edit.leave"), " ", cap("Escape"));
    this.group = make("div", { class: "row choices", role: "group", "aria-label": say("page.kind.choose"), onkeydown: (event) => this.kindKey(event, buttons) }, ...buttons, leave);
    this.bar.hidden = true;
    this.bar.after(this.group);
    this.desk.enter("kind");
    buttons[Math.max(0, this.kinds.indexOf(block.kind))].focus();
  }

  kindKey(event, buttons) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const at = buttons.indexOf(document.activeElement), digit = DIGITS.indexOf(event.code.replace("Numpad", "Digit"));
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.code];
    if (event.code === "Escape") this.leave();
    else if (digit >= 0 && digit < buttons.length) buttons[digit].click();
    else if (step) buttons[(at + step + buttons.length) % buttons.length].focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  setKind(block, kind) {
    this.leave();
    if (kind === block.kind) return;
    const mine = say("page.kind.wanted", { kind: say("block." + kind) });
    return this.work.do(() => ({ path: `blocks/${block.number}/kind`, body: { version: block.version, kind }, mine }));
  }

  /** Close whatever stands in the place of the actions. */
  leave() {
    this.group?.remove();
    this.group = null;
    this.bar.hidden = false;
    if (this.lines) {
      this.lines.previousElementSibling.hidden = false;
      this.lines.remove();
      this.lines = null;
    }
    this.desk.enter("");
    this.pane.of(this.desk.block)?.element.focus({ preventScroll: true });
  }

  /** Put the next block of the reading order behind the chosen one. */
  join() {
    if (this.desk.mode) return null;
    return this.work.do(() => {
      const { page, block } = this.desk, other = block && page.blocks[block.position + 1];
      if (!other) return null;
      const body = { version: block.version, other: other.number, other_version: other.version };
      return { path: `blocks/${block.number}/join`, body, mine: say("page.join.wanted", { number: block.position + 1, other: other.position + 1 }) };
    });
  }

  /** Show the chosen block by its printed lines, with a place to split between each two. */
  startSplit() {
    const { block } = this.desk;
    const printed = block?.rows() ?? [];
    if (this.desk.mode || printed.length < 2) return;
    const { element } = this.pane.of(block), shown = element.querySelector("p.text");
    const rows = printed.flatMap(([line, start, end], k) => {
      const row = make("p", { class: "printed-line", onpointerenter: () => this.desk.point({ block, line, offset: -1 }) }, block.text.slice(start, end));
      if (!k) return [row];
      const label = say("page.split.before", { text: block.text.slice(start, end).slice(0, 8) });
      return [make("button", { class: "cut", type: "button", "aria-label": label, onfocus: () => this.desk.point({ block, line, offset: -1 }), onclick: () => this.split(block, line) }, make("span", {}, say("page.split.here"))), row];
    });
    this.lines = make("div", { class: "printed text", lang: "zh-Hans", role: "group", "aria-label": say("page.split.label"), onkeydown: (event) => this.splitKey(event) }, ...rows);
    shown.hidden = true;
    shown.after(this.lines);
    this.desk.enter("split");
    this.lines.querySelector(".cut").focus();
  }

  splitKey(event) {
    const cuts = [...this.lines.querySelectorAll(".cut")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    if (event.code === "Escape") this.leave();
    else if (step) cuts[(cuts.indexOf(document.activeElement) + step + cuts.length) % cuts.length].focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** A new block begins with a line.  On the image a line is clicked for the same. */
  split(block, line) {
    if (!block.rows().slice(1).some(([first]) => first === line)) return null;
    this.leave();
    const mine = say("page.split.wanted", { number: block.position + 1 });
    return this.work.do(() => ({ path: `blocks/${block.number}/split`, body: { version: block.version, line: line.id }, mine }));
  }
}
