/** Which colleagues are at which bead. */

import { beadWith } from "./lookup.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Bead} Bead
 */

/**
 * The names of those on each bead of this pair, by bead.
 * @param {State} state
 * @returns {Map<string, string[]>}
 */
export function peopleByBead(state) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const { name, pair, segment } of state.people) {
    const bead = pair === state.pair?.id && beadWith(state, segment);
    if (bead) found.set(bead.id, [...(found.get(bead.id) ?? []), name]);
  }
  return found;
}
