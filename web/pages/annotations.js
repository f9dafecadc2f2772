/** Annotation on the page of evaluations: on or off, what was annotated, and the agreement. */

import * as api from "../core/api.js";
import { html, put } from "../core/html.js";
import { isA } from "../core/roles.js";
import { number, t } from "../core/strings.js";

/**
 * @typedef {{who: string, beads: number, words: number, errors: number, penalty: number,
 *   categories: Record<string, number>, severities: Record<string, number>}} Totals
 * @typedef {{evaluation: string, first: string, second: string, first_better: number,
 *   second_better: number, ties: number}} Wins
 * @typedef {{enabled: boolean, errors: Totals[],
 *   ratings: {who: string, beads: number, mean: number}[], rankings: Wins[],
 *   agreement: Record<"errors" | "ratings" | "rankings", number | null>}} Report
 */

/** @param {HTMLElement} place */
export async function showAnnotations(place) {
  draw(place, await api.annotations());
}

/** @param {HTMLElement} place @param {Report} report */
function draw(place, report) {
  const turn = report.enabled ? "annotations.off" : "annotations.on";
  const known = report.errors.length > 0 || report.rankings.length > 0;
  put(
    place,
    html`<h2>${t("annotations")}</h2><p class="intro">${t("annotations.intro")}</p>
    ${isA("lead") && html`<p><button type="button" class="act">${t(turn)}</button></p>`}
    ${known ? figures(report) : html`<p class="empty">${t("annotations.none")}</p>`}`,
  );
  place.querySelector("button")?.addEventListener("click", async () => {
    draw(place, await api.enableAnnotations(!report.enabled));
  });
}

/** @param {number | null} value */
const figure = (value) => (value === null ? "–" : number(value, { maximumFractionDigits: 2 }));

/** @param {string[]} names */
const heads = (names) =>
  html`<thead><tr>${names.map(
    (name) => html`<th scope="col">${t(`annotations.column.${name}`)}</th>`,
  )}</tr></thead>`;

/** @param {Report} report */
function figures(report) {
  const { errors, ratings, rankings } = report.agreement;
  const agreed = {
    errors: figure(errors),
    ratings: figure(ratings),
    rankings: figure(rankings),
  };
  const means = new Map(report.ratings.map((one) => [one.who, one.mean]));
  return html`<div class="wide"><table><caption>${t("annotations.errors")}</caption>
    ${heads(["annotator", "rows", "words", "marked", "penalty", "rating"])}
    <tbody>${report.errors.map((one) => line(one, means.get(one.who) ?? null))}</tbody>
    </table></div>
    ${report.rankings.length > 0 && wins(report.rankings)}
    <p>${t("annotations.alpha", agreed)} <a href="/api/annotations.tsv" download>TSV</a></p>`;
}

/** @param {Totals} one @param {number | null} mean */
const line = (one, mean) => html`<tr><th scope="row">${one.who}</th><td>${one.beads}</td>
  <td>${one.words}</td><td>${one.errors}${kinds(one)}</td><td>${figure(one.penalty)}</td>
  <td>${figure(mean)}</td></tr>`;

/** @param {Totals} one */
const kinds = (one) =>
  one.errors > 0 &&
  html` <small>(${Object.entries(one.categories)
    .map(([name, count]) => `${t(`annotate.category.${name}`)} ${count}`)
    .join(", ")})</small>`;

/** @param {Wins[]} rankings */
const wins = (rankings) => html`<div class="wide"><table><caption>${t("annotations.wins")}</caption>
  ${heads(["first", "second", "first-better", "second-better", "ties"])}
  <tbody>${rankings.map(
    (one) => html`<tr><th scope="row">${one.first}</th><td>${one.second}</td>
      <td>${one.first_better}</td><td>${one.second_better}</td><td>${one.ties}</td></tr>`,
  )}</tbody></table></div>`;
