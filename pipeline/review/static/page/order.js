/** The reading order, by keys and by dragging a block's number. */

import { make } from "../dom.js";
import { say } from "../words.js";

const STILL = 5; // px: a pointer that moved less has not dragged
const EDGE = 40; // px: near the edges the text scrolls along

export class Order {
  constructor(desk, pane, work) {
    Object.assign(this, { desk, pane, work });
    this.drop = make("div", { class: "drop", "aria-hidden": "true" });
    pane.element.addEventListener("pointerdown", (event) => this.down(event));
    pane.element.addEventListener("pointermove", (event) => this.move(event));
    pane.element.addEventListener("pointerup", (event) => this.up(event));
    pane.element.addEventListener("pointercancel", () => this.stop());
  }

  /** Move the chosen block by some places. */
  by(steps) {
    const number = this.desk.block?.number;
    if (number === undefined || this.desk.mode) return null;
    return this.work.do(() => {
      const block = this.desk.page.block(number);
      return block && this.wanted(block, block.position + steps);
    });
  }

  /** The order in which a block stands at a position. */
  wanted(block, position) {
    const before = this.desk.page.blocks.map((one) => one.number);
    const to = Math.min(before.length - 1, Math.max(0, position));
    if (to === block.position) return null;
    const after = before.filter((number) => number !== block.number);
    after.splice(to, 0, block.number);
    return { path: "order", body: { before, after }, mine: say("page.order.wanted", { number: block.position + 1, to: to + 1 }) };
  }

  down(event) {
    const place = event.target.closest(".place");
    if (!place || event.button || this.desk.mode || !this.desk.page.may_edit) return;
    const number = Number(place.closest(".block").dataset.number);
    this.held = { number, y: event.clientY, to: null };
    event.preventDefault();
  }

  move(event) {
    if (!this.held) return;
    if (this.held.to === null) {
      if (Math.abs(event.clientY - this.held.y) < STILL) return;
      this.pane.element.setPointerCapture(event.pointerId);
      this.pane.element.classList.add("dragging");
      this.pane.of({ number: this.held.number }).element.classList.add("dragged");
    }
    const scroller = this.pane.element.parentElement, room = scroller.getBoundingClientRect();
    if (event.clientY < room.top + EDGE) scroller.scrollTop -= EDGE / 3;
    if (event.clientY > room.bottom - EDGE) scroller.scrollTop += EDGE / 3;
    const elements = [...this.pane.element.querySelectorAll(".block")];
    const found = elements.findIndex((element) => {
      const { top, height } = element.getBoundingClientRect();
      return event.clientY < top + height / 2;
    });
    this.held.to = found < 0 ? elements.length : found;
    if (found < 0) elements.at(-1).after(this.drop);
    else elements[found].before(this.drop);
  }

  up() {
    const { number, to } = this.held ?? {};
    this.stop();
    if (to === null || to === undefined) return;
    this.work.do(() => {
      const block = this.desk.page.block(number);
      return block && this.wanted(block, to > block.position ? to - 1 : to);
    });
  }

  stop() {
    if (this.held) this.pane.of({ number: this.held.number })?.element.classList.remove("dragged");
    this.held = null;
    this.drop.remove();
    this.pane.element.classList.remove("dragging");
  }
}
