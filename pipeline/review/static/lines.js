/** Reading a page line by line: the picture of each line, its text under it, one key to pass it. */

import { make } from "./dom.js";
import { ask, change, toast } from "./net.js";
import { say } from "./words.js";

const LINE_REM = 3.6; // height of the picture of a line
const TALL_REM = 24; // height of the picture of a vertical line
const SMALLEST = 0.75; // rem: below this characters are not set under their pictures one by one

const reading = document.getElementById("reading");
const room = document.getElementById("room");
const list = document.getElementById("list");
const { page } = reading.dataset;
const may = reading.dataset.may === "true";
const address = `/api/lines/${page}`;

/** Lines as the server gives them. */
let lines = [];
let current = 0;
let editing = false;
let waiting = Promise.resolve(); // passes are written one after the other
const items = [];
const actions = []; // [batch, number of the line] of this sitting

/* ---- what is shown */

function item(one, n) {
  const shown = make("div", { class: "line-shown" });
  const image = make("img", { src: one.picture, alt: say("reading.picture", { n: n + 1 }), width: one.width, height: one.height, loading: n > 12 ? "lazy" : "eager" });
  image.addEventListener("error", () => shown.replaceChildren(make("p", { class: "quiet" }, say("reading.no-picture"))));
  shown.append(image);
  const ratio = one.width / one.height;
  shown.style.width = one.vertical ? `${ratio * TALL_REM}rem` : `min(100%, ${ratio * LINE_REM}rem)`;
  const element = make("li", { class: "line", id: `line-${one.line}`, onclick: () => go(n) }, shown, make("div", { class: "said" }));
  element.classList.toggle("tall", one.vertical);
  items[n] = element;
  dress(n);
  return element;
}

/** Show text and state of a line. */
function dress(n) {
  const one = lines[n];
  const element = items[n];
  element.classList.toggle("read", one.read_by !== null);
  element.classList.toggle("current", n === current);
  if (n === current) element.setAttribute("aria-current", "true");
  else element.removeAttribute("aria-current");
  const by = one.read_by ? make("p", { class: "by quiet" }, say("reading.read-by", { who: one.read_by })) : "";
  element.querySelector(".said").replaceChildren(text(one), by);
}

/** The text, each character under its picture where both have as many. */
function text(one) {
  const letters = [...one.text];
  const rem = (LINE_REM * Math.min(1, list.clientWidth / fullWidth(one))) / 1.6;
  if (one.vertical || letters.length !== one.cuts.length - 1 || rem < SMALLEST) return make("p", { class: "text", lang: "zh-Hans" }, one.text);
  const line = make("span", { "aria-hidden": "true" });
  const element = make("p", { class: "text aligned", lang: "zh-Hans" }, make("span", { class: "unseen" }, one.text), line);
  line.style.width = `${rem * 1.6 * (one.width / one.height)}rem`;
  line.style.fontSize = `${Math.min(rem, 2)}rem`;
  line.append(
    ...letters.map((letter, k) => {
      const span = make("span", {}, letter);
      span.style.left = `${((one.cuts[k] + one.cuts[k + 1]) / 2) * 100}%`;
      return span;
    }),
  );
  return element;
}

function fullWidth(one) {
  return (one.width / one.height) * LINE_REM * parseFloat(getComputedStyle(document.documentElement).fontSize);
}

function count() {
  const read = lines.filter((one) => one.read_by !== null).length;
  document.getElementById("count").textContent = say("reading.count", { read, lines: lines.length });
  const progress = document.getElementById("progress");
  progress.max = Math.max(1, lines.length);
  progress.value = read;
}

function go(n, { smooth = true } = {}) {
  if (!lines.length || editing) return;
  const before = current;
  current = Math.min(Math.max(n, 0), lines.length - 1);
  dress(before);
  dress(current);
  items[current].scrollIntoView({ block: "nearest", behavior: smooth ? "smooth" : "instant" });
}

function firstUnread(from = 0) {
  const at = lines.findIndex((one, n) => n >= from && one.read_by === null);
  return at >= 0 ? at : lines.findIndex((one) => one.read_by === null);
}

function onwards() {
  const next = firstUnread(current + 1);
  if (next >= 0) return go(next);
  toast(say("reading.end"));
  document.getElementById("following")?.focus();
  return null;
}

/* ---- what is done */

/** Pass the line and go on at once; what the server says is heard later, and a line that it refuses comes back. */
function pass() {
  const n = current;
  const one = lines[n];
  if (!one || editing) return;
  if (one.read_by === null) {
    one.read_by = reading.dataset.me;
    count();
    waiting = waiting.then(() => writePass(one));
  }
  onwards();
}

async function writePass(one) {
  const done = await change("POST", `${address}/${one.line}/pass`, { text: one.text }, { refresh: load });
  if (done) return;
  one.read_by = null;
  dress(lines.indexOf(one));
  count();
  go(lines.indexOf(one));
}

function edit() {
  const n = current;
  const one = lines[n];
  if (!one || editing) return;
  editing = true;
  const field = make("input", { value: one.text, maxlength: 1000, lang: "zh-Hans", autocomplete: "off", spellcheck: "false", "aria-label": say("reading.field") });
  const form = make("form", {}, field, make("p", { class: "quiet" }, say("reading.hint")));
  const close = () => {
    editing = false;
    dress(n);
    room.focus({ preventScroll: true });
  };
  field.addEventListener("keydown", (event) => {
    if (event.code === "Escape" && !event.isComposing) {
      event.stopPropagation();
      close();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    write(n, field.value, close);
  });
  items[n].querySelector(".said").replaceChildren(form);
  field.focus();
}

async function write(n, after, close) {
  const one = lines[n];
  if (after !== one.text) {
    const again = () => load();
    const done = await change("POST", `${address}/${one.line}/text`, { before: one.text, after }, { refresh: again });
    if (!done) return;
    if (done.batch) actions.push([done.batch, n]);
    one.text = done.text;
    one.read_by = null;
  }
  close();
  count();
  if (one.text) pass();
  else load();
}

async function unread() {
  const one = lines[current];
  if (!one || one.read_by === null) return;
  await waiting;
  if (!(await change("DELETE", `${address}/${one.line}/pass`))) return;
  one.read_by = null;
  dress(current);
  count();
}

async function undo() {
  const last = actions.at(-1);
  if (!last) return toast(say("reading.nothing-to-undo"), "bad");
  await waiting;
  if (!(await change("POST", `/api/actions/${last[0]}/undo`, {}))) return null;
  actions.pop();
  toast(say("reading.undone"));
  await load();
  go(last[1]);
  return null;
}

/* ---- the beginning */

async function load() {
  ({ lines } = await ask("GET", address));
  items.length = 0;
  list.replaceChildren(...lines.map(item));
  if (!lines.length) list.replaceChildren(make("li", { class: "note" }, say("reading.empty")));
  count();
}

const buttons = { pass, edit, unread, undo, skip: () => go(current + 1), previous: () => go(current - 1), first: () => go(Math.max(0, firstUnread())) };
for (const [id, run] of Object.entries(buttons)) document.getElementById(id)?.addEventListener("click", run);

load().then(
  () => {
    const named = lines.findIndex((one) => location.hash === `#line-${one.line}`);
    room.focus({ preventScroll: true });
    go(named >= 0 ? named : Math.max(0, firstUnread()), { smooth: false });
  },
  (error) => toast(error.message, "bad"),
);
