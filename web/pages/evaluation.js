/** One evaluation: figures with intervals, tests, charts, and where the systems differ. */

import * as api from "../core/api.js";
import { diff } from "../core/diff.js";
import { html, put } from "../core/html.js";
import { isA } from "../core/roles.js";
import * as storage from "../core/storage.js";
import { day, has, languageName, number, t, time } from "../core/strings.js";
import { topBar } from "../core/top-bar.js";
import { compareBlindly } from "./blind.js";

/**
 * @typedef {{name: string, title: string, columns: string[], rows: string[][]}} Table
 * @typedef {{line: number, source: string, reference: string, document: string, segment: string,
 *   hypotheses: Record<string, string>, scores: Record<string, number>}} Example
 * @typedef {{metric: string, first: string, second: string, difference: number, test: string,
 *   corrected: number, significant: boolean}} Comparison
 * @typedef {{id: string, at: string, version: string, warnings: string[],
 *   test_set: {name: string, material: string, source_lang: string, target_lang: string, lines:
 *   number, hash: string, left_out: Record<string, number>},
 *   metrics: {name: string, errors: boolean}[], comparisons?: Comparison[],
 *   worst?: Record<string, Example[]>, most_different?: Example[]}} Evaluation
 */

const FILES = ["csv", "md", "tex"];

/** The metric by which the answer in one sentence is given, where there is one. */
const DECIDING = "chrF";

/**
 * @param {HTMLElement} app
 * @param {import("../core/api.js").Session} session
 * @param {string} id
 */
export async function evaluation(app, session, id) {
  document.title = `${t("evaluation")} – baikonur-align`;
  put(app, html`${topBar(session, "/scores")}<main class="page evaluation"></main>`);
  /** @type {{evaluation: Evaluation, tables: Table[], charts: Record<string, string>}} */
  const { evaluation: found, tables, charts } = await api.evaluation(id);
  const main = /** @type {HTMLElement} */ (app.querySelector("main"));
  const systems = Object.keys(found.worst ?? {});
  const different = found.most_different ?? [];
  /** @param {Example[]} all */
  const examples = (all) => all.map((one) => example(one, found));
  put(
    main,
    html`${head(found)}${answer(found)}${tables.slice(0, 1).map(table)}
    <section id="charts"
      aria-label="${t("evaluation.charts")}">${Object.keys(charts).map(
        (name) => html`<figure data-chart="${name}"></figure>`,
      )}</section>
    <section>${tables.slice(1).map(table)}</section>
    ${systems.length > 1 && isA("reviewer") && blindSection()}
    ${
      different.length > 0 &&
      html`<section><h2>${t("evaluation.most-different")}</h2>${examples(different)}</section>`
    }
    ${systems.map(
      (system) => html`<details><summary>${t("evaluation.worst", { system })}</summary>
      ${examples(found.worst?.[system] ?? [])}</details>`,
    )}`,
  );
  const blind = /** @type {HTMLElement | null} */ (main.querySelector(".blind"));
  blind?.querySelector("button")?.addEventListener("click", () => {
    const { source_lang, target_lang } = found.test_set;
    const reviewer = session.reviewer || storage.reviewerName() || "reviewer-1";
    compareBlindly(blind, id, [source_lang, target_lang], reviewer);
  });
  for (const figure of main.querySelectorAll("figure")) {
    const svg = charts[figure.dataset.chart ?? ""];
    const read = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    for (const text of read.querySelectorAll("text")) text.textContent = label(text.textContent);
    figure.append(document.importNode(read, true));
  }
}

/** Where translations are compared blindly, once that is started. */
const blindSection = () => html`<section id="blind"><h2>${t("blind")}</h2>
  <div class="blind">
    <button type="button" class="act">${t("blind.start")}</button></div></section>`;

/** @param {Evaluation} found */
function head(found) {
  const set = found.test_set;
  const files = FILES.map(
    (end) =>
      html`<a href="/api/evaluations/${found.id}/tables.${end}" download>${end.toUpperCase()}</a> `,
  );
  return html`<h1>${t("evaluation")}: ${set.name}</h1>
    <p class="intro">${t(`evaluations.${set.material}`)}, ${languageName(set.source_lang)} →
    ${languageName(set.target_lang)}, ${t("evaluation.lines", { n: set.lines })}.
    ${t("evaluation.made", { at: time(found.at), version: found.version })}</p>
    <p class="files">${files}<a href="/api/evaluations/${found.id}/page.html" download>HTML</a>
    <a href="/api/evaluations/${found.id}">JSON</a> <code
      title="SHA-256">${set.hash.slice(0, 16)}</code></p>
    ${found.warnings.map((key) => html`<p class="warning">${t(`evaluation.warning.${key}`)}</p>`)}`;
}

