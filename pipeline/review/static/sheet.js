/**
 * One glyph sheet.  Only the cells in sight are in the page, however many places there are; their pictures come in rows of
 * `ROW`, one request each, and a cell shows its part of the row.
 */

import { make, open } from "./dom.js";
import { register } from "./keys.js";
import { ask, change, toast } from "./net.js";
import { say } from "./words.js";

const ROW = 50; // places in one picture
const REM = parseFloat(getComputedStyle(document.documentElement).fontSize); // px; larger on a large screen
const SIZES = [2.6, 3.7, 5.4, 7.6].map((rem) => Math.round(rem * REM)); // px of a cell
const PICTURES = [48, 64, 96, 128]; // px of a picture: few sizes, so that they are found in the browser's cache
const GAP = Math.round(REM / 2); // px between cells
const SPARE = 3; // rows of cells that are kept ready above and below what is in sight
const LOOK_MS = 120; // how long the pointer rests on a place before its line is fetched
const LINE_REM = 3.2; // height of the picture of a line
const CHOICES = 5; // characters that are proposed
const FLAGGED = 1;
const DECIDED = 2;
const SEEN = 4;

const sheet = document.getElementById("sheet");
const room = document.getElementById("room");
const grid = document.getElementById("grid");
const { character } = sheet.dataset;
const may = sheet.dataset.may === "true";
const address = `/api/sheets/${character.codePointAt(0)}`;

/** Places as the server gives them: page, line, offset, confidence, marks, likeliest other character. */
let places = [];
let number = 0;
let version = "";
let seen = 0;
let columns = 1;
let size = SIZES[1];
let current = 0;
let anchor = 0;
const chosen = new Set();
const retyped = new Map(); // place -> its text now
const actions = []; // [batch, places] of this sitting
const cells = new Map(); // place -> element
const lines = new Map(); // "page/line" -> promise of the line

/* ---- the grid */

const step = () => size + GAP;
const rowOf = (n) => Math.floor(n / columns);

function measure() {
  const style = getComputedStyle(room);
  const width = room.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  columns = Math.max(1, Math.floor((width + GAP) / step()));
  grid.style.height = `${Math.ceil(places.length / columns) * step()}px`;
}

function sight() {
  const top = room.scrollTop - grid.offsetTop;
  return [Math.floor(top / step()), Math.floor((top + room.clientHeight) / step())];
}

function draw() {
  const [first, last] = sight();
  const from = Math.max(0, (first - SPARE) * columns);
  const to = Math.min(places.length, (last + 1 + SPARE) * columns);
  for (const [n, cell] of cells) {
    if (n < from || n >= to) {
      cell.remove();
      cells.delete(n);
    }
  }
  for (let n = from; n < to; n += 1) if (!cells.has(n)) grid.append(place(n));
}

function place(n) {
  const cell = make("div", { class: "glyph", role: "option", id: `glyph-${n}`, "aria-setsize": places.length, "aria-posinset": n + 1 }, make("span", { class: "face" }));
  cell.dataset.n = n;
  cells.set(n, cell);
  const { style } = cell;
  style.width = style.height = `${size}px`;
  style.transform = `translate(${(n % columns) * step()}px, ${rowOf(n) * step()}px)`;
  const start = n - (n % ROW);
  const count = Math.min(ROW, places.length - start);
  const face = cell.firstChild.style;
  face.backgroundImage = `url("${picture(start, count)}")`;
  face.backgroundSize = `${count * 100}% 100%`;
  face.backgroundPosition = `${count > 1 ? ((n - start) / (count - 1)) * 100 : 0}% 0`;
  dress(n);
  return cell;
}

function picture(start, count) {
  const wanted = size * window.devicePixelRatio;
  const px = PICTURES.find((one) => one >= wanted) ?? PICTURES.at(-1);
  const list = places.slice(start, start + count).map((one) => one.slice(0, 3).join("."));
  return `${address}/glyphs?size=${px}&v=${encodeURIComponent(version)}&places=${list.join("-")}`;
}

/** Show the state of a place on its cell. */
function dress(n) {
  const cell = cells.get(n);
  if (!cell) return;
  const [, , , sure, marks] = places[n];
  const gone = retyped.has(n);
  cell.classList.toggle("seen", (marks & SEEN) > 0);
  cell.classList.toggle("flagged", (marks & FLAGGED) > 0);
  cell.classList.toggle("chosen", chosen.has(n));
  cell.classList.toggle("current", n === current);
  cell.classList.toggle("gone", gone);
  cell.setAttribute("aria-selected", String(chosen.has(n)));
  cell.setAttribute("aria-label", say("sheet.place", { n: n + 1, sure, state: stateOf(n) }));
  cell.querySelector(".mark")?.remove();
  if (gone) cell.append(make("span", { class: "mark", lang: "zh-Hans" }, retyped.get(n) || "∅"));
}

function stateOf(n) {
  const marks = places[n][4];
  if (retyped.has(n)) return retyped.get(n) ? say("sheet.state.gone", { text: retyped.get(n) }) : say("sheet.state.deleted");
  if (marks & DECIDED) return say("sheet.state.decided");
  if (marks & FLAGGED) return say("sheet.state.flagged");
  return marks & SEEN ? say("sheet.state.seen") : say("sheet.state.new");
}

