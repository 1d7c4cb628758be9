/** What one text has and another has not, character by character. */

import { make } from "./dom.js";

const MOST_CELLS = 4_000_000; // two paragraphs of 2,000 characters; of longer ones only beginning and end are compared

/**
 * The pieces of a text, in order.
 * @param {string} text
 * @param {string} other
 * @returns {{text: string, own: boolean}[]} own: the other text does not have it
 */
export function pieces(text, other) {
  const mine = [...text], theirs = [...other];
  const least = Math.min(mine.length, theirs.length);
  let head = 0, tail = 0;
  while (head < least && mine[head] === theirs[head]) head++;
  while (tail < least - head && mine.at(-1 - tail) === theirs.at(-1 - tail)) tail++;
  const end = mine.length - tail;
  const kept = common(mine.slice(head, end), theirs.slice(head, theirs.length - tail));
  const found = [];
  mine.forEach((character, at) => {
    const own = at >= head && at < end && !kept[at - head];
    if (found.length && found.at(-1).own === own) found.at(-1).text += character;
    else found.push({ text: character, own });
  });
  return found;
}

/** The text as nodes, with `<mark>` around what the other has not. */
export function marked(text, other) {
  return pieces(text, other).map((piece) => (piece.own ? make("mark", {}, piece.text) : piece.text));
}

/** Which characters of `a` belong to a longest common subsequence with `b`. */
function common(a, b) {
  const kept = new Array(a.length).fill(false);
  const width = b.length + 1;
  if (!a.length || !b.length || (a.length + 1) * width > MOST_CELLS) return kept;
  const length = new Uint16Array((a.length + 1) * width); // of the longest for the rests of both, from there on
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const here = i * width + j;
      length[here] = a[i] === b[j] ? length[here + width + 1] + 1 : Math.max(length[here + width], length[here + 1]);
    }
  }
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      kept[i++] = true;
      j++;
    } else if (length[(i + 1) * width + j] >= length[i * width + j + 1]) i++;
    else j++;
  }
  return kept;
}
