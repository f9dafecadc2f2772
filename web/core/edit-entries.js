/** Edits as people read them: who, when, what, with the differences drawn. */

import { differences } from "./diff.js";
import { html } from "./html.js";
import { may } from "./roles.js";
import { ago, t, time } from "./strings.js";

/**
 * @typedef {import("../model/state.js").Bead} Bead
 * @typedef {{before: Bead[], after: Bead[]}} Part  beads of an edit that hang together
 * @typedef {{version: number, verb: string, reviewer: string, at: string, undoes: number | null,
 *   about: string, sizes: [number, number], parts: Part[], left_out: number}} Entry
 * @typedef {{named: import("./naming.js").Named | null, version: number, reviewers: string[],
 *   edits: Entry[], more: boolean}} Answer
 */

/** @param {Entry} edit @param {number} now  the version that needs no going back to */
export function entry(edit, now) {
  const { version, sizes } = edit;
  const done = edit.undoes
    ? t(`undid.${edit.verb}`, { n: edit.undoes, what: t(`verb.${edit.about}`) })
    : t(`verb.${edit.verb}`);
  return html`<li><header><b>${version}</b> <span>${edit.reviewer}</span>
    <span>${done}</span>
    <time datetime="${edit.at}" title="${time(edit.at)}">${ago(edit.at)}</time>
    ${
      sizes[0] !== sizes[1] &&
      html`<small>${t("history.beads", { n: sizes[0], m: sizes[1] })}</small>`
    }
    ${version < now && goBack(version, t("history.here"))}</header>${changes(edit)}</li>`;
}

/** @param {number} to @param {string} label */
export const goBack = (to, label) =>
  may("undo") && html`<button type="button" class="act quiet" data-to="${to}">↶ ${label}</button>`;

/** @param {Pick<Entry, "parts" | "left_out">} edit */
export const changes = ({ parts, left_out }) =>
  html`${parts.map(part)}${
    left_out > 0 && html`<p class="what">${t("history.left-out", { n: left_out })}</p>`
  }`;

/** @param {Part} change */
function part({ before, after }) {
  const [was, is] = [said(before), said(after)];
  return html`<div class="versions"><p>${differences(was.source, is.source)}</p>
      <p>${differences(was.target, is.target)}</p></div>
    ${was.status !== is.status && html`<p class="what">${differences(was.status, is.status)}</p>`}
    ${was.note !== is.note && html`<p class="note">${differences(was.note, is.note)}</p>`}
    ${
      was.dismissed !== is.dismissed &&
      html`<p class="what">${differences(was.dismissed, is.dismissed)}</p>`
    }`;
}

/** What beads say, in the order of their sentences, a bar between beads. @param {Bead[]} beads */
function said(beads) {
  /** @param {"source" | "target"} side */
  const text = (side) =>
    beads
      .filter((b) => b[side].length)
      .map((b) => b[side].map((s) => s.text).join(" "))
      .join(" | ");
  const status = [...new Set(beads.map((b) => t(`status.${b.status}`)))].join(", ");
  const note = beads
    .map((b) => b.note)
    .filter(Boolean)
    .join(" / ");
  const dismissed = beads
    .flatMap((b) => b.dismissed ?? [])
    .map(({ check, what, reason }) => `${t(`check-kind.${check}`)} (${what}): ${reason}`)
    .join("; ");
  return { source: text("source"), target: text("target"), status, note, dismissed };
}

/**
 * What going back takes, to be agreed to.
 * @param {Entry & {beads: string[], others: string[]}} plan
 */
export const question = (plan) => html`<form class="going-back"
  method="dialog"><h2>${t("history.ask", { n: plan.beads.length })}</h2>
  ${plan.beads.length > 1 && html`<p>${t("history.together")}</p>`}
  ${
    plan.others.length > 0 &&
    html`<p><b>${t("history.others", { by: plan.others.join(", ") })}</b></p>`
  }
  <div class="edits">${changes(plan)}</div>
  <p class="acts"><button class="act main" value="yes">${t("history.go")}</button><button
    class="act" value="">${t("cancel")}</button></p></form>`;
