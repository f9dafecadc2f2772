/** Where beads and sentences stand in a state. */

import { SIDES, segmentsOf } from "./bead.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Bead} Bead
 * @typedef {import("./state.js").Segment} Segment
 * @typedef {import("./state.js").SideName} SideName
 */

/** @typedef {{bySegment: Map<string, number>}} Index */
/** @type {WeakMap<Bead[], Index>} */
const indexes = new WeakMap();

/** Where sentences stand in `beads`. @param {Bead[]} beads @returns {Index} */
export function indexOf(beads) {
  let index = indexes.get(beads);
  if (!index) {
    index = { bySegment: new Map() };
    for (let i = 0; i < beads.length; i++)
      // No list for each bead: there may be 100,000.
      for (const side of SIDES) for (const s of beads[i][side]) index.bySegment.set(s.id, i);
    indexes.set(beads, index);
  }
  return index;
}

/**
 * Say that in `now` every sentence stands where it stood in `old`: one index serves both.
 * @param {Bead[]} old
 * @param {Bead[]} now
 */
export function standAlike(old, now) {
  indexes.set(now, indexOf(old));
  return now;
}

/**
 * Where the bead called `id` stands, -1 where it is not. A bead's name begins with its first
 * sentence's.
 * @param {Bead[]} beads
 * @param {string | null} id
 */
export function positionOf(beads, id) {
  const at = indexOf(beads).bySegment.get(id?.slice(0, id.lastIndexOf("@")) ?? "") ?? -1;
  return beads[at]?.id === id ? at : -1;
}

/** The number of a bead's row in the whole pair, from 1. @param {State} state @param {string} id */
export const rowNumber = (state, id) => (state.part?.first ?? 0) + positionOf(state.beads, id) + 1;

/** @param {State} state @param {string | null} id @returns {Bead | undefined} */
export function beadOf(state, id) {
  return state.beads[positionOf(state.beads, id)];
}

/** @param {State} state */
export const activeBead = (state) => beadOf(state, state.active);

/**
 * The first sentence of the active bead with a text that was typed and is not in the corpus.
 * @param {State} state
 */
export const unsettled = (state) => {
  const bead = activeBead(state) ?? { source: [], target: [] };
  return [...segmentsOf(bead), ...unwritten(bead)].find(
    (s) => state.unsent[s.id] && state.editing?.segment !== s.id,
  )?.id;
};

/** Before the id of a source sentence: the translation that is being written opposite it. */
const UNWRITTEN = "+";

/** @param {string} segment */
export const isUnwritten = (segment) => segment.startsWith(UNWRITTEN);

/**
 * The target sentence that a bead does not have yet: it stands for a text that is being written.
 * @param {Pick<Bead, "source" | "target">} bead
 * @returns {Segment[]}
 */
export const unwritten = ({ source, target }) =>
  target.length || !source.length
    ? []
    : [{ id: UNWRITTEN + source[0].id, text: "", block: source[0].block }];

/** The sentences of a side, or the one that can be written there. @param {Bead} bead
 * @param {SideName} side */
export const writable = (bead, side) =>
  side === "target" && !bead.target.length ? unwritten(bead) : bead[side];

/** @param {State} state @param {string} segment */
export function beadWith(state, segment) {
  const known = isUnwritten(segment) ? segment.slice(UNWRITTEN.length) : segment;
  return state.beads[indexOf(state.beads).bySegment.get(known) ?? -1];
}

/**
 * @param {State} state
 * @param {string} id
 * @returns {{segment: Segment, side: SideName, bead: Bead} | null}
 */
export function findSegment(state, id) {
  const bead = beadWith(state, id);
  if (!bead) return null;
  const side = bead.source.some((s) => s.id === id) ? "source" : "target";
  const segment = writable(bead, side).find((s) => s.id === id);
  return segment ? { segment, side, bead } : null;
}
