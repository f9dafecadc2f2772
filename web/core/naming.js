/**
 * How every page names a pair: by the titles of its texts, its languages and its kind. The file's
 * name, which the command line asks for, is told on hovering, and beside the titles where another
 * pair on the page has the same ones.
 */

import { html } from "./html.js";
import { languageName, t } from "./strings.js";

/**
 * @typedef {{id: string, kind: string, source_lang: string, target_lang: string, source_title:
 *   string, target_title: string}} Named
 *   what to call a pair
 */

/**
 * What to call the pair that one reviews.
 * @param {import("../model/state.js").PairInfo} pair
 * @returns {Named}
 */
export const namedOf = ({ id, kind, source, target }) => ({
  id,
  kind,
  source_lang: source.lang,
  target_lang: target.lang,
  source_title: source.title,
  target_title: target.title,
});

/** The title of the source. @param {Named} pair */
export const firstTitle = (pair) => pair.source_title || pair.id;

/** The title of the target, where it says more. @param {Named} pair */
export const otherTitle = (pair) =>
  (pair.target_title !== pair.source_title && pair.target_title) || "";

/** @param {Named} pair */
const languages = (pair) => `${languageName(pair.source_lang)} → ${languageName(pair.target_lang)}`;

/** The titles in a line of text. @param {Named} pair */
export const titles = (pair) => [firstTitle(pair), otherTitle(pair)].filter(Boolean).join(" – ");

/**
 * The whole name in a line of text, for tooltips.
 * @param {string} id
 * @param {Named | null} [pair]  null for one that is gone
 */
export const nameText = (id, pair) =>
  pair ? `${titles(pair)} (${languages(pair)}, ${t(`kind.${pair.kind}`)}) ${id}` : id;

/** What two pairs may have in common without being one. @param {Named} pair */
const looks = (pair) =>
  JSON.stringify([titles(pair), pair.source_lang, pair.target_lang, pair.kind]);

/**
 * The file's name, where the rest of the name does not say which pair it is.
 * @param {Named} pair
 * @param {(Named | null | undefined)[]} others  those on the page
 */
export const fileName = (pair, others) =>
  others.some((other) => other && other.id !== pair.id && looks(other) === looks(pair)) &&
  html`<code>${pair.id}</code>`;

/** The kind and the languages. @param {Named} pair */
export const kindAndLanguages = (pair) =>
  html`<span class="kind">${t(`kind.${pair.kind}`)}</span> <span
    class="langs">${languages(pair)}</span>`;

/**
 * The name of a pair, to be put into a link.
 * @param {string} id @param {Named | null | undefined} pair  none for one that is gone
 * @param {(Named | null | undefined)[]} others  the pairs on the page
 */
export function pairName(id, pair, others) {
  if (!pair) return html`<span class="pair-name"><code>${id}</code></span>`;
  const other = otherTitle(pair);
  return html`<span class="pair-name" title="${nameText(id, pair)}"><span
    lang="${pair.source_lang}">${firstTitle(pair)}</span>
    ${other && html`<span class="other" lang="${pair.target_lang}">${other}</span>`}
    <small>${languages(pair)} · ${t(`kind.${pair.kind}`)}</small> ${fileName(pair, others)}</span>`;
}
