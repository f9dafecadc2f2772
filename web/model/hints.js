/** Hints of the open row: reasons, word links and earlier translations. */

import { segmentsOf } from "./bead.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Bead} Bead
 * @typedef {{
 *   similarity: number, rival: {segment: string, similarity: number} | null, length: number,
 *   agree: string[], missing: string[], names: [string, string][], matched: number, words: number,
 * }} Reasons  evidence for and against a bead
 * @typedef {{kind: string, source: [number, number], target: [number, number]}} WordLink
 *   words that correspond: start and end in code points of a side's sentences, joined by newlines
 * @typedef {{start: number, end: number, text: string, others: string[]}} FoundTerm
 *   a term of the glossary in the source, at characters of its sentences, and its translations
 * @typedef {{
 *   source: string, target: string, percent: number, pair: string, segment: string,
 *   reviewer: string, named: import("../core/naming.js").Named | null,
 * }} Match  an earlier translation of a similar sentence
 * @typedef {{bead: string, reasons: Reasons | null, links: WordLink[], memory: Match[] | null,
 *   terms: FoundTerm[]}} Hints  of one bead; `memory` is null while the server still indexes
 *   confirmed sentences
 */

/**
 * The hints of a bead; those from before its last edit until the new ones are there.
 * @param {State} state
 * @param {Bead} bead
 */
export function hintsOf(state, bead) {
  const { hints } = state;
  const same =
    hints && (hints.bead === bead.id || hints.bead.split("@")[0] === segmentsOf(bead)[0].id);
  return same ? hints : null;
}
