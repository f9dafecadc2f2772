/** Which beads the page shows and in which order, and going about among them. */

import { isFiltering, passing } from "./filters.js";
import { beadOf, indexOf, positionOf } from "./lookup.js";
import { workOrder } from "./worklist.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Bead} Bead
 * @typedef {import("./state.js").SideName} SideName
 */

/**
 * `work`, done again only when something changed of what it looks at: with 100,000 beads a key
 * press must not go through them all.
 * @template T
 * @param {(state: State) => unknown[]} looksAt
 * @param {(state: State) => T} work
 * @returns {(state: State) => T}
 */
function remembered(looksAt, work) {
  /** @type {unknown[] | null} */
  let known = null;
  /** @type {T} */
  let result;
  return (state) => {
    const now = looksAt(state);
    if (!known || now.some((part, i) => part !== known?.[i])) result = work(state);
    known = now;
    return result;
  };
}

/** Positions in the order of work: an edit by which no sentence moves leaves them as they are. */
const positions = remembered(
  ({ beads, ranks }) => [indexOf(beads), ranks],
  ({ beads, ranks }) => workOrder(indexOf(beads).bySegment, ranks ?? new Map()),
);

/** All beads, in reading order or in the order of work. */
const inTurn = remembered(
  ({ beads, ranks }) => [beads, ranks],
  (state) => (state.ranks ? positions(state).map((at) => state.beads[at]) : state.beads),
);

/** The beads that pass the filter. */
export const passedBeads = remembered(
  ({ beads, ranks, filter, pair }) => [beads, ranks, filter, pair],
  (state) => (isFiltering(state.filter) ? inTurn(state).filter(passing(state)) : inTurn(state)),
);

/** The beads that pass the filter, and the active one, in reading order or in the order of work.
 * @type {(state: State) => Bead[]} */
export const shownBeads = remembered(
  (state) => [passedBeads(state), state.active],
  (state) => {
    const passed = passedBeads(state);
    const active = beadOf(state, state.active);
    const whole = passed === inTurn(state);
    if (!active || !passed.length || whole || passing(state)(active)) return passed;
    const among = new Set(passed).add(active);
    return inTurn(state).filter((bead) => among.has(bead));
  },
);

/** Where the active bead stands among the shown ones, -1 where it does not. @param {State} state */
const activeAt = (state) => shownBeads(state).findIndex((bead) => bead.id === state.active);

/** The beads of the selected run, in the order shown; the active bead alone when none is selected.
 * @param {State} state @returns {Bead[]} */
export function runOf(state) {
  const shown = shownBeads(state);
  const to = activeAt(state);
  if (to < 0) return [];
  const start = state.run === null ? to : shown.findIndex((bead) => bead.id === state.run);
  const from = start < 0 ? to : start;
  return shown.slice(Math.min(from, to), Math.max(from, to) + 1);
}

/**
 * The bead that many rows further, or the last on the way there.
 * @param {State} state
 * @param {number} by
 */
export function beadAfter(state, by) {
  const shown = shownBeads(state);
  return shown[Math.max(0, Math.min(shown.length - 1, activeAt(state) + by))];
}

/** The next bead after the active one for which `wanted` holds, from the start again at the end.
 * @param {State} state @param {(bead: Bead) => boolean} wanted */
export function nextBead(state, wanted) {
  const shown = shownBeads(state);
  const at = activeAt(state);
  return shown.slice(at + 1).find(wanted) ?? shown.slice(0, Math.max(0, at)).find(wanted);
}

/**
 * The nearest bead after (1) or before (-1) one in reading order, whatever the filter, that has a
 * sentence on `side`.
 * @param {State} state
 * @param {1 | -1} by
 * @param {{side?: SideName, from?: string | null}} [which]
 */
export function neighbour({ beads, active }, by, { side, from = active } = {}) {
  const at = positionOf(beads, from);
  if (at < 0) return undefined;
  for (let i = at + by; i >= 0 && i < beads.length; i += by)
    if (!side || beads[i][side].length > 0) return beads[i];
  return undefined;
}
