/** A list that is gone through with j and k: the row that has the focus is the one that keys are about. */

import { register } from "./keys.js";
import { say } from "./words.js";

/** All rows, `[data-row]`. */
export function rows() {
  return [...document.querySelectorAll("[data-row]")];
}

/** The row with the focus, else the first. */
export function current() {
  return document.activeElement?.closest?.("[data-row]") ?? document.querySelector("[data-row].current") ?? rows()[0];
}

/** Go to a row. */
export function go(row) {
  if (!row) return;
  for (const other of document.querySelectorAll("[data-row].current")) other.classList.remove("current");
  row.classList.add("current");
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

/** Go so many rows on; at either end one stays. */
export function step(by) {
  const all = rows();
  const at = all.findIndex((row) => row.classList.contains("current"));
  go(all[Math.min(all.length - 1, Math.max(0, at + by))]);
}

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && !row.classList.contains("current")) {
    for (const other of document.querySelectorAll("[data-row].current")) other.classList.remove("current");
    row.classList.add("current");
  }
});

/** What buttons with `data-does` do. @param {Object<string, () => void>} does */
export function perform(does) {
  for (const button of document.querySelectorAll("[data-does]")) {
    button.addEventListener("click", () => does[button.dataset.does]());
  }
}

/** Keys of a list that shows no buttons for them. */
export function readRows() {
  register({ code: "KeyJ", label: say("list.next"), run: () => step(1) });
  register({ code: "KeyK", label: say("list.previous"), run: () => step(-1) });
  register({ code: "Enter", label: say("list.open"), run: () => current()?.querySelector("a")?.click() });
}

/** The field that `/` leads to. */
export function search() {
  const field = document.getElementById("search");
  field.focus();
  field.select();
}
