/**
 * Edits on their way to the server, one after the other. An edit that starts from beads which an
 * earlier one is still changing waits for it; without a connection the queue is kept and sent
 * later.
 */

import * as api from "../core/api.js";
import { signInAgain } from "../core/errors.js";
import { t } from "../core/strings.js";
import { segmentsOf, wordsOf } from "../model/bead.js";
import { beadOf, beadWith, findSegment, rowNumber } from "../model/lookup.js";
import { busyBeads } from "../model/state.js";

/**
 * @typedef {import("../model/state.js").State} State
 * @typedef {import("../model/state.js").Event} Event
 * @typedef {import("../model/state.js").Edit} Edit
 * @typedef {Omit<import("../model/state.js").QueuedEdit, "key">} EditDraft
 */

/** The server's disk is full. */
const FULL = 507;
/**
 * Answers after which the same request may succeed later: no session, an error of the server, a
 * journal that does not answer, or no server behind a proxy.
 */
const NOT_NOW = [401, 500, 502, 503, 504, FULL];

/** A message names so many rows. */
const NAMED = 8;

/** Verbs with a text that somebody typed. */
const WRITING = ["reword", "translate"];

/** Nobody makes the same one again. */
export const random = () =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(36)).join("");

export class Queue {
  /** @param {() => State} state @param {(event: Event) => void} dispatch */
  constructor(state, dispatch) {
    this.state = state;
    this.dispatch = dispatch;
    this.sending = false;
    /** How many edits this window has made. */
    this.made = 0;
    /** @type {(() => void)[]} */
    this.deferred = [];
    /** @type {Map<string, (edit: Edit | null) => void>} */
    this.resolvers = new Map();
    /** @type {Map<string, string>} what became of the beads that this window itself changed */
    this.successors = new Map();
  }

