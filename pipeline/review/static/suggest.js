/** Fields that complete what is typed: `data-suggest` names what is looked for, `list` where it is shown. */

import { make } from "./dom.js";
import { ask } from "./net.js";

const WAIT_MS = 150; // after the last key

for (const field of document.querySelectorAll("[data-suggest]")) {
  let timer = 0;
  let asked = 0;
  const look = async () => {
    const number = ++asked;
    const query = new URLSearchParams({ field: field.dataset.suggest, part: field.value });
    const found = await ask("GET", `/api/suggestions?${query}`).catch(() => []);
    if (number !== asked) return; // what was asked later is what counts, whichever answer comes first
    field.list.replaceChildren(...found.map((value) => make("option", { value })));
  };
  field.addEventListener("focus", look, { once: true });
  field.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(look, WAIT_MS);
  });
}

/** Forms that filter leave out what is empty, so that addresses stay short. */
for (const form of document.querySelectorAll("form.filters")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
}
