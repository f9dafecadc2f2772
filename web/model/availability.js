/** Why a command makes no sense now. One place for buttons, keys and the menu of actions. */

import { findings, isLinked, warningsOf } from "./bead.js";
import { codesOf } from "./codes.js";
import { hintsOf } from "./hints.js";
import { writable } from "./lookup.js";
import { canAgree, canDisagree, isBlind } from "./opinions.js";
import { neighbour, runOf } from "./selection.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Bead} Bead
 * @typedef {import("./state.js").SideName} SideName
 * @typedef {{state: State, bead: Bead, run: Bead[]}} Here  the active bead, and the run that ends
 *   in it
 */

/** @param {import("./state.js").Status} status @returns {Rule} */
const judged =
  (status) =>
  ({ run }) =>
    run.every((b) => b.status === status) && "why.already";

/** @type {Rule} */
const alone = ({ run }) => run.length > 1 && "why.one";

/**
 * What would show, or take away, the opinion of another to whom gives a second one.
 * @type {Rule}
 */
const blind = ({ state, run }) => run.some((b) => isBlind(state, b)) && "why.own-first";

/** @param {SideName} side @returns {Rule} */
const written = (side) => (here) =>
  alone(here) || (writable(here.bead, side).length === 0 && "nothing-to-edit");

/** What the machine drafted for each target sentence of a bead, or why there is no such thing.
 * @param {Bead} bead @returns {string[] | string} */
export function draftsOf({ source, target }) {
  const drafts = source.map((s) => s.draft ?? "");
  if (!source.length || drafts.some((d) => !d)) return "no-draft";
  if (!target.length) return drafts;
  if (drafts.length === target.length) return drafts;
  return target.length === 1 ? [drafts.join(" ")] : "draft.many";
}

/** @param {boolean} confirming @returns {Rule} */
const drafted =
  (confirming) =>
  ({ run }) => {
    const drafts = run.map(draftsOf);
    const missing = drafts.find((d) => typeof d === "string");
    if (missing) return /** @type {string} */ (missing);
    const same = run.every(
      (b, i) => b.target.length > 0 && b.target.every((s, j) => s.text === drafts[i][j]),
    );
    return same && (!confirming || run.every((b) => b.status === "confirmed")) && "draft.same";
  };

/** Whether one side of two beads is empty. @param {Bead[]} beads */
const onOneSide = (...beads) =>
  beads.every((b) => !b.source.length) || beads.every((b) => !b.target.length);

/** @param {1 | -1} by @returns {Rule} */
const merged =
  (by) =>
  ({ state, bead, run }) => {
    if (run.length > 1) return onOneSide(...run) && "why.one-side";
    const other = neighbour(state, by);
    return other ? onOneSide(bead, other) && "why.one-side" : "no-neighbour";
  };

/** @param {1 | -1} by @returns {Rule} */
const swapped = (by) => (here) => alone(here) || merged(by)(here);

/** @param {SideName} side @param {1 | -1} by @returns {Rule} */
const moved = (side, by) => (here) =>
  alone(here) ||
  (here.bead[side].length === 0 && "nothing-to-edit") ||
  (!neighbour(here.state, by, { side: side === "source" ? "target" : "source" }) && "no-neighbour");

/** @param {Bead[]} beads */
const allConfirmed = (beads) => beads.every((b) => b.status === "confirmed") && "realign.none";
/** @param {number} n  from 0 @returns {Rule} */
const takable = (n) => (here) =>
  written("target")(here) ||
  (here.bead.target.length > 1 && "memory.many") ||
  takenOver(here, hintsOf(here.state, here.bead)?.memory?.[n]);

/** @param {Here} here @param {import("./hints.js").Match} [match] */
const takenOver = ({ bead }, match) =>
  match ? match.target === bead.target[0]?.text && "memory.same" : "memory.none";

/** @param {Here} here */
const termsOf = ({ state, bead }) => hintsOf(state, bead)?.terms ?? [];

/**
 * @typedef {(here: Here) => string | false} Rule  the key of the reason, false where there is none
 */
/** A decision settles a dispute; without accounts nobody is known as the lead. @type {Rule} */
const decided = ({ state, run }) =>
  (!state.session.accounts && "why.no-lead") ||
  (!run.some((b) => b.opinion === "disputed") && "why.no-dispute");

/** @type {Record<string, Rule>} */
const RULES = {
  "decide-confirm": decided,
  "decide-reject": decided,
  omission: ({ run }) =>
    (run.some(isLinked) && "why.linked") || (!onOneSide(...run) && "why.mixed"),
  flag: (here) => !blind(here) && judged("flagged")(here),
  reset: (here) => blind(here) || judged("auto")(here),
  comment: (here) => alone(here) || blind(here),
  history: blind,
  agree: (here) =>
    blind(here) || (!here.run.some((b) => canAgree(b, here.state.reviewer)) && "why.no-answer"),
  disagree: (here) =>
    alone(here) || blind(here) || (!canDisagree(here.bead, here.state.reviewer) && "why.no-answer"),
  dismiss: (here) => alone(here) || (!warningsOf(here.bead).length && "dismiss.none"),
  undismiss: (here) =>
    alone(here) || (!findings(here.bead).some((f) => f.dismissed) && "undismiss.none"),
  annotate: (here) => alone(here) || (here.bead.target.length === 0 && "nothing-to-edit"),
  draft: ({ run }) => !run.some((b) => b.source.length && !b.target.length) && "draft.there",
  "place-codes": (here) =>
    alone(here) || (!codesOf(here.bead).some((c) => c.wrong) && "codes.right"),
  "set-code": (here) => alone(here) || (!codesOf(here.bead).length && "codes.none"),
  "edit-target": written("target"),
  "edit-source": written("source"),
  restore: drafted(false),
  accept: drafted(true),
  "take-1": takable(0),
  "take-2": takable(1),
  "take-3": takable(2),
  "change-term": (here) => alone(here) || (!termsOf(here).length && "terms.no-term"),
  join: (here) =>
    alone(here) || (Math.max(here.bead.source.length, here.bead.target.length) < 2 && "join.one"),
  "merge-next": merged(1),
  "merge-previous": merged(-1),
  "swap-next": swapped(1),
  "swap-previous": swapped(-1),
  split: alone,
  "move-target-down": moved("target", 1),
  "move-target-up": moved("target", -1),
  "move-source-down": moved("source", 1),
  "move-source-up": moved("source", -1),
  link: alone,
  realign: ({ run }) => allConfirmed(run),
  "realign-all": ({ state }) => allConfirmed(state.beads),
  unlink: (here) => alone(here) || (!isLinked(here.bead) && "why.not-linked"),
};

/** What goes about in all of a pair, so that the rows shown first do not do. */
const FOR_ALL = new Set([
  "next",
  "first",
  "last",
  "order",
  "map",
  "realign",
  "realign-all",
  "replace",
  "assign",
  "publish",
]);

/** @param {string} command */
export const needsAll = (command) => FOR_ALL.has(command);

/** The key of the string that says why a command can't be done now; empty where it can.
 * @param {string} command @param {State} state */
export function whyNot(command, state) {
  if (command === "undo") return state.undoable.undo || state.pending.length ? "" : "why.no-undo";
  if (command === "redo") return state.undoable.redo || state.pending.length ? "" : "why.no-redo";
  const rule = RULES[command];
  if (!rule) return "";
  const run = runOf(state);
  const bead = run.find((b) => b.id === state.active);
  return bead ? rule({ state, bead, run }) || "" : "why.nothing";
}
