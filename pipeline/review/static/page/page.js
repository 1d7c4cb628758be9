/** The page view: puts its parts together, and gives them their keys. */

import { cap, register } from "../keys.js";
import { say } from "../words.js";
import { Desk } from "./desk.js";
import { Drawing } from "./drawing.js";
import { Editing } from "./editing.js";
import { Hits, queryOf } from "./hits.js";
import { Order } from "./order.js";
import { Overlay } from "./overlay.js";
import { divide } from "./split.js";
import { Stages } from "./stages.js";
import { Structure } from "./structure.js";
import { TextPane } from "./text.js";
import { Viewer } from "./viewer.js";
import { Where } from "./where.js";
import { Work, load } from "./work.js";

const DOUBT_STEP = 5; // per cent of one key
const root = document.getElementById("page");
const find = (selector) => root.querySelector(selector);
const image = find(".stage img");

divide(find(".divider"), find(".desk"));
const page = await load(root.dataset.page);
const desk = new Desk(page);
desk.query = queryOf(location.search);
const viewer = new Viewer(find(".viewer"), page);
Object.assign(image.style, { width: `${page.width}px`, height: `${page.height}px` });
const overlay = new Overlay(find("canvas.marks"), viewer, desk);
const pane = new TextPane(find(".blocks"), desk);
const stages = new Stages(root, desk);
const work = new Work(desk, () => stages.saved());
stages.work = work;
new Where(find(".where"), desk);

const key = (code, label, run, more = {}) => register({ code, label: say(label), run, ...more });

function looking() {
  viewer.onClick((point) => choose(desk.page.at(...point)));
  viewer.element.addEventListener("pointermove", (event) => {
    if (viewer.pointers.size || viewer.tool) return;
    const hit = desk.page.at(...viewer.toPage(viewer.local(event)));
    desk.point(hit?.line ? { ...hit, start: hit.line.starts[hit.offset], end: hit.line.ends[hit.offset] } : hit);
  });
  viewer.element.addEventListener("pointerleave", () => desk.point(null));
  desk.on("choice", (event) => {
    const { block, spot } = desk;
    if (event.from !== "image" && block?.box) viewer.show(spot.length ? spotBox(spot) : block.box);
    const address = new URL(location.href);
    const said = new URLSearchParams(desk.query ?? "");
    if (block) said.set("block", block.number);
    address.search = said;
    history.replaceState(null, "", address);
  });
  const ways = { "fit-width": () => viewer.fitWidth(), "fit-page": () => viewer.fitPage(), actual: () => viewer.actual(), in: () => viewer.zoomIn(), out: () => viewer.zoomOut() };
  for (const [name, run] of Object.entries(ways)) find(`[data-zoom="${name}"]`).addEventListener("click", run);
  for (const code of ["NumpadAdd", "Equal"]) key(code, "page.zoom.in", ways.in, { quiet: true });
  key("NumpadSubtract", "page.zoom.out", ways.out, { quiet: true });
  toggle("boxes", true);
  toggle("way", false);
}

/** A click on the image: a place is chosen, or a block is split where it was clicked. */
function choose(hit) {
  if (desk.mode === "split" && hit?.line && hit.block === desk.block) return structure.split(hit.block, hit.line);
  if (desk.mode) return undefined;
  return desk.choose(hit?.block ?? null, { spot: hit?.line ? [`${hit.line.id}.${hit.offset}`] : [], from: "image" });
}

function spotBox(spot) {
  const place = desk.page.character(spot[0]);
  return place ? place.line.box : desk.block.box;
}

function toggle(name, on) {
  const button = find(`[data-toggle="${name}"]`);
  const set = (now) => {
    overlay[name] = now;
    button.setAttribute("aria-pressed", String(now));
    overlay.ask();
  };
  set(on);
  button.addEventListener("click", () => set(!overlay[name]));
}

/** How sure the engine must have been for a character to be left plain. */
function doubting() {
  const range = find(".doubt input"), shown = find(".doubt output");
  const show = () => {
    range.value = desk.below;
    shown.textContent = `${desk.below} %`;
  };
  range.addEventListener("input", () => desk.doubt(Number(range.value)));
  desk.on("doubt", show);
  show();
  key("Comma", "page.doubt.less", () => desk.doubt(desk.below - DOUBT_STEP));
  key("Period", "page.doubt.more", () => desk.doubt(desk.below + DOUBT_STEP));
}

/** From block to block, and from doubt to doubt. */
function walking() {
  const step = (by) => {
    const { blocks } = desk.page;
    if (!blocks.length || desk.mode) return;
    const at = desk.block ? desk.block.position + by : by > 0 ? 0 : blocks.length - 1;
    desk.choose(blocks[Math.min(blocks.length - 1, Math.max(0, at))], { from: "keys" });
  };
  key("KeyJ", "page.next-block", () => step(1));
  key("KeyK", "page.previous-block", () => step(-1));
  key("KeyN", "page.next-doubt", () => doubt(1));
  key("KeyN", "page.previous-doubt", () => doubt(-1), { shift: true });
  key("KeyF", "page.flag", () => {
    const flag = desk.page.flags.find((one) => one.ids.some((id) => desk.spot.includes(id)));
    if (flag && !desk.mode) location.assign(`/flags/${flag.id}`);
  });
  key("KeyH", "page.history", () => desk.block && !desk.mode && location.assign(`/pages/${desk.page.id}/blocks/${desk.block.number}/history`));
}

