/** A group: places are ticked or not, and decided together, those on other pages of the list included. */

import { goSaying, remember, undoLast } from "./deciding.js";
import { register } from "./keys.js";
import { perform, step } from "./list.js";
import { Ticking } from "./ticking.js";
import { say } from "./words.js";

const here = `/api/groups/${document.getElementById("rows")?.dataset.group}`;
const query = new URLSearchParams(location.search);
query.delete("at");
const places = new Ticking(`${here}?${query}`, ([flag]) => String(flag));

async function decide(choice, said) {
  const done = await places.send(`${here}/decision?${query}`, { choice, score: places.all?.score });
  if (!done) return;
  remember(done.batch, location.pathname + location.search);
  goSaying(done.next ?? document.getElementById("back").href, say(said, { count: done.changed }));
}

perform({
  accept: () => decide("accept", "group.accepted"),
  reject: () => decide("reject", "group.rejected"),
  next: () => step(1),
  previous: () => step(-1),
  undo: async () => {
    const where = await undoLast();
    if (where) location.assign(where);
  },
});
register({ code: "Escape", label: say("list.back"), run: () => document.getElementById("back").click() });
