/**
 * Keys.  They go by their place (`event.code`), so that a Chinese input method or another layout changes nothing; they rest
 * while something is composed, while the focus is where text is typed, and under an open dialog.
 *
 * A page registers its keys here, or writes `data-key="KeyA"` (`"shift+KeyA"`) on a button or link: the key then clicks it,
 * and is shown on it.
 */

import { make, open } from "./dom.js";
import { say } from "./words.js";

const GO_MS = 1500; // after G, how long the next key is waited for
const NAMES = {
  Slash: ["/", "?"], Enter: ["↵", "⇧↵"], Escape: ["Esc", "⇧Esc"], Space: ["␣", "⇧␣"], ArrowLeft: ["←", "⇧←"],
  ArrowRight: ["→", "⇧→"], ArrowUp: ["↑", "⇧↑"], ArrowDown: ["↓", "⇧↓"], BracketLeft: ["[", "{"], BracketRight: ["]", "}"],
  Comma: [",", "<"], Period: [".", ">"], Minus: ["-", "_"], Equal: ["=", "+"], Backspace: ["⌫", "⇧⌫"], Delete: ["Del", "⇧Del"],
};

/** @type {{code: string, shift: boolean, alt: boolean, label: string, run: (event: KeyboardEvent) => void, everywhere: boolean, quiet: boolean}[]} */
const registered = [];
const read = new WeakSet();
let going = 0;

/**
 * Register one key.  Returns a function that takes it away again.
 * @param {{code: string, shift?: boolean, alt?: boolean, label: string, run: (event: KeyboardEvent) => void, everywhere?: boolean, quiet?: boolean}} key
 *   label: what it does, for the list; everywhere: belongs to all pages; quiet: the list of keys
 *   leaves it out, since another line tells of it
 */
export function register({ code, shift = false, alt = false, label, run, everywhere = false, quiet = false }) {
  const key = { code, shift, alt, label, run, everywhere, quiet };
  registered.push(key);
  return () => {
    const at = registered.indexOf(key);
    if (at >= 0) registered.splice(at, 1);
  };
}

/** What is printed on a key: "a", "A", "?", "↵". */
export function nameOf(code, shift = false) {
  if (code.startsWith("Digit") || code.startsWith("Numpad")) return (shift ? "⇧" : "") + code.slice(code.startsWith("D") ? 5 : 6);
  if (code.startsWith("Key")) return shift ? code.slice(3) : code.slice(3).toLowerCase();
  return NAMES[code]?.[shift ? 1 : 0] ?? code;
}

/** A `<kbd>` for a key. */
export function cap(code, shift = false, alt = false) {
  return make("kbd", {}, (alt ? "Alt " : "") + nameOf(code, shift));
}

/** Register what `data-key` says below an element, and show the keys.  For parts that a script has put in. */
export function readKeys(root = document) {
  for (const element of root.querySelectorAll("[data-key]")) {
    if (read.has(element)) continue;
    read.add(element);
    const [code, ...before] = element.dataset.key.split("+").reverse();
    const shift = before.includes("shift");
    const label = element.getAttribute("aria-label") || element.textContent.trim();
    element.append(" ", cap(code, shift));
    element.setAttribute("aria-keyshortcuts", (shift ? "Shift+" : "") + nameOf(code));
    const away = register({
      code, shift, label, everywhere: element.closest("header.frame") !== null,
      run: () => (element.isConnected ? element.click() : away()),
    });
  }
}

/** Show or close the list of keys. */
export function showKeys() {
  const shown = document.querySelector("dialog.keys");
  if (shown) return void shown.close();
  const mine = registered.filter((key) => !key.everywhere && !key.quiet);
  const others = registered.filter((key) => key.everywhere);
  const places = [...document.querySelectorAll("[data-go]")];
  const { dialog } = open(
    say("keys.title"),
    make("h3", {}, say("keys.page")),
    mine.length ? list(mine.map((key) => [[cap(key.code, key.shift, key.alt)], key.label])) : make("p", { class: "quiet" }, say("keys.none")),
    make("h3", {}, say("keys.everywhere")),
    list([
      ...others.map((key) => [[cap(key.code, key.shift)], key.label]),
      ...places.map((link) => [[cap("KeyG"), " ", cap(link.dataset.go)], say("keys.go", { place: link.textContent })]),
    ]),
    make("p", { class: "quiet" }, say("keys.note")),
    make("form", { method: "dialog", class: "row" }, make("button", { class: "button" }, say("keys.close"), cap("Escape"))),
  );
  dialog.classList.add("keys");
}

function list(rows) {
  return make("dl", { class: "key-list" }, ...rows.map(([caps, label]) => make("div", {}, make("dt", {}, ...caps), make("dd", {}, label))));
}

/** Whether keys belong to the element: text is typed there. */
export function isTyping(element) {
  if (!(element instanceof HTMLElement)) return false;
  if (element.isContentEditable || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) return true;
  return element instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "range"].includes(element.type);
}

function pressed(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return;
  if (isTyping(event.target)) return;
  const dialog = document.querySelector("dialog[open]");
  const isHelp = event.code === "Slash" && event.shiftKey;
  if (dialog && !(isHelp && dialog.classList.contains("keys"))) return;
  const onButton = event.target instanceof HTMLElement && event.target.closest("button, a, summary, input");
  if (onButton && (event.code === "Enter" || event.code === "Space")) return; // they press what has the focus
  if (Date.now() < going) {
    going = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(event.code)}"]`);
    if (link) {
      event.preventDefault();
      link.click();
      return;
    }
  }
  const key = registered.findLast((one) => one.code === event.code && one.shift === event.shiftKey && one.alt === event.altKey);
  if (key) {
    event.preventDefault();
    key.run(event);
  } else if (event.code === "KeyG" && !event.shiftKey && !event.altKey && !event.repeat) {
    going = Date.now() + GO_MS;
  }
}

document.addEventListener("keydown", pressed);