/** All that is in question, in reading order: `{block, start, ids}`. */
function questions() {
  const flagged = desk.page.flags.filter((flag) => flag.state === "open" && flag.band === "flagged");
  const found = flagged.map((flag) => ({ ...desk.page.textOf(flag.ids), ids: flag.ids })).filter((one) => one.block);
  const taken = new Set(found.flatMap((one) => one.ids));
  for (const { block, line, offset, start } of desk.doubts) {
    const id = `${line.id}.${offset}`;
    if (!taken.has(id)) found.push({ block, start, ids: [id] });
  }
  return found.sort((a, b) => a.block.position - b.block.position || a.start - b.start);
}

function doubt(by) {
  const all = questions();
  if (!all.length || desk.mode) return;
  const here = desk.block ? [desk.block.position, desk.spot.length ? (desk.page.textOf(desk.spot)?.start ?? -1) : by > 0 ? -1 : Infinity] : by > 0 ? [-1, 0] : [Infinity, 0];
  const after = (one) => one.block.position - here[0] || one.start - here[1];
  const next = by > 0 ? (all.find((one) => after(one) > 0) ?? all[0]) : (all.findLast((one) => after(one) < 0) ?? all.at(-1));
  desk.choose(next.block, { spot: next.ids, from: "keys" });
}

/** What the address asks for: `?flag=`, or `?block=` with `&characters=`; `?q=` is left to the hits. */
function open() {
  const asked = new URLSearchParams(location.search);
  const flag = page.flag(Number(asked.get("flag")));
  const spot = flag ? flag.ids : (asked.get("characters")?.split(",") ?? []).filter((id) => page.character(id));
  const block = (spot.length && page.textOf(spot)?.block) || (asked.has("block") && page.block(Number(asked.get("block"))));
  if (block) desk.choose(block, { spot, from: "address" });
}

let structure;
const leave = {};

function changing() {
  const bar = find(".actions"), kinds = root.dataset.kinds.split(" ");
  const editing = new Editing(desk, pane, viewer, work);
  const order = new Order(desk, pane, work);
  const drawing = new Drawing(desk, pane, viewer, overlay, work, kinds);
  structure = new Structure(desk, pane, work, bar, kinds);
  Object.assign(leave, { draw: () => drawing.leave(), kind: () => structure.leave(), split: () => structure.leave() });
  const edit = () => {
    const place = desk.spot.length ? desk.page.textOf(desk.spot) : null;
    if (desk.block) editing.start(desk.block, place ? { from: place.start, to: place.end } : {});
  };
  const actions = {
    edit, kind: () => structure.chooseKind(), join: () => structure.join(), split: () => structure.startSplit(),
    up: () => order.by(-1), down: () => order.by(1), draw: () => drawing.start(),
  };
  for (const [name, run] of Object.entries(actions)) find(`[data-action="${name}"]`).addEventListener("click", run);
  key("Enter", "page.edit", edit, { quiet: true });
  for (const [name, code, by] of [["up", "ArrowUp", -1], ["down", "ArrowDown", 1]]) {
    const button = find(`[data-action="${name}"]`);
    key(code, `page.order.${name}`, () => order.by(by), { alt: true });
    button.append(" ", cap(code, false, true));
    button.setAttribute("aria-keyshortcuts", `Alt+${code}`);
  }
  pane.element.addEventListener("dblclick", (event) => {
    const pointed = pane.at(event);
    if (!pointed || desk.mode || event.target.closest(".margin")) return;
    getSelection().removeAllRanges();
    editing.start(pointed.block, pointed.start >= 0 ? { from: pointed.start, to: pointed.end } : {});
  });
  const able = () => {
    const { block, mode } = desk, next = block && desk.page.blocks[block.position + 1];
    const may = { edit: block?.lines.length, kind: block?.lines.length, join: block?.lines.length && next?.lines.length, split: block?.rows().length > 1, up: block?.position > 0, down: next, draw: true };
    for (const [name, can] of Object.entries(may)) find(`[data-action="${name}"]`).disabled = Boolean(mode && mode !== name) || !can;
  };
  for (const name of ["choice", "page", "mode"]) desk.on(name, able);
  able();
}

looking();
doubting();
walking();
if (page.may_edit) changing();
key("Escape", "page.nothing", () => (desk.mode ? leave[desk.mode]?.() : desk.choose(null, { from: "image" })));
open();
const noImage = () => root.classList.add("no-image");
if (image.complete && !image.naturalWidth) noImage();
image.addEventListener("error", noImage);
if (desk.query) await new Hits(find(".hits-walk"), desk).load();
root.classList.add("ready");
