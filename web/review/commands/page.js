/**
 * What a command works with: the state, the queue of edits and the parts of the window. A command
 * is a function `(page) => void`.
 *
 * @typedef {import("../../model/state.js").State} State
 * @typedef {{
 *   state: () => State,
 *   dispatch: (event: import("../../model/state.js").Event) => void,
 *   queue: import("../queue.js").Queue,
 *   say: (text: string) => void,
 *   write: (segment: string) => void,
 *   caret: () => number,
 *   fill: (text: string) => void,
 *   insert: (text: string) => void,
 *   selected: () => {segment: string, start: number, end: number} | null,
 *   highlight: (by: 1 | -1) => void,
 *   focusSearch: () => void,
 *   show: (dialog: string) => void,
 *   more: () => void,
 *   actions: () => void,
 *   people: () => void,
 *   publish: () => void,
 *   askUndoable: () => void,
 * }} Page
 * @typedef {(page: Page) => void} Command
 */

import { activeBead } from "../../model/lookup.js";

/** @typedef {import("../../model/state.js").Bead} Bead */

/** @param {Page} page */
export const active = (page) => activeBead(page.state());

/**
 * Queue an edit of beads, under the ids that they have when it is sent.
 * @param {Page} page
 * @param {string} verb
 * @param {string[]} beads  ids
 * @param {Record<string, unknown>} [args]
 */
export const revise = (page, verb, beads, args = {}) =>
  page.queue.submit(() => ({ verb, beads: beads.map((id) => page.queue.now(id)), args }));

/** @param {Bead[]} beads */
export const idsOf = (beads) => beads.map((bead) => bead.id);

/**
 * Go to the row after these.
 * @param {Page} page
 * @param {Bead[]} beads
 */
export function goOn({ dispatch }, beads) {
  const last = beads.at(-1);
  if (!last) return;
  dispatch({ type: "go", id: last.id });
  dispatch({ type: "step", by: 1 });
}