  /** Sorts by time, and names an edit to the server: sent twice, it is still made once. */
  #newKey() {
    return `${Date.now()}-${String(this.made++).padStart(4, "0")}-${random()}`;
  }

  /**
   * The bead that took the place of one which this window has changed meanwhile.
   * @param {string} id
   */
  now(id) {
    const seen = new Set();
    let successor = id;
    while (
      !beadOf(this.state(), successor) &&
      this.successors.has(successor) &&
      !seen.has(successor)
    ) {
      seen.add(successor);
      successor = /** @type {string} */ (this.successors.get(successor));
    }
    return successor;
  }

  /**
   * Send what `make` wants, as soon as nothing it starts from is on its way. Resolves to the edit
   * that came of it, or to null.
   * @param {() => EditDraft | null} make
   * @returns {Promise<Edit | null>}
   */
  submit(make) {
    const draft = make();
    if (!draft) return Promise.resolve(null);
    if (this.#mustWait(draft)) return this.#defer(make);
    const queued = { ...draft, key: this.#newKey() };
    const result = new Promise((resolve) => this.resolvers.set(queued.key, resolve));
    this.dispatch({ type: "queued", queued });
    this.flush();
    return result;
  }

  /** @param {EditDraft} draft */
  #mustWait(draft) {
    const { pending } = this.state();
    const busy = busyBeads(this.state());
    return (
      draft.beads.some((b) => busy.has(b)) ||
      (draft.beads.length > 0 && pending.some((i) => !i.beads.length))
    );
  }

  /** @param {() => EditDraft | null} make @returns {Promise<Edit | null>} */
  #defer(make) {
    if (this.state().net === "offline") {
      this.dispatch({ type: "say", text: t("net.wait"), tone: "error" });
      return Promise.resolve(null);
    }
    return new Promise((resolve) => this.deferred.push(() => resolve(this.submit(make))));
  }

  /** Send all that waits; stop at a lost connection. */
  async flush() {
    if (this.sending) return;
    this.sending = true;
    try {
      for (let queued = this.#first(); queued; queued = this.#first()) {
        if (this.state().net !== "offline") this.dispatch({ type: "net", net: "saving" });
        // Sent when the whole pair is there, because the answer describes the whole pair.
        if (this.state().part) return;
        if (!(await this.#deliver(queued))) return this.dispatch({ type: "net", net: "offline" });
      }
      this.dispatch({ type: "net", net: "saved" });
    } finally {
      this.sending = false;
    }
  }

  #first() {
    return this.state().pending[0];
  }

  /** Whether the server has spoken. @param {import("../model/state.js").QueuedEdit} queued */
  async #deliver(queued) {
    try {
      const news = await this.#send(queued);
      const own = news.edits.find((/** @type {Edit} */ e) => e.version === news.made);
      if (own) own.about = news.about;
      const places = this.#placesOf(own?.removed ?? []);
      // Before the row has a sentence that the text could be taken to clash with.
      if (own && queued.verb === "translate")
        this.dispatch({ type: "settled", segment: String(queued.args.segment) });
      this.dispatch({ type: "edits", ...news });
      for (const [id, segment] of places) this.#succeed(id, segment);
      this.#done(queued, own ?? null);
      if (own) this.#tellRepetitions(queued, own);
    } catch (error) {
      if (error instanceof api.Unreachable) return false;
      if (!(error instanceof api.Refusal)) throw error;
      if (error.status === 401) signInAgain();
      if (error.status === FULL) this.#say(error.message);
      if (NOT_NOW.includes(error.status)) return false;
      this.#refused(queued, error);
    }
    return true;
  }

  /**
   * Rows that were filled because their source is that of a row which was confirmed.
   * @param {import("../model/state.js").QueuedEdit} queued
   * @param {Edit} own
   */
  #tellRepetitions({ verb }, own) {
    const filled = own.added.filter((b) => b.origin === "memory" && b.status === "auto");
    const n = filled.length;
    if (!["confirm", "reword", "translate", "accept"].includes(verb) || !n || own.added.length <= n)
      return;
    const rows = filled.map((b) => rowNumber(this.state(), b.id)).sort((a, b) => a - b);
    const said = rows.slice(0, NAMED).join(", ") + (n > NAMED ? "…" : "");
    this.dispatch({ type: "say", text: t("repetitions.filled", { n, rows: said }) });
  }

  /** A sentence of each of these beads. @param {string[]} ids @returns {[string, string][]} */
  #placesOf(ids) {
    const beads = ids.map((id) => beadOf(this.state(), id));
    return beads.flatMap((b) => (b ? [[b.id, segmentsOf(b)[0].id]] : []));
  }

  /** @param {string} id @param {string} segment */
  #succeed(id, segment) {
    const successor = beadWith(this.state(), segment) ?? beadWith(this.state(), `${segment}.1`);
    if (successor && successor.id !== id) this.successors.set(id, successor.id);
  }

  /** @param {import("../model/state.js").QueuedEdit} queued */
  #send({ key, verb, beads, args }) {
    const { pair, version, reviewer } = this.state();
    const id = pair?.id ?? "";
    if (verb === "undo" || verb === "redo")
      return api.takeBack(id, verb, { ...args, version, reviewer, key });
    if (verb === "revert") return api.revert(id, { ...args, beads, version, reviewer, key });
    return api.revise(id, { verb, beads, args, version, reviewer, key });
  }

  /** @param {import("../model/state.js").QueuedEdit} queued @param {Edit | null} edit */
  #done(queued, edit) {
    this.dispatch({ type: "done", key: queued.key });
    if (edit && WRITING.includes(queued.verb))
      this.dispatch({ type: "settled", segment: String(queued.args.segment) });
    this.resolvers.get(queued.key)?.(edit);
    this.resolvers.delete(queued.key);
    for (const again of this.deferred.splice(0)) again();
  }

  /** @param {import("../model/state.js").QueuedEdit} queued @param {api.Refusal} refusal */
  #refused(queued, refusal) {
    /** @type {Edit[]} */
    const edits = refusal.body.edits ?? [];
    const n = rowNumber(this.state(), queued.beads[0]);
    if (edits.length) this.dispatch({ type: "edits", version: refusal.body.version, edits });
    const theirs = edits.findLast((e) => e.removed.some((id) => queued.beads.includes(id)));
    this.deferred.length = 0;
    if (refusal.body.blocked)
      this.dispatch({ type: "blocked", blocked: { act: queued.verb, ...refusal.body.blocked } });
    else if (refusal.status === 409 && WRITING.includes(queued.verb)) this.#clash(queued, theirs);
    else if (theirs)
      this.#say(t("clash.verb", { n, by: theirs.reviewer, verb: t(`verb.${theirs.verb}`) }));
    else this.#say(refusal.message);
    this.#done(queued, null);
  }

  /** @param {string} text */
  #say(text) {
    this.dispatch({ type: "say", text, tone: "error" });
  }

  /** Someone changed the bead while a sentence of it was being written. If the sentence itself is
   * as it was, the new text still fits; else both texts are shown.
   * @param {import("../model/state.js").QueuedEdit} queued @param {Edit | undefined} theirs */
  #clash(queued, theirs) {
    const segment = String(queued.args.segment);
    const text = String(queued.args.text);
    const base = queued.base ?? "";
    const now = findSegment(this.state(), segment);
    if (now?.segment.text === base && !queued.beads.includes(now.bead.id)) {
      this.deferred.push(() => this.submit(() => this.#again(queued, segment)));
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

  /**
   * A text again, for the row as it is now. Nobody confirms sentences that they have not seen there.
   * @param {import("../model/state.js").QueuedEdit} queued
   * @param {string} segment
   */
  #again({ verb, args, base, seen }, segment) {
    const bead = beadWith(this.state(), segment);
    if (!bead) return null;
    const { confirm, ...text } = args;
    const draft = { verb, args, base, seen, beads: [bead.id] };
    if (!confirm || wordsOf(bead) === seen) return draft;
    this.#say(t("clash.unconfirmed", { n: rowNumber(this.state(), bead.id) }));
    return { ...draft, args: text };
  }
}
