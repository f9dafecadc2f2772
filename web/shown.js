/** Which beads the page shows, and going about among them. */

import { isFiltering, passing } from "./filters.js";
import { indexOf } from "./lookup.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Bead} Bead
 * @typedef {import("./state.js").SideName} SideName
 */

/** @type {{beads?: Bead[], filter?: State["filter"], active?: string | null, shown: Bead[]}} */
let last = { shown: [] };

/** The beads that pass the filter, and the active one, in reading order. @param {State} state @returns {Bead[]} */
export function shownBeads(state) {
  const { beads, filter, active } = state;
  if (!isFiltering(filter)) return beads;
  if (last.beads !== beads || last.filter !== filter || last.active !== active) {
    const passes = passing(state);
    last = { beads, filter, active, shown: beads.filter((b) => b.id === active || passes(b)) };
  }
  return last.shown;
}

/** The beads of the selected run, in reading order; the active bead alone when none is selected.
 * @param {State} state @returns {Bead[]} */
export function runOf(state) {
  const shown = shownBeads(state);
  const { byId } = indexOf(shown);
  const to = byId.get(state.active ?? "");
  if (to === undefined) return [];
  const from = byId.get(state.run ?? "") ?? to;
  return shown.slice(Math.min(from, to), Math.max(from, to) + 1);
}

/** The next bead after the active one for which `wanted` holds, from the start again at the end.
 * @param {State} state @param {(bead: Bead) => boolean} wanted */
export function nextBead(state, wanted) {
  const shown = shownBeads(state);
  const at = indexOf(shown).byId.get(state.active ?? "") ?? -1;
  return [...shown.slice(at + 1), ...shown.slice(0, at)].find(wanted);
}

/** The nearest bead after (1) or before (-1) one, whatever the filter, that has a sentence on `side`.
 * @param {State} state @param {1 | -1} by @param {{side?: SideName, from?: string | null}} [which] */
export function neighbour(state, by, { side, from = state.active } = {}) {
  const at = indexOf(state.beads).byId.get(from ?? "");
  if (at === undefined) return undefined;
  for (let i = at + by; i >= 0 && i < state.beads.length; i += by)
    if (!side || state.beads[i][side].length > 0) return state.beads[i];
  return undefined;
}
