/**
 * The text in reading order.  It is one text node a block: what is marked in it (uncertain, flagged, pointed at) are highlights
 * that the browser paints over it, so that ten thousand characters stay as fast as ten.
 */

import { make } from "../dom.js";
import { moment } from "../net.js";
import { say } from "../words.js";

const MARKS = ["doubt-1", "doubt-2", "doubt-3", "applied", "flagged", "line", "hit", "hover", "spot"]; // later ones lie on top

export class TextPane {
  constructor(element, desk) {
    Object.assign(this, { element, desk });
    /** number -> {element, text (its node), key} */
    this.shown = new Map();
    this.marks = makeMarks();
    this.build();
    desk.on("page", () => this.build());
    desk.on("doubt", () => this.markDoubts());
    desk.on("hits", () => this.markHits());
    desk.on("point", () => this.markPointed());
    desk.on("choice", (event) => this.markChosen(event.from));
    element.addEventListener("pointermove", (event) => desk.point(this.at(event)));
    element.addEventListener("pointerleave", () => desk.point(null));
    element.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("selectionchange", () => desk.select(this.selected()));
  }

  /** The blocks as they now are; what did not change is left alone. */
  build() {
    const { page } = this.desk, was = this.shown;
    this.shown = new Map();
    let article = null;
    const children = page.blocks.map((block) => {
      const key = `${block.version} ${block.kind}`;
      const same = was.get(block.number);
      const shown = same?.key === key ? same : this.blockElement(block, key);
      shown.element.classList.toggle("article-begins", block.position > 0 && block.article !== article);
      shown.element.setAttribute("aria-label", say("page.block", { number: block.position + 1, kind: say("block." + block.kind) }));
      shown.element.querySelector(".place").textContent = block.position + 1;
      article = block.article;
      this.shown.set(block.number, shown);
      return shown.element;
    });
    const same = children.length === this.element.children.length && children.every((child, k) => child === this.element.children[k]);
    const focused = this.element.contains(document.activeElement);
    if (!same) this.element.replaceChildren(...children);
    if (focused && !this.element.contains(document.activeElement)) this.of(this.desk.block)?.element.focus({ preventScroll: true });
    this.markDoubts();
    this.markPointed();
    this.markChosen("text");
  }

  blockElement(block, key) {
    const node = document.createTextNode(block.text);
    const text = make("p", { class: "text", lang: "zh-Hans" }, node);
    const name = say("block." + block.kind);
    const element = make(
      "article",
      { class: `block kind-${block.kind}`, "data-number": block.number, tabindex: "-1" },
      make(
        "div", { class: "margin" },
        make("span", { class: "place", title: this.desk.page.may_edit ? say("page.order.drag") : null }),
        make("span", { class: "kind" }, name),
      ),
      block.text ? text : make("p", { class: "quiet picture" }, say(block.lines.length ? "page.no-text" : "page.picture")),
    );
    if (block.changed && block.by) element.querySelector(".margin").append(make("span", { class: "by", title: say("page.changed-by", { who: block.by, when: moment(block.at) }) }, "✎"));
    return { element, text: block.text ? node : null, key };
  }

  of(block) {
    return this.shown.get(block?.number) ?? null;
  }

  range(block, start, end) {
    const text = this.of(block)?.text;
    if (!text?.isConnected || end > text.length) return null;
    return new StaticRange({ startContainer: text, startOffset: start, endContainer: text, endOffset: end });
  }

  mark(name, places) {
    const mark = this.marks.get(name);
    if (!mark) return;
    mark.clear();
    for (const { block, start, end } of places) {
      const range = end > start && this.range(block, start, end);
      if (range) mark.add(range);
    }
  }

  markDoubts() {
    const { desk } = this, by = { 1: [], 2: [], 3: [] };
    for (const doubt of desk.doubts) by[desk.grade(doubt.sure)].push(doubt);
    for (const grade of [1, 2, 3]) this.mark(`doubt-${grade}`, by[grade]);
    const open = desk.page.flags.filter((flag) => flag.state === "open");
    for (const band of ["flagged", "applied"]) this.mark(band, open.filter((flag) => flag.band === band).map((flag) => desk.page.textOf(flag.ids)).filter(Boolean));
  }

  markHits() {
    const { page, hits } = this.desk;
    this.mark("hit", hits.map((hit) => page.textOf(hit.characters)).filter(Boolean));
  }

