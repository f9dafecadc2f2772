/** How good the machine's drafts were, by what reviewers made of them. */

import * as api from "../core/api.js";
import { html, put } from "../core/html.js";
import { languageOf, sentenceOf, translated } from "../core/messages.js";
import { pairName, titles } from "../core/naming.js";
import { number, t } from "../core/strings.js";
import { topBar } from "../core/top-bar.js";

/**
 * @typedef {{name: string, value: number, signature: string}} Score
 * @typedef {{name: string, kind: string, direction: string, reviewed: number, beads: number,
 *   scores: Score[], sentence_hter: number[], reason: string, named?:
 *   import("../core/naming.js").Named | null}} PairScore  all of a kind have no name
 */

/** Of these, less is better: they count edits. */
const ERRORS = ["TER", "HTER"];

/** @param {HTMLElement} app @param {import("../core/api.js").Session} session */
export async function scores(app, session) {
  document.title = `${t("scores")} – baikonur-align`;
  put(
    app,
    html`${topBar(session, "/scores")}<main
      class="page scores"><h1>${t("scores")}</h1><p>${t("scores.wait")}</p></main>`,
  );
  /** @type {{method: string, pairs: PairScore[], totals: PairScore[]}} */
  const { method, pairs, totals } = await api.scores();
  const sorted = [...pairs].sort(
    (a, b) => Number(b.scores.length > 0) - Number(a.scores.length > 0),
  );
  const main = /** @type {HTMLElement} */ (app.querySelector("main"));
  put(
    main,
    html`<h1>${t("scores")}</h1><p><a href="/evaluations">${t("evaluations")}</a></p><p
      class="intro" lang="${languageOf(method)}">${translated(method)}</p>
    ${pairs.length === 0 && html`<p class="empty">${t("empty.title")}</p>`}
    ${[...totals, ...sorted].map((p) => block(p, pairs))}`,
  );
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

/** @param {PairScore} pair @param {PairScore[]} pairs */
function block(pair, pairs) {
  const one = pairs.includes(pair);
  const name = one
    ? html`<a href="/pairs/${pair.name}">${pairName(
        pair.name,
        pair.named,
        pairs.map((p) => p.named),
      )}</a>`
    : t("team.all");
  return html`<section class="score" id="${pair.name}"><header><h2>${name}</h2>
    ${
      !one &&
      html`<span class="kind">${t(`kind.${pair.kind}`)}</span><span>${pair.direction}</span>`
    }<span>${t("scores.reviewed", { n: pair.reviewed, all: pair.beads })}</span></header>
    ${
      pair.scores.length
        ? figures(pair)
        : html`<p class="reason" lang="${languageOf(pair.reason)}">${sentenceOf(pair.reason)}</p>`
    }</section>`;
}

/** @param {PairScore} pair */
function figures(pair) {
  return html`<div class="figures"><table><caption
    class="unseen">${pair.named ? titles(pair.named) : t("team.all")}</caption>
    <thead><tr><th scope="col">${t("scores.metric")}</th><th
      scope="col">${t("scores.value")}</th><th scope="col"><span
        class="unseen">${t("scores.chart")}</span></th><th
          scope="col">${t("scores.signature")}</th></tr></thead>
    <tbody>${pair.scores.map(line)}</tbody></table>
    ${pair.sentence_hter.length > 1 && spread(pair.sentence_hter)}</div>`;
}

/** @param {Score} score */
function line({ name, value, signature }) {
  const error = ERRORS.includes(name);
  return html`<tr><th scope="row">${name}${error && html` <small>${t("scores.less")}</small>`}</th>
    <td class="figure">${number(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 })}</td>
    <td><svg class="${error ? "error" : ""}" viewBox="0 0 200 10" width="200" height="10"
      aria-hidden="true"><rect class="track" width="200" height="10" rx="3"/>
      <rect class="fill" width="${Math.round(Math.min(100, value) * 2)}" height="10"
        rx="3"/></svg></td>
    <td><code>${signature}</code></td></tr>`;
}

const BINS = 11;

/**
 * How many sentences needed how much editing: ten bins of ten points, and what is over 100.
 * @param {number[]} values
 */
function spread(values) {
  const bins = Array.from({ length: BINS }, () => 0);
  for (const v of values) bins[Math.min(BINS - 1, Math.floor(v / 10))]++;
  const top = Math.max(...bins);
  const label = t("scores.spread", { n: values.length });
  return html`<figure><figcaption>${label}</figcaption><svg viewBox="0 0 330 120" width="330"
    height="120" role="img" aria-label="${label}">
    ${bins.map((n, i) => {
      const height = Math.round((n / top) * 80);
      return html`<rect class="fill" x="${i * 30 + 3}" y="${96 - height}" width="24"
        height="${height}" rx="2"/>
        ${n > 0 && html`<text x="${i * 30 + 15}" y="${90 - height}">${n}</text>`}<text
          x="${i * 30 + 15}" y="112">${i === BINS - 1 ? "100+" : i * 10}</text>`;
    })}<line x1="0" x2="330" y1="96.5" y2="96.5"/></svg></figure>`;
}
