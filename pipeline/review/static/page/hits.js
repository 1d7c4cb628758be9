/** The hits of a query on the page (`?q=` and its options): all of them marked, gone through with n and shift+n. */

import { register } from "../keys.js";
import { ask, toast } from "../net.js";
import { say } from "../words.js";

const OPTIONS = ["q", "variants", "across", "alternatives", "fuzzy", "all_kinds", "within"];

/** What an address says of a query, without the place; `null`: it names none. */
export function queryOf(address) {
  const asked = new URLSearchParams(address);
  if (!asked.get("q")) return null;
  return new URLSearchParams(OPTIONS.filter((name) => asked.has(name)).map((name) => [name, asked.get(name)]));
}

export class Hits {
  /** @param {HTMLElement} bar shows which one of how many; its buttons go on and back, and end it */
  constructor(bar, desk) {
    Object.assign(this, { bar, desk });
    this.at = -1;
    this.shown = bar.querySelector("output");
    const next = () => this.step(1), previous = () => this.step(-1);
    bar.querySelector("[data-hit=next]").addEventListener("click", next);
    bar.querySelector("[data-hit=previous]").addEventListener("click", previous);
    bar.querySelector("[data-hit=close]").addEventListener("click", () => this.close());
    this.keys = [
      register({ code: "KeyN", label: say("hits.next"), run: next }),
      register({ code: "KeyN", shift: true, label: say("hits.previous"), run: previous }),
    ];
    desk.on("page", () => desk.query && this.load());
    desk.on("choice", () => this.follow());
  }

  /** Ask for them; the one at the marked characters becomes the current one, else the first is gone to. */
  async load() {
    const { desk } = this;
    const first = this.at < 0;
    const found = await ask("GET", `/api/pages/${desk.page.id}/hits?${desk.query}`).catch((error) => error);
    if (found instanceof Error) toast(found.message, "bad");
    if (!desk.query) return; // ended meanwhile
    const hits = found.hits ?? [];
    desk.mark(hits.filter((hit) => desk.page.block(hit.block)));
    this.bar.hidden = false;
    this.follow();
    if (first && this.at < 0 && desk.hits.length && !desk.spot.length) this.step(1);
    this.show();
  }

  /** Know which one is chosen, whoever chose it. */
  follow() {
    const { hits, spot, block } = this.desk;
    const found = hits.findIndex((hit) => hit.block === block?.number && hit.characters.includes(spot[0]));
    if (found >= 0) this.at = found;
    this.show();
  }

  step(by) {
    const { desk } = this, { hits } = desk;
    if (!hits.length || desk.mode) return;
    this.at = (this.at < 0 && by < 0 ? hits.length - 1 : this.at + by + hits.length) % hits.length;
    const hit = hits[this.at];
    desk.choose(desk.page.block(hit.block), { spot: hit.characters.filter((id) => desk.page.character(id)), from: "keys" });
  }

  show() {
    const { hits, query } = this.desk;
    if (!query) return;
    const at = Math.max(0, this.at), names = { query: query.get("q"), at: at + 1, of: hits.length };
    const said = say(hits.length ? "hits.at" : "hits.none", names);
    this.shown.textContent = hits[at]?.guessed ? say("hits.guessed", { said }) : said;
    for (const button of this.bar.querySelectorAll("[data-hit=next], [data-hit=previous]")) button.disabled = !hits.length;
  }

  close() {
    this.desk.query = null;
    this.desk.mark([]);
    this.bar.remove();
    for (const away of this.keys) away();
    this.desk.choose(this.desk.block, { from: "image" });
  }
}
