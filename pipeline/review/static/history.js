/** History: any action can be taken back. */

import { goSaying } from "./deciding.js";
import { readRows } from "./list.js";
import { change } from "./net.js";
import "./suggest.js";
import { say } from "./words.js";

readRows();
for (const button of document.querySelectorAll("[data-undo]")) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    const done = await change("POST", `/api/actions/${button.dataset.undo}/undo`, {});
    button.disabled = false;
    if (done) goSaying(location.href, say("history.undone"));
  });
}
