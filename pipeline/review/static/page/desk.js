/** What the parts of the page view share: the page, what is chosen, what the pointer is on.  They hear of each change. */

const DOUBT = 80; // per cent: below this a character counts as uncertain until somebody says otherwise
const KEPT = "baokan-doubt";

/** Events: "page" (another text), "choice" (another block or place), "point" (the pointer), "doubt" (the threshold), "mode", "hits". */
export class Desk extends EventTarget {
  constructor(page) {
    super();
    this.page = page;
    /** The chosen block, or `null`. */
    this.block = null;
    /** Ids of the characters that are marked in it. */
    this.spot = [];
    /** What the pointer is on: `{block, line, offset, start, end}`. */
    this.pointed = null;
    /** Ids of the characters whose text is selected. */
    this.selection = [];
    /** What was searched for, as in the address; `null`: nothing. */
    this.query = null;
    /** Its hits on this page: `{block, characters}`. */
    this.hits = [];
    /** "", "edit", "kind", "split", "draw". */
    this.mode = "";
    this.below = Number(localStorage.getItem(KEPT) ?? DOUBT);
    this.doubts = page.doubts(this.below);
  }

  tell(name, details = {}) {
    this.dispatchEvent(Object.assign(new Event(name), details));
  }

  on(name, listener) {
    this.addEventListener(name, listener);
  }

  /** The page as the server now has it; what was chosen stays chosen where it is still there. */
  renew(page) {
    this.page = page;
    this.block = this.block && page.block(this.block.number);
    this.spot = this.spot.filter((id) => page.character(id));
    this.pointed = null;
    this.selection = [];
    this.doubts = page.doubts(this.below);
    this.tell("page");
  }

  /**
   * Choose a block, and characters in it.
   * @param {string} from "image" or "text": the side on which it was chosen, which then stays where it is
   */
  choose(block, { spot = [], from = "" } = {}) {
    this.block = block;
    this.spot = spot;
    this.tell("choice", { from });
  }

  /** Mark the hits of a query. */
  mark(hits) {
    this.hits = hits;
    this.tell("hits");
  }

  point(pointed) {
    const was = this.pointed;
    if (was?.block === pointed?.block && was?.line === pointed?.line && was?.offset === pointed?.offset && was?.start === pointed?.start) return;
    this.pointed = pointed;
    this.tell("point");
  }

  select(ids) {
    if (!ids.length && !this.selection.length) return;
    this.selection = ids;
    this.tell("point");
  }

  /** Per cent below which characters are uncertain. */
  doubt(below) {
    this.below = Math.min(100, Math.max(0, below));
    localStorage.setItem(KEPT, this.below);
    this.doubts = this.page.doubts(this.below);
    this.tell("doubt");
  }

  enter(mode) {
    if (this.mode === mode) return;
    this.mode = mode;
    this.tell("mode");
  }

  /** How much a character is in doubt: 1, 2 or 3. */
  grade(sure) {
    return sure < this.below * 0.5 ? 3 : sure < this.below * 0.8 ? 2 : 1;
  }
}
