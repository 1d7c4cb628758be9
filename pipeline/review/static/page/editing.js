/** A paragraph retyped in its place. */

import { make } from "../dom.js";
import { cap } from "../keys.js";
import { toast } from "../net.js";
import { say } from "../words.js";
import { pointedAt } from "./text.js";

export class Editing {
  constructor(desk, pane, viewer, work) {
    Object.assign(this, { desk, pane, viewer, work });
    this.field = null;
    document.addEventListener("selectionchange", () => this.follow());
    addEventListener("beforeunload", (event) => this.changed && event.preventDefault());
  }

  get changed() {
    return this.field !== null && this.clean() !== this.block.text;
  }

  /** Open a block; `from`, `to`: what of its text is selected; `draft`: what was typed before. */
  start(block, { from = null, to = from, draft = null } = {}) {
    if (this.desk.mode || !block?.text && !block?.lines.length) return;
    this.desk.choose(block, { spot: this.desk.block === block ? this.desk.spot : [] });
    this.block = block;
    const { element } = this.pane.of(block), shown = element.querySelector("p.text, p.picture");
    this.field = make("textarea", {
      class: "text", rows: "1", lang: "zh-Hans", spellcheck: "false", autocomplete: "off",
      "aria-label": say("page.edit.label", { number: block.position + 1 }), "aria-describedby": "edit-keys",
      onkeydown: (event) => this.key(event), oninput: () => this.grow(),
    });
    this.field.value = draft ?? block.text;
    this.form = make(
      "form", { class: "edit", onsubmit: (event) => this.save(event) },
      this.field,
      make(
        "div", { class: "row", id: "edit-keys" },
        make("button", { class: "button small main" }, say("page.edit.save"), " ", cap("Enter")),
        make("button", { class: "button small", type: "button", onclick: () => this.leave() }, say("page.edit.leave"), " ", cap("Escape")),
        block.kind === "table" ? make("span", { class: "quiet" }, say("page.edit.table")) : "",
      ),
    );
    shown.hidden = true;
    shown.after(this.form);
    this.desk.enter("edit");
    this.grow();
    this.field.focus();
    if (from !== null) this.field.setSelectionRange(from, to);
    else this.field.setSelectionRange(0, 0);
    this.field.scrollLeft = 0;
    this.form.scrollIntoView({ block: "nearest" });
    this.viewer.show(block.box ?? block.pieces[0]);
    this.follow();
  }

  grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  /** One line of text, unless it is a table. */
  clean() {
    return this.block.kind === "table" ? this.field.value : this.field.value.replaceAll(/\s*\n\s*/g, "").replaceAll("\t", " ");
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229) return; // the input method's own Enter and Esc
    if (event.code === "Enter" || event.code === "NumpadEnter") {
      if (event.shiftKey && this.block.kind === "table") return;
      event.preventDefault();
      this.save();
    } else if (event.code === "Escape") {
      event.preventDefault();
      this.leave();
    }
  }

  async save(event) {
    event?.preventDefault();
    if (this.saving) return;
    if (!this.changed) return this.close();
    const { block } = this, text = this.clean(), path = `blocks/${block.number}/text`;
    this.saving = true;
    this.field.readOnly = true;
    try {
      const done = await this.work.do(() => ({ path, body: { version: block.version, text }, again: (version) => ({ version, text }) }));
      if (done) this.close();
    } finally {
      this.saving = false;
      if (this.field) {
        this.field.readOnly = false;
        this.field.focus();
      }
    }
  }

  /** Give up what was typed; it can be taken up again. */
  leave() {
    const { block } = this, draft = this.changed ? this.field.value : null;
    this.close();
    if (draft === null) return;
    const again = make("button", { class: "button small" }, say("page.edit.again"));
    again.addEventListener("click", () => {
      again.parentElement.remove();
      const now = this.desk.page.block(block.number);
      if (now) this.start(now, { draft });
    });
    toast(say("page.edit.left"), "good", again);
  }

  close() {
    if (!this.field) return;
    this.field = null;
    this.form.previousElementSibling.hidden = false;
    this.form.remove();
    this.desk.point(null);
    this.desk.enter("");
    this.pane.of(this.desk.block)?.element.focus({ preventScroll: true });
  }

  /** The character at the cursor is marked on the image, as long as it is one that was there before. */
  follow() {
    if (!this.field || document.activeElement !== this.field) return;
    const old = this.block.text, now = this.field.value, at = this.field.selectionStart;
    let offset = -1;
    if (now.slice(0, at) === old.slice(0, at)) offset = at;
    else if (now.slice(at) === old.slice(old.length - (now.length - at))) offset = old.length - (now.length - at);
    if (offset < 0 || !old) return;
    const pointed = pointedAt(this.block, Math.min(offset, old.length - 1), this.desk.page);
    this.desk.point(pointed);
    if (pointed.line) this.viewer.show(pointed.line.box);
  }
}