  markPointed() {
    const { pointed } = this.desk;
    const printed = pointed?.line && pointed.block?.printed().find(([line]) => line === pointed.line);
    this.mark("line", printed ? [{ block: pointed.block, start: printed[1], end: printed[2] }] : []);
    this.mark("hover", pointed && pointed.start >= 0 && pointed.end > pointed.start ? [pointed] : []);
    for (const { element } of this.shown.values()) element.classList.toggle("pointed", Number(element.dataset.number) === pointed?.block?.number);
  }

  markChosen(from) {
    const { block, spot, page } = this.desk;
    for (const { element } of this.shown.values()) {
      const mine = Number(element.dataset.number) === block?.number;
      element.classList.toggle("chosen", mine);
      if (mine) element.setAttribute("aria-current", "true");
      else element.removeAttribute("aria-current");
      element.tabIndex = mine ? 0 : -1;
    }
    const place = spot.length ? page.textOf(spot) : null;
    this.mark("spot", place ? [place] : []);
    if (block && from !== "text") this.reveal(block);
  }

  /** Scroll a block into sight. */
  reveal(block) {
    const element = this.of(block)?.element;
    if (!element) return;
    const room = this.element.parentElement.getBoundingClientRect(), place = element.getBoundingClientRect();
    if (place.top < room.top + 8 || place.bottom > room.bottom - 8) element.scrollIntoView({ block: place.height > room.height * 0.7 ? "start" : "center", behavior: "instant" });
    if (!this.element.contains(document.activeElement) || !document.activeElement.matches("textarea, select, input")) element.focus({ preventScroll: true });
  }

  /** What the pointer is on in the text; `null` beside it. */
  at(event) {
    const element = event.target.closest?.(".block");
    const block = element && this.desk.page.block(Number(element.dataset.number));
    if (!block) return null;
    const shown = this.of(block);
    const offset = shown.text ? offsetAt(shown.text, event.clientX, event.clientY) : -1;
    if (offset < 0) return { block, line: null, offset: -1 };
    return pointedAt(block, offset, this.desk.page);
  }

  clicked(event) {
    if (event.target.closest("button, textarea, select, input, a") || this.desk.mode === "draw") return;
    const pointed = this.at(event);
    if (!pointed || this.desk.mode) return;
    if (!getSelection().isCollapsed) return this.desk.choose(pointed.block, { from: "text" });
    this.desk.choose(pointed.block, { spot: pointed.id ? [pointed.id] : [], from: "text" });
  }

  /** Ids of the characters whose text is selected. */
  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return [];
    const range = selection.getRangeAt(0), ids = [];
    for (const [number, { text }] of this.shown) {
      if (!text?.isConnected || !range.intersectsNode(text)) continue;
      const start = range.startContainer === text ? range.startOffset : 0;
      const end = range.endContainer === text ? range.endOffset : text.length;
      ids.push(...this.desk.page.block(number).cellsIn(start, end).flatMap((cell) => cell.ids));
    }
    return ids;
  }
}

/** The character that stands at a place of a block's text. */
export function pointedAt(block, offset, page) {
  const cell = block.cellAt(offset);
  const id = cell?.ids[Math.min(cell.ids.length - 1, Math.max(0, offset - cell.start))];
  const found = id ? page.character(id) : null;
  if (!found) return { block, line: null, offset: -1 };
  return { block, line: found.line, offset: found.offset, start: cell.start, end: cell.end, id };
}

/** Offset of the character under a point, -1 where there is none: the browser only tells the gap next to it. */
function offsetAt(text, x, y) {
  let node, at;
  if (document.caretPositionFromPoint) {
    const found = document.caretPositionFromPoint(x, y);
    [node, at] = [found?.offsetNode, found?.offset];
  } else {
    const found = document.caretRangeFromPoint(x, y);
    [node, at] = [found?.startContainer, found?.startOffset];
  }
  if (node !== text) return -1;
  const range = document.createRange();
  for (const offset of [at, at - 1]) {
    if (offset < 0 || offset >= text.length) continue;
    range.setStart(text, offset);
    range.setEnd(text, offset + 1);
    for (const { left, right, top, bottom } of range.getClientRects()) if (x >= left && x <= right && y >= top && y <= bottom) return offset;
  }
  return -1;
}

function makeMarks() {
  const marks = new Map();
  if (!globalThis.Highlight) return marks; // an old browser: the image still has all marks
  MARKS.forEach((name, priority) => {
    const mark = new Highlight();
    mark.priority = priority;
    CSS.highlights.set(name, mark);
    marks.set(name, mark);
  });
  return marks;
}
