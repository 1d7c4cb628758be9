/** The search page: hits are gone through with keys; a changed option searches again. */

import { register } from "./keys.js";
import { current, go, perform, rows, search, step } from "./list.js";
import { say } from "./words.js";

const form = document.querySelector(".query-form"), help = document.getElementById("help");

/** The link to the article of the hit at hand: in its row, or above the hits of its article. */
function article() {
  const row = current();
  const link = row?.querySelector(".article-link") ?? row?.closest("li")?.querySelector(".article-link");
  link?.click();
}

perform({
  next: () => step(1),
  previous: () => step(-1),
  article,
  view: () => document.querySelector("[data-other]").click(),
  help: () => {
    help.open = !help.open;
    if (help.open) help.scrollIntoView({ block: "nearest" });
  },
  search,
});
register({ code: "Enter", label: say("list.open"), run: () => current()?.querySelector(".hit-link").click() });
form.addEventListener("change", (event) => {
  if (event.target.name !== "q" && form.elements.q.value.trim()) form.requestSubmit();
});
// what is as usual stays out of the address
form.addEventListener("formdata", ({ formData }) => {
  if (formData.get("within") === "block") formData.delete("within");
});
for (const row of rows()) {
  row.addEventListener("click", (event) => {
    if (!event.target.closest("a") && getSelection().isCollapsed) row.querySelector(".hit-link").click();
  });
}
const first = rows()[0];
if (first) go(first);
