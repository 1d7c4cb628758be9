/** Lists of words: a choice asks anew at once; while a list is being counted the page looks again. */

import "./choices.js";

const AGAIN_MS = 2000; // between two looks

const counting = document.querySelector("#counting p");
if (counting) setTimeout(look, AGAIN_MS);

async function look() {
  const answer = await fetch(location.href).catch(() => null);
  const now = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#counting p") : counting;
  if (!now) return location.reload();
  counting.textContent = now.textContent;
  setTimeout(look, AGAIN_MS);
}
