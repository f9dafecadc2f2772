/**
 * Edits on their way to the server, one after the other. An edit that starts from beads which an
 * earlier one is still changing waits for it; without a connection the queue is kept and sent
 * later.
 */

import * as api from "../core/api.js";
import { t } from "../core/strings.js";
import { beadOf, beadWith, busyBeads, findSegment, segmentsOf } from "../model/state.js";

/**
 * @typedef {import("../model/state.js").State} State
 * @typedef {import("../model/state.js").Event} Event
 * @typedef {import("../model/state.js").Edit} Edit
 * @typedef {Omit<import("../model/state.js").Intent, "key">} Wish
 */

/** The server's disk is full. */
const FULL = 507;
/**
 * Answers after which the same request may succeed later: no session, or no server behind a proxy.
 */
const NOT_NOW = [401, 502, 503, 504, FULL];

let made = 0;

/** Nobody makes the same one again. */
export const random = () =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(36)).join("");

/** Sorts by time, and names an edit to the server: however often it is sent, it is done once. */
const newKey = () => `${Date.now()}-${String(made++).padStart(4, "0")}-${random()}`;

export class Queue {
  /** @param {() => State} state @param {(event: Event) => void} dispatch */
  constructor(state, dispatch) {
    this.state = state;
    this.dispatch = dispatch;
    this.sending = false;
    /** @type {(() => void)[]} */
    this.held = [];
    /** @type {Map<string, (edit: Edit | null) => void>} */
    this.told = new Map();
    /** @type {Map<string, string>} what became of the beads that this window itself changed */
    this.heirs = new Map();
  }

  /**
   * The bead that took the place of one which this window has changed meanwhile.
   * @param {string} id
   */
  now(id) {
    const seen = new Set();
    let heir = id;
    while (!beadOf(this.state(), heir) && this.heirs.has(heir) && !seen.has(heir)) {
      seen.add(heir);
      heir = /** @type {string} */ (this.heirs.get(heir));
    }
    return heir;
  }

  /**
   * Send what `make` wants, as soon as nothing it starts from is on its way. Resolves to the edit
   * that came of it, or to null.
   * @param {() => Wish | null} make
   * @returns {Promise<Edit | null>}
   */
  submit(make) {
    const wish = make();
    if (!wish) return Promise.resolve(null);
    if (this.#mustWait(wish)) return this.#hold(make);
    const intent = { ...wish, key: newKey() };
    const result = new Promise((resolve) => this.told.set(intent.key, resolve));
    this.dispatch({ type: "queued", intent });
    this.flush();
    return result;
  }

  /** @param {Wish} wish */
  #mustWait(wish) {
    const { pending } = this.state();
    const busy = busyBeads(this.state());
    return (
      wish.beads.some((b) => busy.has(b)) ||
      (wish.beads.length > 0 && pending.some((i) => !i.beads.length))
    );
  }

