/** Orphans: what stands is kept, or the text of the decision is put in its place. */

import { remember } from "./deciding.js";
import { readRows } from "./list.js";
import { change, toast } from "./net.js";
import { say } from "./words.js";

readRows();
for (const orphan of document.querySelectorAll("[data-orphan]")) {
  for (const button of orphan.querySelectorAll("[data-choice]")) {
    button.addEventListener("click", async () => {
      const { choice } = button.dataset;
      const { now, after } = orphan.dataset;
      const done = await change("POST", orphan.dataset.orphan, { choice, seen: now });
      if (!done) return;
      remember(done.batch, location.pathname);
      toast(choice === "keep" ? say("orphans.kept") : say("orphans.applied", { text: after || "∅" }));
      orphan.remove();
    });
  }
}
