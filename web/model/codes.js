/** Inline codes: formatting and placeholders of a bead's sentences. */

import { warningsOf } from "./bead.js";

/**
 * @typedef {import("./state.js").Bead} Bead
 * @typedef {import("./state.js").Code} Code
 * @typedef {Code & {id: string, text: string, wrong: boolean}} NamedCode  with the text that it is
 *   around in the source, and whether a check says that it is missing or elsewhere
 * @typedef {{text: string, codes: Code[], marks: Code[]}} Stretch  a part of a sentence with the
 *   codes around it, outer ones first, and those that stand before it
 */

/** The names that warnings about codes give. @param {Bead} bead */
const wrongOf = (bead) =>
  new Set(
    warningsOf(bead)
      .filter((f) => f.kind === "code" || f.kind === "codeplace")
      .map((f) => f.what),
  );

/**
 * The codes of the source, as they are named. A warning names a code as the server's
 * `checks.codes.label` does.
 * @param {Bead} bead
 * @returns {NamedCode[]}
 */
export function codesOf(bead) {
  const wrong = wrongOf(bead);
  return bead.source.flatMap((s) =>
    (s.codes ?? []).flatMap((code) => {
      if (!code.id || code.kind === "mark") return [];
      const text = [...s.text].slice(code.start, code.end).join("").trim().replace(/\s+/g, " ");
      const letters = [...text];
      const cut = letters.length > 40 ? `${letters.slice(0, 40).join("")}…` : text;
      const name = cut ? `${code.kind}: ${cut}` : code.kind;
      return [{ ...code, id: code.id, text, wrong: wrong.has(name) }];
    }),
  );
}

/**
 * The codes that can be put at a place (`alone`) or around words, wrong ones first.
 * @param {Bead} bead
 * @param {boolean} alone
 */
export const codesFor = (bead, alone) =>
  codesOf(bead)
    .filter((c) => (c.start === c.end) === alone)
    .sort((a, b) => Number(b.wrong) - Number(a.wrong));

/**
 * A sentence cut where its codes begin and end.
 * @param {string} text
 * @param {Code[]} codes
 * @returns {Stretch[]}
 */
export function stretches(text, codes) {
  const letters = [...text];
  const cuts = new Set([0, letters.length, ...codes.flatMap((c) => [c.start, c.end])]);
  const places = [...cuts].filter((at) => at <= letters.length).sort((a, b) => a - b);
  return places.map((from, i) => ({
    text: letters.slice(from, places[i + 1] ?? from).join(""),
    codes: codes.filter((c) => c.start <= from && from < c.end),
    marks: codes.filter((c) => c.start === c.end && c.start === from),
  }));
}
