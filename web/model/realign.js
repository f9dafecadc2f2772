/** Which beads a realignment covers, and how many it changed. */

import { segmentsOf } from "./bead.js";
import { positionOf } from "./lookup.js";
import { runOf } from "./selection.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Bead} Bead
 */

/**
 * The selected run, or the beads around the active one up to the nearest confirmed ones.
 * @param {State} state
 * @returns {Bead[]}
 */
export function regionOf(state) {
  const run = runOf(state);
  const { beads } = state;
  const at = positionOf(beads, state.active);
  if (run.length > 1 || at < 0 || beads[at].status === "confirmed") return run;
  let [from, to] = [at, at + 1];
  while (from > 0 && beads[from - 1].status !== "confirmed") from--;
  while (to < beads.length && beads[to].status !== "confirmed") to++;
  return beads.slice(from, to);
}

/** What belongs together in a bead. @param {Bead} bead */
const groupOf = (bead) =>
  segmentsOf(bead)
    .map((s) => s.id)
    .join(" ");

/**
 * How many beads of an edit hold other sentences than any did before.
 * @param {Bead[]} before
 * @param {Bead[]} after
 */
export function regrouped(before, after) {
  const known = new Set(before.map(groupOf));
  return after.filter((bead) => !known.has(groupOf(bead))).length;
}
