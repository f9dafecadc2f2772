/** Where beads and sentences stand in a state. */

import { segmentsOf } from "./bead.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Bead} Bead
 * @typedef {import("./state.js").Segment} Segment
 * @typedef {import("./state.js").SideName} SideName
 */

/** @typedef {{byId: Map<string, number>, bySegment: Map<string, number>}} Index */
/** @type {WeakMap<Bead[], Index>} */
const indexes = new WeakMap();

/** Where beads and segments stand in `beads`. @param {Bead[]} beads @returns {Index} */
export function indexOf(beads) {
  let index = indexes.get(beads);
  if (!index) {
    index = { byId: new Map(), bySegment: new Map() };
    for (const [i, bead] of beads.entries()) {
      index.byId.set(bead.id, i);
      for (const s of segmentsOf(bead)) index.bySegment.set(s.id, i);
    }
    indexes.set(beads, index);
  }
  return index;
}

/** @param {State} state @param {string | null} id @returns {Bead | undefined} */
export function beadOf(state, id) {
  return state.beads[indexOf(state.beads).byId.get(id ?? "") ?? -1];
}

/** @param {State} state */
export const activeBead = (state) => beadOf(state, state.active);

/** @param {State} state @param {string} segment */
export function beadWith(state, segment) {
  return state.beads[indexOf(state.beads).bySegment.get(segment) ?? -1];
}

/** @param {State} state @param {string} id @returns {{segment: Segment, side: SideName, bead: Bead} | null} */
export function findSegment(state, id) {
  const bead = beadWith(state, id);
  if (!bead) return null;
  const side = bead.source.some((s) => s.id === id) ? "source" : "target";
  const segment = bead[side].find((s) => s.id === id);
  return segment ? { segment, side, bead } : null;
}
