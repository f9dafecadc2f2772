/** Which pairs the first page lists, and in which order. */

import { fits } from "../core/where.js";

/**
 * @typedef {import("./pairs.js").Summary} Summary
 * @typedef {{q: string, where: string, sort: string, table: boolean}} View
 *   the search, the metadata that is wanted, the order, list or cards
 */

/** @param {Summary} pair */
const words = (pair) =>
  [pair.id, pair.source_title, pair.target_title, pair.source_lang, pair.target_lang]
    .join(" ")
    .toLocaleLowerCase();

/**
 * Whether there is something to review: links, or a text that is to be translated.
 * @param {Summary} pair
 */
export const reviewable = (pair) => pair.linked > 0 || pair.kind === "draft";

/** Orders by name; pairs without links, which cannot be reviewed, always come last. */
const ORDERS = {
  /** @param {Summary} a @param {Summary} b */
  title: (a, b) => a.source_title.localeCompare(b.source_title),
  /** @param {Summary} a @param {Summary} b */
  attention: (a, b) => b.attention - a.attention,
  /** @param {Summary} a @param {Summary} b */
  recent: (a, b) => (b.last_change?.at ?? "").localeCompare(a.last_change?.at ?? ""),
  /** @param {Summary} a @param {Summary} b */
  progress: (a, b) => a.reviewed - b.reviewed,
};

export const SORTS = /** @type {(keyof typeof ORDERS)[]} */ (Object.keys(ORDERS));

/**
 * The pairs to list.
 * @param {Summary[]} pairs
 * @param {View} view
 * @param {(pair: Summary) => boolean} mine  whether a pair is assigned to the reader
 * @returns {Summary[]}
 */
export function listed(pairs, { q, where, sort }, mine) {
  const wanted = q.trim().toLocaleLowerCase();
  const order = ORDERS[/** @type {keyof typeof ORDERS} */ (sort)] ?? ORDERS.title;
  return pairs
    .filter((pair) => words(pair).includes(wanted) && fits(pair, where))
    .sort(
      (a, b) =>
        Number(reviewable(b)) - Number(reviewable(a)) ||
        Number(mine(b)) - Number(mine(a)) ||
        order(a, b) ||
        (a.id < b.id ? -1 : 1),
    );
}