/** Which system is better, and how surely, in one sentence a pair. @param {Evaluation} found */
function answer(found) {
  const metric = found.metrics.find((m) => m.name === DECIDING) ?? found.metrics[0];
  const all = (found.comparisons ?? []).filter((c) => c.metric === metric.name);
  const last = all.length ? all[all.length - 1].test : "";
  return html`<ul class="answer">${all
    .filter((c) => c.test === last)
    .map((c) => {
      const second = metric.errors ? c.difference < 0 : c.difference > 0;
      const [better, worse] = second ? [c.second, c.first] : [c.first, c.second];
      const by = number(Math.abs(c.difference), {
        minimumFractionDigits: 1,
        maximumFractionDigits: 1,
      });
      const p = number(c.corrected, { minimumFractionDigits: 4, maximumFractionDigits: 4 });
      const values = { better, worse, by, p, metric: metric.name };
      return html`<li>${t(c.significant ? "evaluation.better" : "evaluation.unsure", values)}</li>`;
    })}</ul>`;
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Figures with a decimal point, and what stands between and after them. */
const FIGURES = /^[-−]?\d+\.\d+( ± \d+\.\d+)?( %)?$/;

/** A figure with the decimal sign of the reader's language. @param {string} figure */
function localFigure(figure) {
  const digits = figure.split(".")[1].length;
  return number(Number(figure), { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A word or figure of a table in the reader's language, or as it is. @param {string} word */
function word(word) {
  if (word === "-") return "–"; // what the server has no figure for
  if (DAY.test(word)) return day(word);
  if (FIGURES.test(word)) return word.replace(/\d+\.\d+/g, localFigure);
  return has(`evaluation.word.${word}`) ? t(`evaluation.word.${word}`) : word;
}

/** What the server writes below the intervals of a metric. */
const INTERVAL = /^(.+), 95 % interval by bootstrap$/;

/** A label of a chart in the reader's language, or as it is. @param {string} text */
function label(text) {
  const metric = INTERVAL.exec(text)?.[1];
  return metric ? t("evaluation.chart.interval", { metric }) : word(text);
}

/** @param {Table} one */
function table(one) {
  const key = `evaluation.table.${one.name.replace(/-\d+$/, "")}`;
  const title = has(key) ? t(key) : one.title;
  return html`<div class="wide"><table><caption>${title}</caption>
    <thead><tr>${one.columns.map((c) => html`<th scope="col">${word(c)}</th>`)}</tr></thead>
    <tbody>${one.rows.map(
      (row) =>
        html`<tr>${row.map((cell, n) =>
          n ? html`<td>${word(cell)}</td>` : html`<th scope="row">${word(cell)}</th>`,
        )}</tr>`,
    )}</tbody></table></div>`;
}

/** @param {Example} one @param {Evaluation} found */
function example(one, found) {
  const { source_lang: source, target_lang: target } = found.test_set;
  const place = one.document
    ? html`<a href="/pairs/${encodeURIComponent(one.document)}#${one.segment}">${one.document} ·
      ${one.segment}</a>`
    : t("evaluation.line", { n: one.line + 1 });
  return html`<article class="example"><p class="at">${place}</p>
    <p lang="${source}">${one.source}</p><p lang="${target}"><b>${one.reference}</b></p>
    ${Object.entries(one.hypotheses).map(
      ([system, text]) =>
        html`<p lang="${target}"><span class="system">${system}
          ${number(one.scores[system], { maximumFractionDigits: 1 })}</span>
          ${marked(one.reference, text)}</p>`,
    )}</article>`;
}

/** @param {string} reference @param {string} text */
const marked = (reference, text) =>
  diff(reference, text).map((piece) =>
    piece.kind === "gone"
      ? html`<del>${piece.text}</del>`
      : piece.kind === "new"
        ? html`<ins>${piece.text}</ins>`
        : piece.text,
  );
