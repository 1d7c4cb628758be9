/** Talking with the server: JSON there and back, refusals in words, conflicts with both texts. */

import { marked } from "./diff.js";
import { make, open } from "./dom.js";
import { say } from "./words.js";

const SHOWN_MS = 5000; // how long a message stays; bad ones stay twice as long

/** The server said no, or nothing (status 0).  `code` and `details` as in its JSON. */
export class Refused extends Error {
  constructor(status, code, message, details = {}) {
    super(message);
    Object.assign(this, { status, code, details });
  }
}

/**
 * One request.  Throws `Refused`.
 * @param {string} method
 * @param {string} url below /api
 * @param {*} body what becomes JSON
 * @param {AbortSignal} signal
 */
export async function ask(method, url, body = undefined, signal = undefined) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(url, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, "offline", say("net.offline"));
  }
  const found = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (answer.ok) return found;
  const { status = answer.status, code = "fault", message = answer.statusText, ...details } = found?.error ?? {};
  throw new Refused(status, code, message, details);
}

/**
 * A change.  What goes wrong is said to the person; then it gives `null`.  On a conflict both texts are shown, and what the
 * person chooses is done.
 * @param {string} method
 * @param {string} url
 * @param {*} body
 * @param {{again?: (version: number, details: Object) => Promise<*>, refresh?: (details: Object) => void, mine?: string, bySight?: boolean}} ways
 *   again: write one's own text over that version; refresh: show the text as it now is; mine: what was wanted, in words,
 *   where it was no text; bySight: `again` says which text was seen, and needs no version
 */
export async function change(method, url, body, { again, refresh, mine, bySight = false } = {}) {
  try {
    return await ask(method, url, body);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 409) return settle(error, again, refresh, mine, bySight);
    if (error.status === 401) toast(say("net.signed-out"), "bad", make("a", { href: "/sign-in", target: "_blank", rel: "noopener" }, say("net.sign-in")));
    else toast(error.status === 0 ? error.message : say("net.failed", { message: error.message }), "bad");
    return null;
  }
}

async function settle(refusal, again, refresh, wanted, bySight) {
  const { mine = "", theirs, who, when, version } = refusal.details;
  const choices = [["later", "conflict.later", ""], ["theirs", "conflict.keep-theirs", ""]];
  if (again && (bySight || version !== null)) choices.push(["mine", "conflict.keep-mine", "main"]);
  const { closed } = open(
    say("conflict.title"),
    make("p", {}, who ? say("conflict.about", { who, when: moment(when) }) : refusal.message),
    make("div", { class: "both" }, wanted ? side("conflict.wanted", wanted, wanted) : side("conflict.mine", mine, theirs), side("conflict.theirs", theirs, wanted ? theirs : mine)),
    make("form", { method: "dialog", class: "row" }, ...choices.map(([value, key, kind]) => make("button", { class: `button ${kind}`, value }, say(key)))),
  );
  const choice = await closed;
  if (choice === "mine") return again(version, refusal.details);
  if (choice === "theirs") refresh?.(refusal.details);
  return null;
}

/** One of the two texts; what the other has not is marked. */
function side(key, text, other) {
  return make("section", {}, make("h3", {}, say(key)), make("p", { class: "text" }, ...marked(text ?? "", other ?? "")));
}

/** A time of the server (ISO 8601) for people; another text stays as it is. */
export function moment(text) {
  const at = new Date(text);
  if (Number.isNaN(at.valueOf())) return text ?? "";
  return at.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
}

/** Say that something is on the disk. */
export function saved() {
  toast(say("net.saved"));
}

/**
 * A message at the edge, read out too.
 * @param {string} text
 * @param {"good"|"bad"} kind
 * @param {...Node} more
 */
export function toast(text, kind = "good", ...more) {
  const element = make("div", { class: `toast ${kind}` }, text, " ", ...more);
  document.getElementById("status").append(element);
  setTimeout(() => element.remove(), kind === "bad" ? 2 * SHOWN_MS : SHOWN_MS);
}
