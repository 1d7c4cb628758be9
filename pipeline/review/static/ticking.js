/** Rows that are ticked or not, over all pages of a list; what is unticked is remembered in this tab. */

import { make, open } from "./dom.js";
import { register } from "./keys.js";
import { current, go, rows } from "./list.js";
import { ask, change, moment, toast } from "./net.js";
import { say } from "./words.js";

const SLOW_MS = 400; // what is felt as waiting

export class Ticking {
  /**
   * @param {string} address endpoint that gives all places
   * @param {(place: Array) => string} name of a place, as `data-id` of its row has it
   */
  constructor(address, name) {
    this.name = name;
    this.kept = `baokan-unticked ${address}`;
    this.unticked = new Set(JSON.parse(sessionStorage.getItem(this.kept) ?? "[]"));
    this.all = null;
    this.busy = false;
    for (const row of rows()) this.#prepare(row);
    if (rows().some((row) => !row.querySelector("input").disabled)) {
      register({ code: "Space", label: say("group.tick"), run: () => this.tick(current(), !current().querySelector("input").checked) });
    }
    register({ code: "Enter", label: say("list.open"), run: () => current()?.querySelector("a").click() });
    if (rows().length && !document.activeElement?.matches("input")) go(rows()[0]);
    if (rows().length) this.#fetch(address);
  }

  async #fetch(address) {
    this.all = await ask("GET", address);
    this.count();
  }

  #prepare(row) {
    const box = row.querySelector("input");
    if (this.unticked.has(row.dataset.id)) this.tick(row, false);
    box.addEventListener("change", () => this.tick(row, box.checked));
    row.addEventListener("click", (event) => {
      if (event.target !== box && !event.target.closest("a") && !box.disabled && getSelection().isCollapsed) this.tick(row, !box.checked);
    });
  }

  /** All ticked places, those on other pages of the list included. */
  get ticked() {
    return this.all.places.filter((place) => !this.unticked.has(this.name(place)));
  }

  tick(row, on) {
    row.querySelector("input").checked = on;
    row.classList.toggle("unticked", !on);
    this.unticked[on ? "delete" : "add"](row.dataset.id);
    sessionStorage.setItem(this.kept, JSON.stringify([...this.unticked]));
    this.count();
  }

  count() {
    if (this.all) document.getElementById("ticked").textContent = say("group.ticked", { ticked: this.ticked.length, all: this.all.places.length });
  }

  /** Send a decision over the ticked places; gives the answer, or null.  What others had changed is told. */
  async send(url, body) {
    if (this.busy || !this.all) return null;
    const places = this.ticked;
    if (!places.length) return void toast(say("group.nothing"), "bad");
    this.busy = true;
    document.body.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => toast(say("group.working", { count: places.length })), SLOW_MS);
    const done = await change("POST", url, { ...body, places });
    clearTimeout(slow);
    document.body.removeAttribute("aria-busy");
    this.busy = false;
    if (!done) return null;
    sessionStorage.removeItem(this.kept);
    if (done.clashes.length) await tell(done.clashes);
    return done;
  }
}

/** Places that others had changed: both texts, and the way there. */
async function tell(clashes) {
  const { closed } = open(
    say("group.clashes", { count: clashes.length }),
    make("p", {}, say("group.clashes-about")),
    make("ul", { class: "clashes" }, ...clashes.map(line)),
    make("form", { method: "dialog", class: "row" }, make("button", { class: "button main", autofocus: true }, say("group.close"))),
  );
  await closed;
}

function line(clash) {
  const who = clash.by ? say("group.clash-by", { who: clash.by, when: moment(clash.at) }) : "";
  const texts = make("span", { class: "text" }, make("del", {}, clash.wanted || "∅"), " ", make("ins", {}, clash.now || "∅"));
  const where = clash.flag ? `/flags/${clash.flag}` : `/pages/${clash.page}?block=${clash.block}`;
  return make("li", {}, texts, " ", make("span", { class: "quiet" }, who), " ", make("a", { href: where }, say("group.look")));
}
