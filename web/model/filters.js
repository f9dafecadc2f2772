/**
 * By what beads can be chosen, one line a filter. A filter's name is also its name in the address
 * and in the state; what it asks for is a text there, and nothing where it asks for nothing.
 */

import {
  certaintyOf,
  findings,
  isLinked,
  segmentsOf,
  shapeOf,
  wantsLook,
  warningsOf,
} from "./bead.js";
import { crossingsOf } from "./crossings.js";
import { blinded, isOpinion, OPINIONS, peopleOf, wantsSecondOpinions } from "./opinions.js";
import { isFor } from "./tasks.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Bead} Bead
 * @typedef {Record<string, string>} Filter  what is asked for, by the filter's name
 * @typedef {{
 *   name: string,
 *   test: (value: string, state: State) => (bead: Bead) => boolean,
 *   values?: (state: State) => string[],
 *   word?: (value: string) => string | [key: string, holes?: Record<string, string | number>],
 * }} Kind  `values` are the choices, none for a text that one types; `word` says one: itself, or a
 * string's key
 */

/** @type {Record<string, (bead: Bead, state: State) => boolean>} */
const STATUSES = {
  auto: (bead) => bead.status === "auto",
  look: (bead, state) => wantsLook(bead, state.pair),
  confirmed: (bead) => bead.status === "confirmed",
  rejected: (bead) => bead.status === "rejected",
  flagged: (bead) => bead.status === "flagged",
  linked: isLinked,
  unaligned: (bead) => !isLinked(bead),
  noted: (bead) => bead.note !== "",
  warned: (bead) => warningsOf(bead).length > 0,
};

/**
 * What the beads of a pair have, each once, in order.
 * @param {State} state
 * @param {(bead: Bead) => string[]} of
 */
const among = ({ beads }, of) => [...new Set(beads.flatMap(of))].sort();

/**
 * The name of the status filter, which stands in the bar itself, as does the text that is
 * searched.
 */
export const STATUS = "status";
export const TEXT = "q";

/** @type {Kind[]} */
export const FILTERS = [
  {
    name: STATUS,
    values: () => Object.keys(STATUSES),
    word: (value) => [`filter.${value}`],
    test: (value, state) => (bead) =>
      Object.hasOwn(STATUSES, value) && STATUSES[value](bead, state),
  },
  {
    name: "below",
    values: () => ["0.9", "0.75", "0.6", "0.4", "0.2"],
    word: (value) => ["filter.below", { c: Number(value) }],
    test: (value) => (bead) => (certaintyOf(bead) ?? 1) < Number(value),
  },
  {
    name: "shape",
    values: (state) => among(state, (bead) => [shapeOf(bead)]),
    word: (value) => value.replace("-", " : "),
    test: (value) => (bead) => shapeOf(bead) === value,
  },
  {
    name: "crossing",
    values: () => ["yes"],
    word: (value) => [`crossing.${value}`],
    test: (_, { beads }) => {
      const crossing = new Set(crossingsOf(beads).crossing.map((at) => beads[at].id));
      return (bead) => crossing.has(bead.id);
    },
  },
  {
    name: "check",
    values: (state) => among(state, (bead) => findings(bead).map((f) => f.kind)),
    word: (value) => [`check-kind.${value}`],
    test: (value) => (bead) => findings(bead).some((f) => f.kind === value),
  },
  {
    name: "for",
    values: ({ tasks }) => [...new Set(tasks.map((task) => task.reviewer))].sort(),
    word: (value) => ["filter.for", { by: value }],
    test: (value, state) => isFor(state, value),
  },
  {
    name: "by",
    values: (state) => among(state, peopleOf),
    word: (value) => ["filter.by", { by: value }],
    test: (value) => (bead) => peopleOf(bead).includes(value),
  },
  {
    name: "opinion",
    values: (state) => OPINIONS.filter((o) => o !== "second" || wantsSecondOpinions(state)),
    word: (value) => [`opinion.${value}`],
    test: (value) => (bead) => isOpinion(bead, value),
  },
  { name: TEXT, test: (value) => says(value.trim().toLowerCase()) },
];

/**
 * Whether a bead's texts or comment have `wanted`.
 * @param {string} wanted  in small letters
 * @returns {(bead: Bead) => boolean}
 */
function says(wanted) {
  return (bead) =>
    [bead.note, ...segmentsOf(bead).map((s) => s.text)].some((s) =>
      s.toLowerCase().includes(wanted),
    );
}

/** The kinds that a filter asks for. @param {Filter} filter */
export const asked = (filter) => FILTERS.filter(({ name }) => filter[name]?.trim());

/** @param {Filter} filter */
export const isFiltering = (filter) => asked(filter).length > 0;

/**
 * Whether a bead passes, as it is shown: who is to give a second opinion does not find the first.
 * @param {State} state
 * @returns {(bead: Bead) => boolean}
 */
export function passing(state) {
  const tests = asked(state.filter).map(({ name, test }) => test(state.filter[name], state));
  return (bead) => {
    const seen = blinded(state, bead);
    return tests.every((test) => test(seen));
  };
}

/** The filter that an address asks for. @param {URLSearchParams} query @returns {Filter} */
export const filterIn = (query) =>
  Object.fromEntries(
    FILTERS.flatMap(({ name }) => (query.get(name) ? [[name, query.get(name) ?? ""]] : [])),
  );

/** The part of the address that says a filter. @param {Filter} filter */
export const queryOf = (filter) =>
  new URLSearchParams(asked(filter).map(({ name }) => [name, filter[name]]));
