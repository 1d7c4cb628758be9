/** "Add to gazetteer": a dialog for a name that is marked anywhere on a page. */

import { make, open } from "./dom.js";
import { ask, change, toast } from "./net.js";
import { say } from "./words.js";

const WAIT_MS = 250; // after the last key, before the server is asked what it knows

/**
 * Ask for kind and parent, and add a name.
 * @param {string} text what was marked
 * @param {number|null} page row id of the page where it stands
 * @returns {Promise<boolean>} whether it was added
 */
export async function addName(text, page = null) {
  const kinds = await ask("GET", "/api/names/kinds");
  const known = make("p", { class: "quiet", "aria-live": "polite" });
  const name = make("input", { name: "name", required: true, maxlength: 64, autocomplete: "off", value: text.trim() });
  const kind = make(
    "select", { name: "kind" }, make("option", { value: "" }, say("naming.no-kind")),
    ...kinds.map(({ code, label }) => make("option", { value: code }, label)),
  );
  const listed = make("datalist", { id: "naming-parents" });
  const parent = make("input", { name: "parent", maxlength: 64, autocomplete: "off", list: "naming-parents" });
  name.addEventListener("input", later(() => tell(name.value, known)));
  parent.addEventListener("input", later(() => suggest(parent.value, listed)));
  tell(name.value, known);
  const { closed } = open(
    say("naming.title"),
    make(
      "form", { method: "dialog", class: "stack" },
      make("label", {}, say("naming.name"), name),
      known,
      make("label", {}, say("naming.kind"), kind),
      make("label", {}, say("naming.parent"), parent, listed),
      make("p", { class: "quiet" }, say("naming.then")),
      make(
        "div", { class: "row" },
        make("button", { class: "button main", value: "add" }, say("naming.add")),
        make("button", { class: "button", value: "", formnovalidate: true }, say("naming.cancel")),
      ),
    ),
  );
  name.focus();
  if ((await closed) !== "add") return false;
  const done = await change("POST", "/api/names", { name: name.value.trim(), kind: kind.value, parent: parent.value.trim(), page });
  if (done) toast(say("naming.added", { name: name.value.trim(), file: done.file }));
  return done !== null;
}

/** The text that is marked on the page, without line ends; empty when none is. */
export function marked() {
  return String(document.getSelection() ?? "").replace(/\s+/g, "");
}

async function tell(text, element) {
  const wanted = text.trim();
  const found = wanted ? await ask("GET", `/api/names/known?name=${encodeURIComponent(wanted)}`).catch(() => []) : [];
  element.textContent = found
    .map((one) => say("naming.known", { name: one.name, where: [one.parent, one.file].filter(Boolean).join(" · ") }))
    .join(" ");
}

async function suggest(text, list) {
  const wanted = text.trim();
  const found = wanted ? await ask("GET", `/api/names/parents?begins=${encodeURIComponent(wanted)}`).catch(() => []) : [];
  list.replaceChildren(...found.map((value) => make("option", { value })));
}

function later(run) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, WAIT_MS);
  };
}
