/** In words what the pointer is on. */

import { say } from "../words.js";

export class Where {
  constructor(element, desk) {
    Object.assign(this, { element, desk });
    for (const name of ["point", "page"]) desk.on(name, () => this.show());
  }

  show() {
    const { pointed, page } = this.desk;
    const parts = [];
    if (pointed?.block) parts.push(say("page.block", { number: pointed.block.position + 1, kind: say("block." + pointed.block.kind) }));
    if (pointed?.line) parts.push(say("page.line", { number: pointed.block.lines.indexOf(pointed.line) + 1 }));
    if (pointed?.line && pointed.offset >= 0) parts.push(this.character(pointed), ...this.flags(pointed, page));
    this.element.textContent = parts.join(" · ");
    this.element.hidden = !parts.length;
  }

  character({ block, line, offset }) {
    const read = line.read[offset], sure = line.sure[offset], start = line.starts[offset];
    const now = start < 0 ? read : block.text.slice(start, line.ends[offset]);
    if (now === read) return say("page.character", { text: read, sure });
    return say("page.character-changed", { text: now || "∅", read, sure });
  }

  flags({ line, offset }, page) {
    const id = `${line.id}.${offset}`;
    return page.flags
      .filter((flag) => flag.queue === "names" && flag.ids.includes(id))
      .map((flag) => say("page.flag." + (flag.state === "open" ? flag.band : flag.state), { before: flag.before, after: flag.after }));
  }
}
