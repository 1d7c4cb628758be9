/** Rows of places and of their passages are gone through with keys; a click anywhere on one opens it. */

import "./choices.js";
import { readRows, rows } from "./list.js";

readRows();
for (const row of rows()) {
  row.addEventListener("click", (event) => {
    if (!event.target.closest("a") && getSelection().isCollapsed) row.querySelector("a").click();
  });
}
