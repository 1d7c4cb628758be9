/** Keys of the list of pages. */

import { register } from "../keys.js";
import { say } from "../words.js";

const rows = () => [...document.querySelectorAll("table.pages tbody a")];

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
  next.focus();
  next.closest("tr").scrollIntoView({ block: "nearest" });
}

register({ code: "KeyJ", label: say("pages.next"), run: () => step(1) });
register({ code: "KeyK", label: say("pages.previous"), run: () => step(-1) });
register({ code: "Slash", label: say("pages.search"), run: () => document.getElementById("search").focus() });
for (const select of document.querySelectorAll(".filters select")) select.addEventListener("change", () => select.form.requestSubmit());
