/** Choosing a pair: a select of titles and, where there are many pairs, a field to look for one. */

import * as api from "./api.js";
import { html, put } from "./html.js";
import { nameText } from "./naming.js";
import { t } from "./strings.js";

/** Pairs in the select at once. */
const AT_ONCE = 200;

/** How long after a key the server is asked, in milliseconds. */
const TYPING = 250;

/**
 * @typedef {import("./naming.js").Named & {metadata: [string, string][]}} Listed
 * @typedef {{pairs: Listed[], next: string, total: number, metadata: [string, string][]}} Page
 */

/** The first pairs by title, and what metadata there is. @returns {Promise<Page>} */
export const firstPairs = () => api.pairPage({ limit: String(AT_ONCE) });

/**
 * The fields; `listenToPairSelect` makes the one for words work.
 * @param {string} label
 * @param {Page} page  of `firstPairs`
 * @param {string} [all]  what the choice of no pair is called, where there is one
 * @param {string} [chosen]
 */
export const pairSelect = (label, page, all, chosen = "") =>
  html`${
    page.next &&
    html`<label>${t("pairs.find")} <input type="search" class="find-pair" autocomplete="off"></label>`
  }<label>${label} <select name="pair">${options(page.pairs, all, chosen)}</select></label>`;

/**
 * @param {Listed[]} pairs
 * @param {string | undefined} all
 * @param {string} chosen  stays in the select, whether it is among the pairs or not
 */
function options(pairs, all, chosen) {
  const known = pairs.some(({ id }) => id === chosen);
  return html`${all && html`<option value="">${all}</option>`}${
    chosen && !known && html`<option value="${chosen}" selected>${chosen}</option>`
  }${pairs.map(
    (one) =>
      html`<option value="${one.id}"${one.id === chosen && html` selected`}>${nameText(one.id, one)}</option>`,
  )}`;
}

/** @param {HTMLFormElement} form @param {string} [all] */
export function listenToPairSelect(form, all) {
  const words = /** @type {HTMLInputElement | null} */ (form.querySelector(".find-pair"));
  const select = /** @type {HTMLSelectElement} */ (form.elements.namedItem("pair"));
  let [asked, wait] = [0, 0];
  const fill = async () => {
    const number = ++asked;
    const { pairs } = await api.pairPage({ limit: String(AT_ONCE), q: words?.value ?? "" });
    if (number === asked) put(select, options(pairs, all, all ? select.value : ""));
  };
  words?.addEventListener("input", (event) => {
    event.stopPropagation();
    clearTimeout(wait);
    wait = setTimeout(fill, TYPING);
  });
}
