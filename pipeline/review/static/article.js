/** The page of an article: citations are copied, hits gone through. */

import { register } from "./keys.js";
import { perform } from "./list.js";
import { toast } from "./net.js";
import { say } from "./words.js";

const marks = [...document.querySelectorAll(".marked")];
let at = -1;

function step(by) {
  if (!marks.length) return;
  at = (at < 0 && by < 0 ? marks.length - 1 : at + by + marks.length) % marks.length;
  marks[at].focus({ preventScroll: true });
  marks[at].scrollIntoView({ block: "center", behavior: "instant" });
}

perform({ hit: () => step(1) });
if (marks.length) register({ code: "KeyN", shift: true, label: say("article.previous-hit"), run: () => step(-1) });

/** The text on the clipboard; where the browser refuses, it is selected, so that a key copies it. */
async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    toast(say("article.copied"));
  } catch {
    for (let around = element.parentElement; around; around = around.parentElement) if (around.matches("details")) around.open = true;
    getSelection().selectAllChildren(element);
    element.scrollIntoView({ block: "nearest" });
    toast(say("article.select"));
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => copy(document.getElementById(button.dataset.copy)));
}
