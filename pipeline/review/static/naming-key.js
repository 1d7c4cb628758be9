/** The key that adds a name to the gazetteer: what is marked on the page, else what the flag proposes. */

import { register } from "./keys.js";
import { addName, marked } from "./naming.js";
import { say } from "./words.js";

register({
  code: "KeyG",
  shift: true,
  label: say("naming.title"),
  run: () => {
    const { page, after } = document.querySelector("[data-page]")?.dataset ?? {};
    addName(marked() || after || "", page ? Number(page) : null);
  },
});
