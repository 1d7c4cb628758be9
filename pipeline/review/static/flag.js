/** One flag after the other, from the keyboard; the next ones are fetched ahead. */

import { goSaying, remember, undoLast } from "./deciding.js";
import { register } from "./keys.js";
import { perform, search } from "./list.js";
import { ask, change, toast } from "./net.js";
import { say } from "./words.js";

const AHEAD = 2; // items that are fetched before they are asked for
const QUIET_MS = 400; // without a key: then there is time for the small pictures of pages, which cost the server most
const room = document.getElementById("room");
/** @type {Map<string, Promise<Object>>} address -> item */
const fetched = new Map();
const small = new Set(); // pictures of pages that are to be fetched
let quiet = 0;
const seen = []; // addresses one came from
let here = location.pathname + location.search;
let busy = false;

const item = () => document.getElementById("item");
const isOpen = () => item().dataset.open === "yes";
const api = (address, more = "") => {
  const [path, query] = address.split("?");
  return `/api${path}${more}${query ? `?${query}` : ""}`;
};

function fetchItem(address) {
  if (!fetched.has(address)) {
    const coming = ask("GET", api(address)).then((found) => {
      for (const picture of found.crops) new Image().src = picture;
      if (found.small) small.add(found.small);
      return found;
    });
    coming.catch(() => fetched.delete(address));
    fetched.set(address, coming);
  }
  return fetched.get(address);
}

async function fetchAhead(address, count) {
  if (!address || count === 0) return;
  const found = await fetchItem(address).catch(() => null);
  if (found) fetchAhead(found.next, count - 1);
}

/** Put an item in the place of the one shown. */
async function show(address) {
  let found;
  try {
    found = await fetchItem(address);
  } catch (error) {
    toast(error.message, "bad");
    return;
  }
  fetched.delete(address); // when one comes back, it is asked for anew
  const part = document.createElement("template");
  part.innerHTML = found.html; // made by the same template as the page itself, every text escaped
  room.replaceChildren(part.content);
  here = address;
  history.replaceState(null, "", address);
  document.title = found.title;
  document.getElementById("waiting").textContent = found.waiting;
  document.getElementById("group").href = found.group;
  ready();
}

/** What follows whenever an item was put in. */
function ready() {
  room.querySelector(".paragraph :is(del, mark, ins)")?.scrollIntoView({ block: "nearest" });
  document.getElementById("leave")?.addEventListener("click", leave);
  document.getElementById("retype")?.addEventListener("submit", (event) => {
    event.preventDefault();
    decide("edit", event.target.elements.text.value);
  });
  fetchAhead(item().dataset.next, AHEAD);
  clearTimeout(quiet);
  quiet = setTimeout(() => {
    for (const picture of small) new Image().src = picture;
    small.clear();
  }, QUIET_MS);
}

async function goOn(address) {
  if (busy) return;
  if (!address) return void toast(say("item.last"));
  busy = true;
  seen.push(here);
  await show(address);
  busy = false;
}

async function goBack() {
  if (busy) return;
  busy = true;
  const address = seen.pop() ?? item().dataset.previous;
  if (address) await show(address);
  else toast(say("item.last"));
  busy = false;
}

/** @param {"accept"|"reject"|"edit"} choice @param {?string} text the candidate, or what was typed */
async function decide(choice, text = null) {
  if (busy) return;
  if (!isOpen()) return void toast(say("item.decided"), "bad");
  busy = true;
  const { version, now } = item().dataset;
  const body = { version: Number(version), choice, text };
  const done = await change("POST", api(here, "/decision"), body, {
    again: (_, { mine, theirs }) => change("POST", api(here, "/text"), { seen: theirs, text: mine }),
    refresh: () => show(here),
    bySight: true,
  });
  if (done) await decided(done, choice, text ?? (choice === "reject" ? item().dataset.before : item().dataset.after), now);
  busy = false;
}

async function decided(done, choice, text, before) {
  remember(done.batch, here);
  const said = { accept: "item.accepted", reject: "item.rejected", edit: "item.edited" }[choice];
  toast(say(said, { text: text || "∅" }));
  if (text !== before) forgetParagraph(item().dataset);
  seen.push(here);
  if (done.next) await show(done.next);
  else goSaying(document.getElementById("back").href, say("item.end"));
}

/** Items of a paragraph that reads otherwise now are asked for anew. */
async function forgetParagraph({ page, block }) {
  for (const [address, coming] of [...fetched]) {
    coming.then((other) => {
      if (String(other.page) === page && String(other.block) === block) fetched.delete(address);
    });
  }
}

function choose(number) {
  if (!isOpen()) return void toast(say("item.decided"), "bad");
  const button = item().querySelector(`[data-candidate="${number}"]`);
  if (!button) return void toast(say("item.no-candidate", { number }), "bad");
  decide("accept", button.dataset.text);
}

function edit() {
  const form = document.getElementById("retype");
  if (!form) return;
  if (!isOpen()) return void toast(say("item.decided"), "bad");
  form.hidden = false;
  form.elements.text.focus();
  form.elements.text.select();
}

function leave() {
  const form = document.getElementById("retype");
  form.reset();
  form.hidden = true;
  document.getElementById("main").focus({ preventScroll: true });
}

async function undo() {
  if (busy) return;
  busy = true;
  const where = await undoLast();
  if (where?.startsWith("/flags/")) {
    fetched.delete(where);
    await show(where);
  } else if (where) location.assign(where);
  busy = false;
}

perform({
  accept: () => decide("accept"),
  reject: () => decide("reject"),
  edit, undo, search,
  next: () => goOn(item().dataset.next),
  previous: goBack,
  group: () => location.assign(item().dataset.group),
});
if (document.getElementById("retype")) {
  for (let number = 1; number <= 9; number++) {
    for (const code of [`Digit${number}`, `Numpad${number}`]) register({ code, label: say("item.candidate"), run: () => choose(number), quiet: number > 1 || code.startsWith("N") });
  }
}
register({ code: "Escape", label: say("list.back"), run: () => document.getElementById("back").click() });

room.addEventListener("click", (event) => {
  const button = event.target.closest("[data-candidate]");
  if (button) decide("accept", button.dataset.text);
});
room.addEventListener("keydown", (event) => {
  if (!event.target.closest("#retype") || event.isComposing) return;
  if (event.key === "Escape") leave();
});
ready();
