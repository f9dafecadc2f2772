/** Which colleagues are at which bead. */

import { beadWith } from "./lookup.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Bead} Bead
 */

/**
 * Those on each bead of this pair, by bead.
 * @param {State} state
 * @returns {Map<string, State["people"]>}
 */
export function peopleByBead(state) {
  /** @type {Map<string, State["people"]>} */
  const found = new Map();
  for (const person of state.people) {
    const bead = person.pair === state.pair?.id && beadWith(state, person.segment);
    if (bead) found.set(bead.id, [...(found.get(bead.id) ?? []), person]);
  }
  return found;
}
