/** Find and replace: every place is looked at first; all is one action. */

import { goSaying, remember, undoLast } from "./deciding.js";
import { make, open } from "./dom.js";
import { perform, search, step } from "./list.js";
import { toast } from "./net.js";
import "./suggest.js";
import { Ticking } from "./ticking.js";
import { say } from "./words.js";

const list = document.getElementById("rows");
const query = new URLSearchParams(location.search);
for (const name of ["at", "replace"]) query.delete(name);
const places = new Ticking(`/api/replace/places?${query}`, (place) => place.join(","));

async function apply() {
  const { find, replace } = list.dataset;
  if (find === replace) return void toast(say("replace.same"), "bad");
  if (replace === "" && !(await sure())) return;
  const done = await places.send("/api/replace", { find, replace });
  if (!done) return;
  remember(done.batch, location.pathname + location.search);
  const left = done.unplaced ? ` ${say("replace.unplaced", { count: done.unplaced })}` : "";
  goSaying(location.pathname + location.search, say("replace.done", { count: done.changed }) + left);
}

async function sure() {
  const buttons = [["no", "replace.delete-no", ""], ["yes", "replace.delete-yes", "main"]];
  const { closed } = open(
    say("replace.delete", { count: places.ticked.length }),
    make("form", { method: "dialog", class: "row" }, ...buttons.map(([value, key, kind]) => make("button", { class: `button ${kind}`, value }, say(key)))),
  );
  return (await closed) === "yes";
}

perform({
  apply, search,
  next: () => step(1),
  previous: () => step(-1),
  undo: async () => {
    const where = await undoLast();
    if (where) location.assign(where);
  },
});
if (!list && !document.getElementById("search").value) search();
