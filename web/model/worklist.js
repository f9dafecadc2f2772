/**
 * The order of work: what is least sure first. It is made once, when one asks for it: beads keep
 * their place while one works, whatever becomes of them, so that nothing jumps away under the
 * cursor.
 */

import { certaintyOf, segmentsOf } from "./bead.js";

/** @typedef {import("./state.js").Bead} Bead */
/** @typedef {Map<string, number>} Ranks  the place of each sentence in the order of work, from 0 */

/** After all others come beads of which nobody said how sure they are. */
const UNKNOWN = 2;

/** @param {Bead} bead */
const isReviewed = (bead) => bead.status === "confirmed" || bead.status === "rejected";

/**
 * What is not reviewed first, then by confidence, then in reading order.
 * @param {Bead[]} beads  in reading order
 * @returns {Ranks}
 */
export function ranksOf(beads) {
  const entries = beads.map((bead) => ({
    bead,
    done: Number(isReviewed(bead)),
    sure: certaintyOf(bead) ?? UNKNOWN,
  }));
  entries.sort((a, b) => a.done - b.done || a.sure - b.sure); // a stable sort
  return new Map(entries.flatMap(({ bead }) => segmentsOf(bead)).map((s, rank) => [s.id, rank]));
}

/**
 * The rank of a sentence, or of what it was cut from.
 * @param {Ranks} ranks
 * @param {string} segment
 */
function rankOf(ranks, segment) {
  for (let id = segment; id.includes("."); id = id.slice(0, id.lastIndexOf("."))) {
    const rank = ranks.get(id);
    if (rank !== undefined) return rank;
  }
  return Infinity;
}

/**
 * Positions of beads in the order of work.
 * @param {Map<string, number>} bySegment  where sentences stand
 * @param {Ranks} ranks
 * @returns {number[]}
 */
export function workOrder(bySegment, ranks) {
  /** @type {number[]} */
  const firsts = [];
  for (const [segment, at] of bySegment)
    firsts[at] = Math.min(firsts[at] ?? Infinity, rankOf(ranks, segment));
  return firsts.map((_, at) => at).sort((a, b) => firsts[a] - firsts[b] || a - b);
}
