/** Texts of the scripts in the language of the page. */

import all from "./texts.js";

const texts = document.documentElement.lang.startsWith("zh") ? all.zh : all.en;

/**
 * A text; `{name}` in it is a value, `{count|page|pages}` a number with the right form of the word.
 * @param {string} key without "script."
 * @param {Object<string, string|number>} values
 */
export function say(key, values = {}) {
  const text = texts[key];
  if (text === undefined) throw new Error(`there is no text ${key}`);
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (_, name, one, many) => {
    const value = values[name];
    const shown = Number.isInteger(value) ? value.toLocaleString("en") : String(value);
    return one === undefined ? shown : `${shown} ${value === 1 ? one : many}`;
  });
}
