/** How far the page has come, what was saved, and the last own action to take back. */

import { cap } from "../keys.js";
import { toast } from "../net.js";
import { make, open } from "../dom.js";
import { say } from "../words.js";

export class Stages {
  constructor(root, desk) {
    Object.assign(this, { root, desk });
    this.badge = root.querySelector(".stage-badge");
    this.undoButton = root.querySelector("[data-action='undo']");
    this.buttons = [...root.querySelectorAll("[data-stage]")];
    for (const button of this.buttons) button.addEventListener("click", () => this.set(button.dataset.stage));
    this.undoButton?.addEventListener("click", () => this.undo());
    desk.on("page", () => this.show());
    desk.on("mode", () => this.show());
    this.show();
  }

  show() {
    const { page, mode } = this.desk;
    this.badge.textContent = say("page-state." + page.state);
    this.badge.className = `badge stage-badge page-${page.state.replace(" ", "-")}`;
    const people = [page.reviewed_by && say("page.reviewed-by", { who: page.reviewed_by }), page.validated_by && say("page.validated-by", { who: page.validated_by })];
    this.badge.title = people.filter(Boolean).join(" · ");
    for (const button of this.buttons) button.disabled = Boolean(mode) || !this.may(button.dataset.stage);
    if (!this.undoButton) return;
    this.undoButton.disabled = Boolean(mode) || !page.undo;
    this.undoButton.title = page.undo ? this.described(page.undo) : "";
  }

  may(stage) {
    const { page } = this.desk;
    if (!page.may_edit || stage === page.state) return false;
    if (stage === "validated") return page.may_validate;
    return stage === "in review" || page.state === "machine" || page.state === "in review";
  }

  set(stage) {
    if (!this.may(stage)) return null;
    const validates = stage === "validated", mine = say("page-state." + stage);
    return this.work.do(() => {
      const before = this.desk.page.state;
      return { path: validates ? "validation" : "state", body: validates ? { before } : { before, after: stage }, mine };
    });
  }

  described({ kind, before, after }) {
    const what = say("page.did." + kind);
    return before || after ? `${what} ${short(before)} → ${short(after)}` : what;
  }

  async undo() {
    const { undo } = this.desk.page;
    if (!undo || this.desk.mode) return;
    if (undo.pages > 1 && !(await this.agreed(undo))) return;
    const done = await this.work.do(() => ({ path: "undo", body: { batch: undo.batch }, mine: say("page.undo.wanted", { what: this.described(undo) }) }));
    if (!done?.batch) return;
    const again = make("button", { class: "button small" }, say("page.undo.again"));
    again.addEventListener("click", () => {
      again.parentElement.remove();
      this.work.do(() => ({ path: "undo", body: { batch: done.batch }, mine: say("page.undo.again") }));
    });
    toast(say("page.undo.done", { what: this.described(undo) }), "good", again);
  }

  /** An action that was about other pages too is not taken back by accident. */
  async agreed(undo) {
    const { closed } = open(
      say("page.undo"),
      make("p", {}, say("page.undo.many", { what: this.described(undo), count: undo.pages })),
      make("form", { method: "dialog", class: "row" }, make("button", { class: "button", value: "" }, say("page.edit.leave"), " ", cap("Escape")), make("button", { class: "button main", value: "yes" }, say("page.undo.all"))),
    );
    return (await closed) === "yes";
  }

  saved() {
    const shown = this.root.querySelector(".saved");
    shown.textContent = say("page.saved", { at: new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" }) });
  }
}

const short = (text) => (text.length > 12 ? `${text.slice(0, 12)}…` : text || "∅");
