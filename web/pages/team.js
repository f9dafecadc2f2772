/** What each reviewer has done, and how far those who judged the same beads agree. */

import * as api from "../core/api.js";
import { badge } from "../core/badges.js";
import { html, put } from "../core/html.js";
import { languageOf, translated } from "../core/messages.js";
import { pairName } from "../core/naming.js";
import { ago, hundredths, number, t, time } from "../core/strings.js";
import { taskLine } from "../core/task-line.js";
import { topBar } from "../core/top-bar.js";

/**
 * @typedef {{one: string, two: string, beads: number, kappa: number | null}} Kappa
 * @typedef {{name: string, beads: number, judged: number, by_several: number, disputed: number,
 *   decided: number,
 *   observed: number | null, alpha: number | null, kappas: Kappa[],
 *   named?: import("../core/naming.js").Named | null}} Agreement  `named` is what to call the pair;
 *   all together have no name
 * @typedef {{reviewer: string, judged: number, edits: number, reworded: number, last_active:
 *   string}} Activity
 * @typedef {{method: string, reviewers: Activity[], pairs: Agreement[], total: Agreement,
 *   badges: Record<string, string>}} Report  `badges` by reviewer
 */

/** The columns of the two tables. */
const ACTIVITY = ["reviewer", "judged", "edits", "reworded", "last"];
const AGREEMENT = "pair judged several disputed decided observed alpha kappa".split(" ");

/** @param {HTMLElement} app @param {import("../core/api.js").Session} session */
export async function team(app, session) {
  document.title = `${t("team")} – baikonur-align`;
  /** @type {[Report, {tasks: import("../model/tasks.js").Task[]}]} */
  const [report, { tasks }] = await Promise.all([api.agreement(), api.tasks()]);
  const among = tasks.map((task) => task.named);
  put(
    app,
    html`${topBar(session, "/team")}<main class="page team"><h1>${t("team")}</h1>
    ${report.reviewers.length ? reviewers(report) : html`<p class="empty">${t("team.nobody")}</p>`}
    ${
      tasks.length > 0 &&
      html`<h2>${t("assign.so-far")}</h2><ul
      class="tasks">${tasks.map((task) => taskLine(task, { among }))}</ul>`
    }
    <h2>${t("team.agreement")}</h2><p class="intro"
      lang="${languageOf(report.method)}">${translated(report.method)}</p>${agreement(report)}</main>`,
  );
}

/** @param {Report} report */
const reviewers = ({
  reviewers: all,
  badges,
}) => html`<div class="wide"><table class="stacked"><thead><tr>${ACTIVITY.map(head)}</tr></thead>
  <tbody>${all.map(
    (r) => html`<tr><th scope="row">${badgeOf(badges, r.reviewer)} ${r.reviewer}</th>
    ${[r.judged, r.edits, r.reworded].map((n, i) => cell(ACTIVITY[i + 1], number(n)))}
    <td data-column="${t("team.last")}">${
      r.last_active &&
      html`<time datetime="${r.last_active}"
      title="${time(r.last_active)}">${ago(r.last_active)}</time>`
    }</td></tr>`,
  )}</tbody></table></div>`;

/** @param {Report["badges"]} badges @param {string} name */
const badgeOf = (badges, name) => badge({ name, badge: badges[name] });

/** @param {Report} report */
const agreement = ({ pairs, total, badges }) => html`<div class="wide"><table class="stacked">
  <thead><tr>${AGREEMENT.map(head)}</tr></thead>
  <tbody>${[...pairs, total].map((row) => line(row, row === total, pairs, badges))}</tbody></table></div>`;

/** At the end of a heading, where no line may begin with it. */
const LETTER = / (\p{L})$/u;

/** @param {string} column */
const head = (column) =>
  html`<th scope="col">${t(`team.${column}`).replace(LETTER, "\u00a0$1")}</th>`;

/** @param {string} column @param {string | import("../core/html.js").Markup} value */
const cell = (column, value) =>
  html`<td class="figure" data-column="${t(`team.${column}`)}">${value}</td>`;

/**
 * @param {Agreement} row
 * @param {boolean} all  whether it is that of all pairs
 * @param {Agreement[]} pairs
 * @param {Report["badges"]} badges
 */
function line(row, all, pairs, badges) {
  /** @param {string} opinion @param {number} n */
  const link = (opinion, n) =>
    all || !n ? number(n) : html`<a href="/pairs/${row.name}?opinion=${opinion}">${number(n)}</a>`;
  return html`<tr><th scope="row">${
    all
      ? t("team.all")
      : html`<a href="/pairs/${row.name}">${pairName(
          row.name,
          row.named,
          pairs.map((pair) => pair.named),
        )}</a>`
  }</th>
    ${[
      t("team.of", { n: row.judged, all: row.beads }),
      number(row.by_several),
      link("disputed", row.disputed),
      link("settled", row.decided),
      figure(row.observed),
      figure(row.alpha),
    ].map((value, i) => cell(AGREEMENT[i + 1], value))}
    <td data-column="${t("team.kappa")}">${
      row.kappas.length ? row.kappas.map((kappa) => pairing(kappa, badges)) : "–"
    }</td></tr>`;
}

/** @param {Kappa} kappa @param {Report["badges"]} badges */
const pairing = ({ one, two, beads, kappa }, badges) =>
  html`<div>${[one, two].map((name) => badgeOf(badges, name))} <b class="figure">${figure(kappa)}</b>
    <small>${t("beads", { n: beads })}</small></div>`;

/** @param {number | null} value */
const figure = (value) => (value === null ? "–" : hundredths(value));
