/** Review tasks: which beads each covers, and to whom a bead is assigned. */

import { SIDES } from "./bead.js";
import { comparePlaces, place } from "./order.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Bead} Bead
 * @typedef {{
 *   number: number, pair: string, reviewer: string, badge: string, first: string, last: string, note: string,
 *   by: string, at: string, beads: number, judged: number,
 *   named: import("../core/naming.js").Named | null,
 * }} Task  `first` and `last` are sentences; empty for all of the pair
 */

/**
 * The ids of the beads that a task covers; the same rule as `team.covered` on the server, and a
 * test compares the two.
 * @param {Pick<Task, "first" | "last">} task
 * @param {Bead[]} beads  in reading order
 */
export function covered({ first, last }, beads) {
  if (!first) return new Set(beads.map((b) => b.id));
  const side = `${first.split(".")[0]}.`;
  const [low, high] = [place({ id: first }), place({ id: last })];
  const found = new Set();
  /** @type {number[]} */
  let at = [];
  for (const bead of beads) {
    const own = [...bead.source, ...bead.target].filter((s) => s.id.startsWith(side)).map(place);
    if (own.length) at = own.reduce((a, b) => (comparePlaces(a, b) <= 0 ? a : b));
    if (comparePlaces(low, at) <= 0 && comparePlaces(at.slice(0, high.length), high) <= 0)
      found.add(bead.id);
  }
  return found;
}

/** @type {WeakMap<Bead[], WeakMap<Task[], Map<string, Set<string>>>>} */
const known = new WeakMap();

/**
 * The names to whom each bead is assigned, counted once for each state of the pair.
 * @param {State} state
 */
function assignees({ beads, tasks }) {
  const ofBeads = known.get(beads) ?? new WeakMap();
  known.set(beads, ofBeads);
  /** @type {Map<string, Set<string>>} */
  const names = ofBeads.get(tasks) ?? new Map();
  if (ofBeads.has(tasks)) return names;
  for (const task of tasks)
    for (const id of covered(task, beads))
      names.set(id, (names.get(id) ?? new Set()).add(task.reviewer));
  ofBeads.set(tasks, names);
  return names;
}

/**
 * Whether a bead is assigned to somebody.
 * @param {State} state
 * @param {string} name
 * @returns {(bead: Bead) => boolean}
 */
export const isFor = (state, name) => (bead) => assignees(state).get(bead.id)?.has(name) ?? false;

/**
 * Whose beads one is about to change without having been asked to; null where nothing speaks
 * against it.
 * @param {State} state
 * @param {string[]} ids
 * @returns {string[] | null}
 */
export function notMine(state, ids) {
  const names = assignees(state);
  const asked = state.tasks.some((task) => task.reviewer === state.reviewer);
  const strange = ids.filter(
    (id) => !names.get(id)?.has(state.reviewer) && (asked || names.has(id)),
  );
  return strange.length
    ? [...new Set(strange.flatMap((id) => [...(names.get(id) ?? [])]))].sort()
    : null;
}

/**
 * The sentences from which to which some beads go: of the source, else of the target.
 * @param {Bead[]} beads
 */
export function span(beads) {
  for (const side of SIDES) {
    const segments = beads
      .flatMap((b) => b[side])
      .sort((a, b) => comparePlaces(place(a), place(b)));
    if (segments.length) return { first: segments[0].id, last: segments[segments.length - 1].id };
  }
  return { first: "", last: "" };
}