  /** @param {() => Wish | null} make @returns {Promise<Edit | null>} */
  #hold(make) {
    if (this.state().net === "offline") {
      this.dispatch({ type: "say", text: t("net.wait"), tone: "error" });
      return Promise.resolve(null);
    }
    return new Promise((resolve) => this.held.push(() => resolve(this.submit(make))));
  }

  /** Send all that waits; stop at a lost connection. */
  async flush() {
    if (this.sending) return;
    this.sending = true;
    try {
      for (let intent = this.#first(); intent; intent = this.#first()) {
        if (this.state().net !== "offline") this.dispatch({ type: "net", net: "saving" });
        if (this.state().part) return; // it is sent once all of the pair is there, for the answer to be of that
        if (!(await this.#deliver(intent))) return this.dispatch({ type: "net", net: "offline" });
      }
      this.dispatch({ type: "net", net: "saved" });
    } finally {
      this.sending = false;
    }
  }

  #first() {
    return this.state().pending[0];
  }

  /** Whether the server has spoken. @param {import("../model/state.js").Intent} intent */
  async #deliver(intent) {
    try {
      const news = await this.#send(intent);
      const own = news.edits.find((/** @type {Edit} */ e) => e.version === news.made);
      const places = this.#placesOf(own?.removed ?? []);
      this.dispatch({ type: "edits", ...news });
      for (const [id, segment] of places) this.#inherit(id, segment);
      this.#done(intent, own ?? null);
    } catch (error) {
      if (error instanceof api.Unreachable) return false;
      if (!(error instanceof api.Refusal)) throw error;
      if (error.status === 401)
        location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
      if (error.status === FULL) this.#say(error.message);
      if (NOT_NOW.includes(error.status)) return false;
      this.#refused(intent, error);
    }
    return true;
  }

  /** A sentence of each of these beads. @param {string[]} ids @returns {[string, string][]} */
  #placesOf(ids) {
    const beads = ids.map((id) => beadOf(this.state(), id));
    return beads.flatMap((b) => (b ? [[b.id, segmentsOf(b)[0].id]] : []));
  }

  /** @param {string} id @param {string} segment */
  #inherit(id, segment) {
    const heir = beadWith(this.state(), segment) ?? beadWith(this.state(), `${segment}.1`);
    if (heir && heir.id !== id) this.heirs.set(id, heir.id);
  }

  /** @param {import("../model/state.js").Intent} intent */
  #send({ key, verb, beads, args }) {
    const { pair, version, reviewer } = this.state();
    const id = pair?.id ?? "";
    if (verb === "undo" || verb === "redo")
      return api.takeBack(id, verb, { version, reviewer, key });
    if (verb === "revert") return api.revert(id, { ...args, beads, version, reviewer, key });
    return api.revise(id, { verb, beads, args, version, reviewer, key });
  }

  /** @param {import("../model/state.js").Intent} intent @param {Edit | null} edit */
  #done(intent, edit) {
    this.dispatch({ type: "done", key: intent.key });
    if (edit && intent.verb === "reword")
      this.dispatch({ type: "settled", segment: String(intent.args.segment) });
    this.told.get(intent.key)?.(edit);
    this.told.delete(intent.key);
    for (const again of this.held.splice(0)) again();
  }

  /** @param {import("../model/state.js").Intent} intent @param {api.Refusal} refusal */
  #refused(intent, refusal) {
    /** @type {Edit[]} */
    const edits = refusal.body.edits ?? [];
    if (edits.length) this.dispatch({ type: "edits", version: refusal.body.version, edits });
    const theirs = edits.findLast((e) => e.removed.some((id) => intent.beads.includes(id)));
    this.held.length = 0;
    if (refusal.status === 409 && intent.verb === "reword") this.#clash(intent, theirs);
    else if (theirs)
      this.#say(t("clash.verb", { by: theirs.reviewer, verb: t(`verb.${theirs.verb}`) }));
    else this.#say(refusal.message);
    this.#done(intent, null);
  }

  /** @param {string} text */
  #say(text) {
    this.dispatch({ type: "say", text, tone: "error" });
  }

  /** Someone changed the bead while a sentence of it was being written. If the sentence itself is
   * as it was, the new text still fits; else both texts are shown.
   * @param {import("../model/state.js").Intent} intent @param {Edit | undefined} theirs */
  #clash(intent, theirs) {
    const segment = String(intent.args.segment);
    const text = String(intent.args.text);
    const base = intent.base ?? "";
    const now = findSegment(this.state(), segment);
    if (now?.segment.text === base && !intent.beads.includes(now.bead.id)) {
      this.held.push(() => this.submit(() => this.#again(intent, segment)));
      return;
    }
    const unsent = {
      text,
      base,
      by: theirs?.reviewer ?? now?.bead.resp ?? "",
      at: theirs?.at ?? "",
    };
    this.dispatch({ type: "kept", segment, unsent });
    const bead = beadWith(this.state(), segment);
    if (bead) this.dispatch({ type: "go", id: bead.id });
    this.#say(t("clash.kept"));
  }

  /** @param {import("../model/state.js").Intent} intent @param {string} segment */
  #again({ verb, args, base }, segment) {
    const bead = beadWith(this.state(), segment);
    return bead ? { verb, args, base, beads: [bead.id] } : null;
  }
}
