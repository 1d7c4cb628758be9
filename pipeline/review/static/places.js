/** The index of places: rows are gone through with keys; a kind that is chosen is listed at once. */

import { readRows, rows } from "./list.js";

readRows();
for (const one of document.querySelectorAll("[data-submits]")) one.addEventListener("change", () => one.form.requestSubmit());
for (const row of rows()) {
  row.addEventListener("click", (event) => {
    if (!event.target.closest("a") && getSelection().isCollapsed) row.querySelector("a").click();
  });
}
