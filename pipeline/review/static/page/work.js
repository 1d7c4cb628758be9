/** What is asked of the server: the page, and changes of it, one after the other. */

import { ask, change, toast } from "../net.js";
import { say } from "../words.js";
import { Page } from "./model.js";

const LOOK_MS = 20_000; // between two looks whether somebody else changed the page

/** The page as the server has it now. */
export async function load(id) {
  return new Page(await ask("GET", `/api/pages/${id}`));
}

export class Work {
  constructor(desk, saved) {
    Object.assign(this, { desk, saved });
    this.last = Promise.resolve();
    setInterval(() => this.look(), LOOK_MS);
    document.addEventListener("visibilitychange", () => this.look());
  }

  get url() {
    return `/api/pages/${this.desk.page.id}`;
  }

  /** Show the page as it now is. */
  async renew() {
    this.desk.renew(await load(this.desk.page.id));
  }

  /** Whether somebody else changed the page; nothing is shown anew under the hands of somebody who types. */
  async look() {
    if (document.hidden || this.desk.mode || this.busy) return;
    const page = await load(this.desk.page.id).catch(() => null);
    if (!page || page.version === this.desk.page.version || this.desk.mode || this.busy) return;
    const by = page.blocks.reduce((last, block) => ((block.at ?? "") > (last?.at ?? "") ? block : last), null)?.by;
    this.desk.renew(page);
    toast(by ? say("page.changed-meanwhile", { who: by }) : say("page.read-again"));
  }

  /**
   * A change, after those that are under way.
   * @param {() => {path: string, body: Object, mine?: string, again?: Function}|null} what is asked when its turn comes, with
   *   the page as it then is
   * @returns {Promise<Object|null>} the server's answer; `null`: it was not done.  `theirs` is set when the text of somebody
   *   else was chosen instead.
   */
  do(what) {
    const mine = this.last.then(() => this.turn(what));
    this.last = mine.catch(() => null);
    return mine;
  }

  async turn(what) {
    const wanted = what();
    if (!wanted) return null;
    this.busy = true;
    let theirs = false;
    try {
      const { path, body, mine, again } = wanted;
      const over = again && ((version) => change("POST", `${this.url}/${path}`, again(version), { refresh: () => (theirs = true) }));
      const done = await change("POST", `${this.url}/${path}`, body, { mine, again: over, refresh: () => (theirs = true) });
      if (done || theirs) await this.renew();
      if (done?.batch) this.saved(done);
      return done ?? (theirs ? { theirs } : null);
    } finally {
      this.busy = false;
    }
  }
}
