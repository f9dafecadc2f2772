/** Who is to review what: the tasks of a pair, which beads each covers, and how a task is shown. */

import { badge } from "./badges.js";
import { html } from "./html.js";
import { pairName } from "./naming.js";
import { isA } from "./roles.js";
import { number, t } from "./strings.js";

/** @typedef {import("../model/tasks.js").Task} Task */

/**
 * A task in a line: who, what, how far.
 * @param {Task} task
 * @param {{ends?: boolean, among?: (import("../core/naming.js").Named | null)[]}} [how]  with a
 *   button that ends it; with the pair's name, among these
 */
export function taskLine(task, { ends = false, among } = {}) {
  const share = number(task.beads ? task.judged / task.beads : 0, {
    style: "percent",
    maximumFractionDigits: 0,
  });
  const what = task.first
    ? t("task.range", { first: placeOf(task.first), last: placeOf(task.last) })
    : t("task.whole");
  return html`<li class="task">${badge({ name: task.reviewer, badge: task.badge })} <a
    href="/pairs/${task.pair}?for=${encodeURIComponent(task.reviewer)}">${task.reviewer}</a>
    ${among && html`<a href="/pairs/${task.pair}">${pairName(task.pair, task.named, among)}</a>`}
      <span>${what}</span> <progress max="${task.beads || 1}" value="${task.judged}"
        aria-label="${t("progress.label")}">${share}</progress>
    <span>${t("task.progress", { judged: task.judged, beads: task.beads })}</span>
    ${task.note && html`<q>${task.note}</q>`}
    ${
      ends &&
      isA("lead") &&
      html`<button type="button" class="icon small" data-withdraw="${task.number}"
        title="${t("task.withdraw")}"
      aria-label="${t("task.withdraw")}: ${task.reviewer}, ${what}">✕</button>`
    }</li>`;
}

/** @param {string} id */
const placeOf = (id) => id.split(".").slice(1).join(".");
