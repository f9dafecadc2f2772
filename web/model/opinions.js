/** What reviewers judged, and whether a second opinion can be given. */

import { isFor } from "./tasks.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Bead} Bead
 */

/** What a bead may need, or have had. */
export const OPINIONS = ["disputed", "second", "settled"];

/** @param {Bead} bead @param {string} opinion  one of `OPINIONS` */
export const isOpinion = (bead, opinion) =>
  opinion === "settled" ? bead.settled !== undefined : bead.opinion === opinion;

/**
 * Whether second opinions are wanted: where several reviewers work on the pair, or are asked to.
 * @param {State} state
 */
export function wantsSecondOpinions({ beads, people, tasks, reviewer }) {
  const names = new Set([reviewer, ...people.map((p) => p.name), ...tasks.map((k) => k.reviewer)]);
  if (names.size > 1) return true;
  for (const bead of beads) for (const name of peopleOf(bead)) if (name !== reviewer) return true;
  return false;
}

/** Who has changed or judged a bead. @param {Bead} bead */
export const peopleOf = (bead) => bead.people ?? (bead.resp ? [bead.resp] : []);

/**
 * Whether somebody else has judged a bead, so that there is something to answer.
 * @param {Bead} bead
 * @param {string} me
 */
const judgedByOthers = (bead, me) => Object.keys(bead.judged ?? {}).some((name) => name !== me);

/** @param {Bead} bead @param {string} me */
export const canAgree = (bead, me) =>
  bead.status !== "auto" && judgedByOthers(bead, me) && bead.judged?.[me] !== bead.status;

/** @param {Bead} bead @param {string} me */
export const canDisagree = (bead, me) =>
  ["confirmed", "rejected"].includes(bead.status) &&
  judgedByOthers(bead, me) &&
  [undefined, bead.status].includes(bead.judged?.[me]);

/**
 * Whether a reviewer is asked for a second opinion and has not given it: in the view of such rows,
 * or where rows are assigned.
 * @param {State} state
 * @param {Bead} bead
 */
export const isBlind = (state, bead) =>
  bead.opinion === "second" &&
  state.session.role === "reviewer" &&
  !(state.reviewer in (bead.judged ?? {})) &&
  (state.filter.opinion === "second" || isFor(state, state.reviewer)(bead));

/**
 * A bead as it is to be shown: without the first opinion for who is to give the second.
 * @param {State} state
 * @param {Bead} bead
 * @returns {Bead}
 */
export const blinded = (state, bead) =>
  isBlind(state, bead) ? { ...bead, status: "auto", note: "", resp: "", judged: {} } : bead;
