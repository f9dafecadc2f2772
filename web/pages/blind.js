/** Comparing two translations of a line whose systems are hidden. */

import * as api from "../core/api.js";
import { html, put } from "../core/html.js";
import { t } from "../core/strings.js";

/**
 * @typedef {{done: number, total: number, line: number | null, source: string, left: string,
 *   right: string}} BlindPair
 */

/** The keys of the choices. @type {Record<string, string>} */
const KEYS = { left: "1", right: "2", tie: "0" };

/**
 * Show the next line to compare in `place`, until there is none.
 * @param {HTMLElement} place
 * @param {string} evaluation
 * @param {[string, string]} langs  of source and translation
 * @param {string} reviewer
 */
export async function compareBlindly(place, evaluation, langs, reviewer) {
  /** @type {BlindPair} */
  let now;

  /** @param {() => Promise<BlindPair>} ask */
  async function load(ask) {
    try {
      now = await ask();
    } catch (error) {
      if (!(error instanceof api.Refusal)) throw error;
      put(place, html`<p role="alert">${error.message}</p>`);
      return;
    }
    const done = now.line === null && html`<p>${t("blind.done", { n: now.total })}</p>`;
    put(place, done || pair(now, langs));
    place.querySelector("button")?.focus();
  }

  /** @param {string} better */
  const choose = (better) =>
    load(() => api.rankBlindly(evaluation, { line: now.line, better, reviewer }));

  place.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (button?.dataset.better) choose(button.dataset.better);
  });
  place.addEventListener("keydown", (event) => {
    const better = Object.keys(KEYS).find((name) => KEYS[name] === event.key);
    if (better && now.line !== null) choose(better);
  });
  await load(() => api.blindPair(evaluation, reviewer));
}

/** @param {BlindPair} now @param {[string, string]} langs */
const pair = (now, [source, target]) =>
  html`<p class="at">${t("blind.progress", { done: now.done, total: now.total })}</p>
    <p lang="${source}">${now.source}</p>
    <div class="two" lang="${target}"><p>${now.left}</p><p>${now.right}</p></div>
    <p class="acts">${Object.entries(KEYS).map(
      ([name, key]) => html`<button type="button" class="act" data-better="${name}">
        ${t(`blind.${name}`)} <kbd>${key}</kbd></button> `,
    )}</p>`;
