/**
 * Judging a sample line by line.  The text field has the focus all the time, so that Enter passes a line and whatever is
 * typed corrects it; an input method is never disturbed (`isComposing`).  The other ways are Alt and a letter, by its place.
 */

import { make } from "./dom.js";
import { ask, change } from "./net.js";
import { say } from "./words.js";

const FEW = 8; // lines in hand, below which more are asked for
const AHEAD = 3; // pictures that are fetched before their lines come
const WAYS = { KeyU: "unreadable", KeyN: "nothing", KeyB: "back" };

const room = document.getElementById("judge");
const field = document.getElementById("text");
const picture = document.getElementById("crop");
const said = document.getElementById("said");
const back = room.querySelector("[data-way=back]");
const { sample, settle } = room.dataset;
const address = `/api/samples/${sample}`;

/** @type {{line: number, text: string, said: (string|null)[], vertical: boolean, crop: string}[]} */
let lines = [];
const judged = []; // lines of this sitting, the last one last
let waiting = 0;
let all = 0;
let busy = false;

async function fetchMore() {
  const found = await ask("GET", `${address}/waiting?settle=${settle}`);
  const held = new Set(lines.map((one) => one.line));
  lines.push(...found.lines.filter((one) => !held.has(one.line)));
  waiting = Math.max(found.waiting, lines.length);
  all = found.all;
}

function show() {
  const current = lines[0];
  room.hidden = !current;
  document.getElementById("done").hidden = Boolean(current);
  document.getElementById("left").textContent = current ? say("samples.left", { count: waiting }) : "";
  const progress = document.getElementById("progress");
  progress.max = Math.max(1, all);
  progress.value = all - waiting;
  back.disabled = judged.length === 0;
  if (!current) {
    document.querySelector("#done a").focus();
    return;
  }
  const frame = picture.parentElement;
  frame.classList.toggle("tall", current.vertical);
  frame.classList.remove("none");
  picture.src = current.crop;
  field.value = current.answer ?? (settle === "true" ? "" : current.text);
  said.hidden = settle !== "true";
  said.replaceChildren(...current.said.map((text) => make("button", { type: "button", class: "button", onclick: () => take(text) }, shown(text))));
  mark();
  field.focus({ preventScroll: true });
  field.setSelectionRange(field.value.length, field.value.length);
  for (const next of lines.slice(1, 1 + AHEAD)) new Image().src = next.crop;
}

function shown(text) {
  if (text === null) return say("samples.unreadable");
  return text === "" ? say("samples.nothing") : text;
}

function mark() {
  field.classList.toggle("changed", settle !== "true" && Boolean(lines[0]) && field.value !== lines[0].text);
}

/** Give a judgement: what is printed, empty: nothing is, null: it cannot be read. */
async function take(text) {
  const current = lines[0];
  if (!current || busy) return;
  busy = true;
  try {
    const done = await change("POST", `${address}/judgements`, { line: current.line, text, settles: settle === "true" });
    if (!done) return;
    lines.shift();
    judged.push({ ...current, answer: text ?? "" });
    waiting -= 1;
    if (lines.length === 0) await fetchMore();
    show();
    if (lines.length < FEW && waiting > lines.length) await fetchMore();
  } finally {
    busy = false;
  }
}

function takeBack() {
  const last = judged.pop();
  if (!last || busy) return;
  lines.unshift(last);
  waiting += 1;
  show();
}

function go(way) {
  if (way === "unreadable") take(null);
  else if (way === "nothing") take("");
  else if (way === "back") takeBack();
}

document.getElementById("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (field.value.trim() === "") return field.focus(); // that nothing is printed is said on purpose
  take(field.value);
});
field.addEventListener("input", mark);
field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.code === "Escape" && lines[0]) {
    field.value = settle === "true" ? "" : lines[0].text;
    mark();
  }
});
document.addEventListener("keydown", (event) => {
  const way = event.altKey && !event.ctrlKey && !event.metaKey && !event.isComposing && WAYS[event.code];
  if (!way || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  go(way);
});
for (const button of room.querySelectorAll("[data-way]")) button.addEventListener("click", () => go(button.dataset.way));
picture.addEventListener("error", () => {
  picture.parentElement.dataset.none = say("samples.no-picture");
  picture.parentElement.classList.add("none");
});

await fetchMore();
show();
