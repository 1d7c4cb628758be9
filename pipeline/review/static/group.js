/** A group: places are ticked or not, and decided together, those on other pages of the list included. */

import { goSaying, remember, undoLast } from "./deciding.js";
import { make, open } from "./dom.js";
import { register } from "./keys.js";
import { current, go, perform, rows, step } from "./list.js";
import { ask, change, moment, toast } from "./net.js";
import { say } from "./words.js";

const list = document.getElementById("rows");
const here = `/api/groups/${list?.dataset.group}`;
const query = new URLSearchParams(location.search);
query.delete("at");
const address = `${here}?${query}`;
const kept = `baokan-unticked ${address}`; // exceptions, for all pages of the list
const unticked = new Set(JSON.parse(sessionStorage.getItem(kept) ?? "[]"));
let all = null; // places as [flag, version]
let busy = false;

function ticked() {
  return all.places.filter(([flag]) => !unticked.has(flag));
}

function count() {
  if (all) document.getElementById("ticked").textContent = say("group.ticked", { ticked: ticked().length, all: all.places.length });
}

function tick(row, on) {
  row.querySelector("input").checked = on;
  row.classList.toggle("unticked", !on);
  unticked[on ? "delete" : "add"](Number(row.dataset.id));
  sessionStorage.setItem(kept, JSON.stringify([...unticked]));
  count();
}

async function decide(choice, said) {
  if (busy || !all) return;
  const places = ticked();
  if (!places.length) return void toast(say("group.nothing"), "bad");
  busy = true;
  document.body.setAttribute("aria-busy", "true");
  const slow = setTimeout(() => toast(say("group.working", { count: places.length })), 400); // ms: what is felt as waiting
  const done = await change("POST", `${here}/decision?${query}`, { choice, places, score: all.score });
  clearTimeout(slow);
  document.body.removeAttribute("aria-busy");
  busy = false;
  if (!done) return;
  sessionStorage.removeItem(kept);
  remember(done.batch, location.pathname + location.search);
  if (done.clashes.length) await tell(done.clashes);
  goSaying(done.next ?? document.getElementById("back").href, say(said, { count: done.changed }));
}

/** Places that others had changed: both texts, and the way there. */
async function tell(clashes) {
  const { closed } = open(
    say("group.clashes", { count: clashes.length }),
    make("p", {}, say("group.clashes-about")),
    make("ul", { class: "clashes" }, ...clashes.map(line)),
    make("form", { method: "dialog", class: "row" }, make("button", { class: "button main" }, say("group.close"))),
  );
  await closed;
}

function line(clash) {
  const who = clash.by ? say("group.clash-by", { who: clash.by, when: moment(clash.at) }) : "";
  const texts = make("span", { class: "text" }, make("del", {}, clash.wanted || "∅"), " ", make("ins", {}, clash.now || "∅"));
  return make("li", {}, texts, " ", make("span", { class: "quiet" }, who), " ", make("a", { href: `/flags/${clash.flag}` }, say("group.look")));
}

perform({
  accept: () => decide("accept", "group.accepted"),
  reject: () => decide("reject", "group.rejected"),
  next: () => step(1),
  previous: () => step(-1),
  undo: async () => {
    const where = await undoLast();
    if (where) location.assign(where);
  },
});
register({ code: "Enter", label: say("list.open"), run: () => current()?.querySelector("a").click() });
register({ code: "Escape", label: say("list.back"), run: () => document.getElementById("back").click() });

for (const row of rows()) {
  const box = row.querySelector("input");
  if (unticked.has(Number(row.dataset.id))) tick(row, false);
  box.addEventListener("change", () => tick(row, box.checked));
  row.addEventListener("click", (event) => {
    if (event.target !== box && !event.target.closest("a") && !box.disabled && getSelection().isCollapsed) tick(row, !box.checked);
  });
}
if (list) {
  if (!list.querySelector("input").disabled) {
    register({ code: "Space", label: say("group.tick"), run: () => tick(current(), !current().querySelector("input").checked) });
  }
  go(rows()[0]);
  all = await ask("GET", address);
  count();
}
