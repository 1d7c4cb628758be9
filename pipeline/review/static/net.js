/** Talking with the server: JSON there and back, refusals in words, conflicts with both texts. */

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
 * @param {{again?: (version: number, details: Object) => Promise<*>, refresh?: (details: Object) => void}} ways
 *   again: write one's own text over that version; refresh: show the text as it now is
 */
export async function change(method, url, body, { again, refresh } = {}) {
  try {
    return await ask(method, url, body);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 409) return settle(error, again, refresh);
    if (error.status === 401) toast(say("net.signed-out"), "bad", make("a", { href: "/sign-in", target: "_blank", rel: "noopener" }, say("net.sign-in")));
    else toast(error.status === 0 ? error.message : say("net.failed", { message: error.message }), "bad");
    return null;
  }
}

async function settle(refusal, again, refresh) {
  const { mine, theirs, who, when, version } = refusal.details;
  const choices = [["later", "conflict.later", ""], ["theirs", "conflict.keep-theirs", ""]];
  if (again) choices.push(["mine", "conflict.keep-mine", "main"]);
  const { closed } = open(
    say("conflict.title"),
    make("p", {}, who ? say("conflict.about", { who, when: moment(when) }) : refusal.message),
    make("div", { class: "both" }, side("conflict.mine", mine), side("conflict.theirs", theirs)),
    make("form", { method: "dialog", class: "row" }, ...choices.map(([value, key, kind]) => make("button", { class: `button ${kind}`, value }, say(key)))),
  );
  const choice = await closed;
  if (choice === "mine") return again(version, refusal.details);
  if (choice === "theirs") refresh?.(refusal.details);
  return null;
}

/** A time (ISO 8601) as it is said here. */
export function moment(at) {
  const time = new Date(at);
  return Number.isNaN(time.valueOf()) ? at : time.toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
}

function side(key, text) {
  return make("section", {}, make("h3", {}, say(key)), make("p", { class: "text" }, text ?? ""));
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
