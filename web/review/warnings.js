/** What the checks of a bead say: shown in its row, dismissed with a reason, counted again. */

import { html } from "../core/html.js";
import { keyOf, shortcut } from "../core/keys.js";
import { pairName } from "../core/naming.js";
import { may } from "../core/roles.js";
import { t } from "../core/strings.js";
import { findings, warningsOf } from "../model/bead.js";

/**
 * @typedef {import("../model/state.js").Bead} Bead
 * @typedef {import("../model/state.js").Finding} Finding
 */

const TRIANGLE = html`<svg class="triangle" viewBox="0 0 16 14" aria-hidden="true"><path
  d="M8 1 15 13H1Z"/><path d="M8 5.5v3.2M8 10.6v.6"/></svg>`;

/** What a check saw, in plain words. @param {Pick<Finding, "kind" | "what" | "where">} finding */
export const told = ({ kind, what, where }) =>
  t(`check.${kind}`, { what: seen(kind, what), side: t(`side.${where}`) });

/** What was seen, in the reader's words. @param {string} kind @param {string} what */
function seen(kind, what) {
  if (kind === "length" || kind === "meaning") return Number(what);
  if (kind !== "code" && kind !== "codeplace") return what;
  const [code, ...text] = what.split(": ");
  return [t(`code.${code}`), ...text].join(": ");
}

/**
 * A quiet mark that something may be wrong with the texts; the open row says what.
 * @param {Bead} bead
 */
export function warning(bead) {
  const said = warningsOf(bead).map(told);
  return (
    said.length > 0 &&
    html`<span class="warned" title="${said.join("\n")}" aria-hidden="true">${TRIANGLE}</span>`
  );
}

/**
 * All that was found, and what of it somebody has dismissed, with the reason.
 * @param {Bead} bead
 */
export function warnings(bead) {
  const found = findings(bead);
  const first = found.findIndex((f) => !f.dismissed);
  return (
    found.length > 0 &&
    html`<ul class="checks" aria-label="${t("warnings", { n: warningsOf(bead).length })}">
    ${found.map((finding, i) =>
      finding.dismissed ? dismissed(finding, i) : standing(finding, i, i === first),
    )}</ul>`
  );
}

/** Where else to look. @param {Finding} finding */
const elsewhere = ({ at, named }) =>
  at && html`<a href="/pairs/${at}">${t("check.at")}: ${pairName(at.split("#")[0], named, [])}</a>`;

/**
 * @param {Finding} finding
 * @param {number} i
 * @param {boolean} first  the one that the key dismisses
 */
const standing = (
  finding,
  i,
  first,
) => html`<li>${TRIANGLE} <span>${told(finding)}</span> ${elsewhere(finding)}
  ${
    may("dismiss") &&
    html`<button type="button" class="act quiet" data-dismiss="${i}"${
      first && html` aria-keyshortcuts="${shortcut("dismiss")}"`
    }
    >${t("do.dismiss")}${first && html` <kbd>${keyOf("dismiss")}</kbd>`}</button>`
  }</li>`;

/** @param {Finding} finding */
const dismissal = ({ dismissed }) => ({
  by: dismissed?.resp ?? "",
  why: dismissed?.reason ?? "",
});

/** @param {Finding} finding @param {number} i */
const dismissed = (finding, i) => html`<li class="dismissed"><s>${told(finding)}</s>
  <span>${t("dismissed", dismissal(finding))}</span>
  ${
    may("undismiss") &&
    html`<button type="button" class="act quiet"
    data-undismiss="${i}">${t("do.undismiss")}</button>`
  }</li>`;

/** @param {{finding: Finding}} mode */
export const dismissForm = ({ finding }) => html`<p class="what">${told(finding)}</p>
  <form class="comment" data-form="dismiss"><label>${t("dismiss.label")}
  <input name="text" maxlength="500" required autocomplete="off"></label>
  <span class="acts"><button class="act main">${t("do.dismiss")} <kbd>Enter</kbd></button>
  <button type="button" class="act" data-command="escape">${t("cancel")}
  <kbd>${keyOf("escape")}</kbd></button></span></form>`;
