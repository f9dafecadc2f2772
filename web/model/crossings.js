/**
 * Where beads stand in both texts at once: what breaks and what crosses follows from that alone.
 */

import { isLinked, segmentsOf } from "./bead.js";
import { indexOf } from "./lookup.js";
import { comparePlaces, place } from "./order.js";

/** @typedef {import("./state.js").Bead} Bead */
/** @typedef {import("./lookup.js").Index} Index */
/** @typedef {import("./state.js").SideName} SideName */
/**
 * @typedef {object} Crossings
 * @property {Record<SideName, Int32Array>} at  by a bead's position, its first sentence's number on
 *   a side, from 0; -1 for none
 * @property {Record<SideName, number>} size  sentences of a side
 * @property {number[]} crossing  positions of linked beads that cross another
 */

/** @type {WeakMap<Index, Crossings>} */
const cache = new WeakMap();

/** It changes only when sentences move. @param {Bead[]} beads  in reading order */
export function crossingsOf(beads) {
  const index = indexOf(beads);
  let found = cache.get(index);
  if (!found) {
    const [source, target] = [numbered(beads, "source"), numbered(beads, "target")];
    found = {
      at: { source: source.at, target: target.at },
      size: { source: source.size, target: target.size },
      crossing: crossings(source.at, target.at),
    };
    cache.set(index, found);
  }
  return found;
}

/** @param {Bead[]} beads @param {SideName} side */
function numbered(beads, side) {
  /** @type {string[]} */
  const ids = [];
  /** @type {number[]} the position of the bead of each */
  const hosts = [];
  for (let position = 0; position < beads.length; position++)
    for (const { id } of beads[position][side]) {
      ids.push(id);
      hosts.push(position);
    }
  const inTurn = areInOrder(ids) ? hosts : sorted(ids).map((i) => hosts[i]);
  const at = new Int32Array(beads.length).fill(-1);
  for (let n = 0; n < inTurn.length; n++) if (at[inTurn[n]] < 0) at[inTurn[n]] = n;
  return { at, size: ids.length };
}

/** Most often they are, and to see that is far quicker than to sort. @param {string[]} ids */
function areInOrder(ids) {
  let [before, last] = [".-1", -1];
  for (const id of ids) {
    const number = parseInt(id.slice(id.indexOf(".") + 1), 10);
    if (
      number < last ||
      (number === last && comparePlaces(place({ id: before }), place({ id })) > 0)
    )
      return false;
    before = id;
    last = number;
  }
  return true;
}

/** Which sentence comes first, second ... @param {string[]} ids */
function sorted(ids) {
  const places = ids.map((id) => place({ id }));
  return [...places.keys()].sort((a, b) => comparePlaces(places[a], places[b]));
}

/**
 * Linked beads, which stand in the order of their source, cross where their targets' order is
 * another.
 * @param {Int32Array} source
 * @param {Int32Array} target
 */
function crossings(source, target) {
  const linked = [...source.keys()].filter((i) => source[i] >= 0 && target[i] >= 0);
  const crossing = new Set();
  let highest = -1;
  for (const i of linked) {
    if (target[i] < highest) crossing.add(i);
    highest = Math.max(highest, target[i]);
  }
  let lowest = Infinity;
  for (const i of linked.reverse()) {
    if (target[i] > lowest) crossing.add(i);
    lowest = Math.min(lowest, target[i]);
  }
  return [...crossing].sort((a, b) => a - b);
}

/**
 * The positions of the beads that cross the one at `position`, in reading order.
 * @param {Bead[]} beads
 * @param {number} position
 */
export function crossedBy(beads, position) {
  const { at, crossing } = crossingsOf(beads);
  const [s, t] = [at.source[position], at.target[position]];
  if (s < 0 || t < 0) return [];
  return crossing.filter((i) => (at.source[i] - s) * (at.target[i] - t) < 0);
}

/** @typedef {{from: number, to: number, sentences: number}} Gap  positions, both within */

/** Shorter runs with nothing opposite are daily bread. */
const SHORTEST_GAP = 3;

/**
 * Runs of beads with nothing opposite, the longest first.
 * @param {Bead[]} beads
 * @returns {Gap[]}
 */
export function gaps(beads) {
  /** @type {Gap[]} */
  const found = [];
  for (let from = 0; from < beads.length; from++) {
    if (isLinked(beads[from])) continue;
    let to = from;
    let sentences = 0;
    for (; to < beads.length && !isLinked(beads[to]); to++)
      sentences += segmentsOf(beads[to]).length;
    if (sentences >= SHORTEST_GAP) found.push({ from, to: to - 1, sentences });
    from = to;
  }
  return found.sort((a, b) => b.sentences - a.sentences || a.from - b.from);
}