function again() {
  for (const cell of cells.values()) cell.remove();
  cells.clear();
  measure();
  draw();
}

function resize(by) {
  const next = SIZES[SIZES.indexOf(size) + by];
  if (!next) return;
  const [first] = sight();
  const top = first * columns;
  size = next;
  measure();
  room.scrollTop = grid.offsetTop + rowOf(top) * step();
  again();
}

/* ---- where one is, and what is selected */

function go(n, { range = false } = {}) {
  if (!places.length) return;
  const before = current;
  current = Math.min(Math.max(n, 0), places.length - 1);
  if (range) {
    for (const one of span(anchor, before)) if (!retyped.has(one)) chosen.delete(one);
    for (const one of span(anchor, current)) if (!retyped.has(one)) chosen.add(one);
    for (const one of [...span(anchor, before), ...span(anchor, current)]) dress(one);
    tell();
  } else {
    anchor = current;
  }
  intoSight(current);
  draw();
  dress(before);
  dress(current);
  grid.setAttribute("aria-activedescendant", `glyph-${current}`);
  look(current);
}

function span(a, b) {
  const [first, last] = a < b ? [a, b] : [b, a];
  return Array.from({ length: last - first + 1 }, (_, k) => first + k);
}

function intoSight(n) {
  const top = grid.offsetTop + rowOf(n) * step();
  if (top < room.scrollTop) room.scrollTop = top - GAP;
  else if (top + step() > room.scrollTop + room.clientHeight) room.scrollTop = top + step() - room.clientHeight + GAP;
}

function choose(n) {
  if (!may || retyped.has(n)) return;
  if (chosen.has(n)) chosen.delete(n);
  else chosen.add(n);
  dress(n);
  tell();
}

function clear() {
  const had = [...chosen];
  chosen.clear();
  had.forEach(dress);
  tell();
}

function tell() {
  document.getElementById("seen").textContent = say("sheet.seen", { seen, count: number });
  const progress = document.getElementById("progress");
  progress.max = Math.max(1, number);
  progress.value = seen;
  const selected = document.getElementById("selected");
  if (selected) selected.textContent = chosen.size ? say("sheet.selected", { count: chosen.size }) : "";
}

/* ---- the line around a place */

let looking = 0;

function look(n) {
  clearTimeout(looking);
  looking = setTimeout(() => show(n), LOOK_MS);
}

async function show(n) {
  const [page, line, offset, sure, , other] = places[n];
  const key = `${page}/${line}`;
  if (!lines.has(key)) lines.set(key, ask("GET", `/api/lines/${key}`).catch(() => null));
  const found = await lines.get(key);
  document.getElementById("hint").hidden = Boolean(found);
  document.getElementById("about").hidden = document.getElementById("shown").hidden = !found;
  if (!found) return;
  document.getElementById("where").textContent = `${found.document} · ${found.name}`;
  document.getElementById("sure").textContent = `${sure} % · ${stateOf(n)}`;
  const instead = document.getElementById("instead");
  instead.hidden = !other || retyped.has(n);
  instead.textContent = other ? say("sheet.instead", { text: other }) : "";
  const letters = [...found.text];
  const now = retyped.get(n) ?? character;
  document.getElementById("text").replaceChildren(letters.slice(0, offset).join(""), make("mark", {}, now), letters.slice(offset + 1).join(""));
  document.getElementById("open-page").href = `/pages/${page}?characters=${line}.${offset}`;
  document.getElementById("open-lines").href = `/lines/${page}#line-${line}`;
  const shown = document.getElementById("shown");
  const ratio = found.width / found.height;
  shown.style.width = found.vertical ? `${ratio * 14}rem` : `min(100%, ${ratio * LINE_REM}rem)`;
  document.getElementById("picture").src = found.picture;
  const spot = document.getElementById("spot").style;
  const [begin = 0, end = 0] = found.cuts.slice(offset, offset + 2);
  const along = [`${begin * 100}%`, `${(end - begin) * 100}%`];
  [spot.left, spot.width, spot.top, spot.height] = found.vertical ? ["8%", "84%", ...along] : [...along, "8%", "84%"];
}

/* ---- what is done */

async function goOn() {
  const [first, last] = sight();
  // a row that is cut by the lower edge is looked at with the next screen
  const whole = Math.max(first, last - 1);
  const here = places.map((_, n) => n).slice(Math.max(0, first * columns), Math.min(places.length, (whole + 1) * columns));
  const fresh = here.filter((n) => !(places[n][4] & SEEN) && !retyped.has(n));
  room.scrollTop = grid.offsetTop + (whole + 1) * step() - GAP;
  go(Math.min(places.length - 1, (whole + 1) * columns));
  if (!fresh.length) return;
  const done = await change("POST", `${address}/seen`, { places: fresh.map((n) => places[n].slice(0, 3)) });
  if (!done) return;
  for (const n of fresh) {
    places[n][4] |= SEEN;
    dress(n);
  }
  seen = Math.min(number, seen + done.new);
  tell();
}

