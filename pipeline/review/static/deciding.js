/** Actions of this tab: what was done last can be undone; a message goes along to the next page. */

import { change, toast } from "./net.js";
import { say } from "./words.js";

const DONE = "baokan-done"; // actions of this tab, the last one at the end
const SAID = "baokan-said"; // a message for the next page
const MOST = 200; // actions that are remembered

function kept() {
  return JSON.parse(sessionStorage.getItem(DONE) ?? "[]");
}

/** Remember an action. @param {string} batch its name @param {string} address where it was done */
export function remember(batch, address) {
  if (batch) sessionStorage.setItem(DONE, JSON.stringify([...kept(), { batch, address }].slice(-MOST)));
}

/** Take the last action back.  Gives the address where it was done, or null. @returns {Promise<?string>} */
export async function undoLast() {
  const actions = kept();
  const last = actions.pop();
  if (!last) {
    toast(say("item.nothing-undone"), "bad");
    return null;
  }
  sessionStorage.setItem(DONE, JSON.stringify(actions)); // also when it is refused: the one before is reached then
  const done = await change("POST", `/api/actions/${last.batch}/undo`, {});
  if (!done) return null;
  toast(say("item.undone"));
  return last.address;
}

/** Go to another page, and say something there. */
export function goSaying(address, text) {
  sessionStorage.setItem(SAID, text);
  location.assign(address);
}

const said = sessionStorage.getItem(SAID);
if (said) {
  sessionStorage.removeItem(SAID);
  toast(said);
}
