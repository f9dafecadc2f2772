/** The words by which two texts differ. */

import { html } from "./html.js";

/** @typedef {{kind: "same" | "gone" | "new", text: string}} Piece */

const WORDS = /\s+|[\p{L}\p{M}\p{N}]+(?:['’\-.,][\p{L}\p{M}\p{N}]+)*|./gsu;

/** @param {string} text @returns {string[]} */
export const tokens = (text) => text.match(WORDS) ?? [];

/**
 * For each prefix pair, the length of the longest common run of tokens of what follows.
 * @param {string[]} a @param {string[]} b
 */
function commonLengths(a, b) {
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i * width + j] =
        a[i] === b[j]
          ? table[(i + 1) * width + j + 1] + 1
          : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
  return table;
}

/** Above this product of lengths the texts count as wholly different: they are no sentences. */
const MOST_CELLS = 4_000_000;

/**
 * What must go from `before` and what must come to make `after`, in reading order. Joining the
 * pieces that are not new gives `before`, joining those that are not gone gives `after`.
 * @param {string} before @param {string} after
 * @returns {Piece[]}
 */
export function diff(before, after) {
  const a = tokens(before);
  const b = tokens(after);
  /** @type {Piece[]} */
  const out = [];
  const width = b.length + 1;
  const common = a.length * b.length > MOST_CELLS ? null : commonLengths(a, b);
  let i = 0;
  let j = 0;
  while (common && i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      add(out, "same", a[i++]);
      j++;
    } else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) add(out, "gone", a[i++]);
    else add(out, "new", b[j++]);
  }
  while (i < a.length) add(out, "gone", a[i++]);
  while (j < b.length) add(out, "new", b[j++]);
  return out;
}

/** @param {Piece[]} out @param {Piece["kind"]} kind @param {string} text */
function add(out, kind, text) {
  const last = out[out.length - 1];
  if (last?.kind === kind) last.text += text;
  else out.push({ kind, text });
}

/** The share of both texts' letters that they have in common, 0..1. @param {Piece[]} pieces */
export function likeness(pieces) {
  const size = { same: 0, gone: 0, new: 0 };
  for (const { kind, text } of pieces) size[kind] += text.replace(/\s/g, "").length;
  const all = 2 * size.same + size.gone + size.new;
  return all ? (2 * size.same) / all : 1;
}

/**
 * `after` with what was added since `before` marked, and what is gone struck.
 * @param {string} before
 * @param {string} after
 */
export function differences(before, after) {
  return diff(before, after).map(({ kind, text }) =>
    kind === "same" ? text : kind === "gone" ? html`<del>${text}</del>` : html`<ins>${text}</ins>`,
  );
}