function proposals(which) {
  const counts = new Map();
  for (const n of which) if (places[n][5]) counts.set(places[n][5], (counts.get(places[n][5]) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, CHOICES).map(([text]) => text);
}

async function retype() {
  if (!chosen.size) return toast(say("sheet.select-first"), "bad");
  const which = [...chosen].sort((a, b) => a - b);
  const offered = proposals(which);
  const field = make("input", { id: "retype-field", maxlength: 8, lang: "zh-Hans", autocomplete: "off", spellcheck: "false", value: offered[0] ?? "" });
  const choices = offered.map((text) => make("button", { type: "button", class: "button", onclick: () => ((field.value = text), field.focus()) }, text));
  const form = make(
    "form",
    { method: "dialog", class: "retype-form" },
    make("label", { for: "retype-field" }, say("sheet.retype-field")),
    field,
    make("div", { class: "row choices" }, ...choices),
    make("p", { class: "quiet" }, say("sheet.retype-hint")),
    make("div", { class: "row" }, make("button", { class: "button main", value: "apply" }, say("sheet.retype-apply")), make("button", { type: "button", class: "button", onclick: () => dialog.close("") }, say("sheet.retype-cancel"))),
  );
  const { dialog, closed } = open(say("sheet.retype-title", { count: which.length, character }), form);
  field.focus();
  field.select();
  if ((await closed) !== "apply" || field.value.trim() === character) return null;
  return write(which, field.value.trim());
}

async function write(which, text) {
  const done = await change("POST", `${address}/retype`, { places: which.map((n) => places[n].slice(0, 3)), text });
  if (!done) return;
  if (done.clashes.length) {
    toast(say("sheet.clashes", { count: done.clashes.length }), "bad");
    chosen.clear();
    await load();
  } else {
    for (const n of which) {
      retyped.set(n, text);
      chosen.delete(n);
      dress(n);
    }
    number -= which.length;
    seen -= which.filter((n) => places[n][4] & SEEN).length;
  }
  if (done.batch) actions.push([done.batch, done.clashes.length ? [] : which]);
  toast(say("sheet.retyped", { count: done.changed }));
  tell();
  show(current);
}

async function undo() {
  const last = actions.at(-1);
  if (!last) return toast(say("sheet.nothing-to-undo"), "bad");
  const done = await change("POST", `/api/actions/${last[0]}/undo`, {});
  if (!done) return null;
  actions.pop();
  for (const n of last[1]) {
    retyped.delete(n);
    places[n][4] &= ~SEEN;
    dress(n);
  }
  number += last[1].length;
  toast(say("sheet.undone", { count: done.changed }));
  tell();
  return null;
}

/* ---- the beginning */

async function load() {
  const found = await ask("GET", address);
  ({ places, number, seen, version } = found);
  retyped.clear();
  const cut = document.getElementById("cut");
  cut.hidden = places.length === number;
  cut.textContent = cut.hidden ? "" : say("sheet.cut", { count: number, shown: places.length });
  document.getElementById("empty").hidden = number > 0;
  current = Math.min(current, Math.max(0, places.length - 1));
  again();
  tell();
}

function onGrid(event) {
  const cell = event.target.closest(".glyph");
  return cell ? Number(cell.dataset.n) : null;
}

grid.addEventListener("click", (event) => {
  const n = onGrid(event);
  if (n === null) return;
  if (event.shiftKey && may) return go(n, { range: true });
  go(n);
  choose(n);
});
grid.addEventListener("pointerover", (event) => {
  const n = onGrid(event);
  if (n !== null) look(n);
});
grid.addEventListener("pointerleave", () => places.length && look(current));
room.addEventListener("scroll", () => requestAnimationFrame(draw), { passive: true });
new ResizeObserver(() => places.length && again()).observe(room);

const moves = [
  ["ArrowLeft", say("sheet.key.left"), () => -1],
  ["ArrowRight", say("sheet.key.right"), () => 1],
  ["ArrowUp", say("sheet.key.up"), () => -columns],
  ["ArrowDown", say("sheet.key.down"), () => columns],
];
for (const [code, label, by] of moves) {
  register({ code, label, run: () => go(current + by()) });
  if (may) register({ code, shift: true, label: say("sheet.key.range"), run: () => go(current + by(), { range: true }) });
}
if (may) {
  register({ code: "Space", label: say("sheet.key.select"), run: () => choose(current) });
  register({ code: "Enter", label: say("sheet.key.apply"), run: retype });
  document.getElementById("go-on").addEventListener("click", goOn);
  document.getElementById("retype").addEventListener("click", retype);
  document.getElementById("undo").addEventListener("click", undo);
  document.getElementById("clear").addEventListener("click", clear);
}
document.getElementById("smaller").addEventListener("click", () => resize(-1));
document.getElementById("larger").addEventListener("click", () => resize(1));

load().then(
  () => {
    grid.focus({ preventScroll: true });
    go(0);
  },
  (error) => toast(error.message, "bad"),
);
