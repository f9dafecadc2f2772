/** The quality of a pair's alignment against a gold alignment from a file. */

import * as api from "../core/api.js";
import { fileField, listenToFileFields } from "../core/file-field.js";
import { html, put } from "../core/html.js";
import { firstPairs, listenToPairSelect, pairSelect } from "../core/pair-select.js";
import { number, t } from "../core/strings.js";

/**
 * @typedef {{precision: number, recall: number, f1: number}} Rates
 * @typedef {{strict: Rates, lax: Rates, calibration_error: number | null,
 *   shapes: ({shape: string, gold: number, found: number} & Rates)[]}} AlignmentScore
 */

/** @param {HTMLElement} place */
export async function showGold(place) {
  const page = await firstPairs();
  if (!page.total) return;
  put(
    place,
    html`<h2>${t("gold")}</h2><p class="intro">${t("gold.intro")}</p>
    <form class="evaluation-form">${pairSelect(t("gold.pair"), page)}
    ${fileField(t("gold.file"), { name: "gold", required: true })}
    <p class="problem" role="alert"></p><button class="act">${t("gold.start")}</button>
    <div class="result"></div></form>`,
  );
  const form = /** @type {HTMLFormElement} */ (place.querySelector("form"));
  listenToPairSelect(form);
  listenToFileFields(form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const data = new FormData(form);
    const problem = /** @type {HTMLElement} */ (form.querySelector(".problem"));
    const result = /** @type {HTMLElement} */ (form.querySelector(".result"));
    problem.textContent = "";
    put(result, html``);
    const gold = await /** @type {File} */ (data.get("gold")).text();
    try {
      put(result, figures(await api.scoreAlignment(String(data.get("pair")), gold)));
    } catch (error) {
      if (!(error instanceof api.Refusal)) throw error;
      problem.textContent = error.message;
    }
  });
}

/** @param {number} value */
const figure = (value) => number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 });

/** @param {string} name @param {Rates} rates @param {string} [beads] */
const row = (name, { precision, recall, f1 }, beads = "") =>
  html`<tr><th scope="row">${name}</th>
    ${[precision, recall, f1].map((value) => html`<td>${figure(value)}</td>`)}
    <td>${beads}</td></tr>`;

/** @param {AlignmentScore} score */
function figures({ strict, lax, shapes, calibration_error: error }) {
  const columns = ["name", "precision", "recall", "f1", "beads"];
  return html`<div class="wide"><table><caption>${t("gold")}</caption><thead><tr>
    ${columns.map((name) => html`<th scope="col">${t(`gold.column.${name}`)}</th>`)}</tr></thead>
    <tbody>${row(t("gold.strict"), strict)}${row(t("gold.lax"), lax)}
    ${shapes.map((one) => row(one.shape, one, `${one.gold} / ${one.found}`))}</tbody></table></div>
    ${error !== null && html`<p>${t("gold.calibration", { value: figure(error) })}</p>`}`;
}
