/** The list of pages: rows are gone through with keys. */

import { register } from "../keys.js";
import { current, go, perform, rows, search, step } from "../list.js";
import "../suggest.js";
import { say } from "../words.js";

perform({ next: () => step(1), previous: () => step(-1), search });
register({ code: "Enter", label: say("list.open"), run: () => current()?.querySelector("a").click() });
for (const row of rows()) {
  row.addEventListener("click", (event) => {
    if (!event.target.closest("a") && getSelection().isCollapsed) row.querySelector("a").click();
  });
}
for (const select of document.querySelectorAll(".filters select")) select.addEventListener("change", () => select.form.requestSubmit());
if (!document.activeElement?.matches("input")) go(rows()[0]);
