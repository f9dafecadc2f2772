/** Commands that judge the chosen rows: status, second opinions, comments and warnings. */

import { findings, warningsOf } from "../../model/bead.js";
import { canAgree } from "../../model/opinions.js";
import { runOf } from "../../model/selection.js";
import { active, goOn, idsOf, revise } from "./page.js";

/**
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Command} Command
 * @typedef {import("../../model/state.js").Status} Status
 * @typedef {import("../../model/state.js").Finding} Finding
 */

/**
 * Give the chosen beads a status. Confirming what a colleague confirmed records agreement.
 * @param {Page} page
 * @param {Status} status
 * @param {string} verb
 */
export function judge(page, status, verb) {
  const { reviewer } = page.state();
  const beads = runOf(page.state());
  const changing = beads.filter((b) => b.status !== status);
  if (changing.length) revise(page, verb, idsOf(changing));
  const agreeing = beads.filter((b) => b.status === status && canAgree(b, reviewer));
  if (agreeing.length) revise(page, "agree", idsOf(agreeing));
  if (status === "confirmed" || status === "rejected") goOn(page, beads);
}

/** Confirm that the chosen sentences have no counterpart. @param {Page} page */
function omission(page) {
  const beads = runOf(page.state());
  judge(page, "confirmed", beads.some((b) => b.target.length > 0) ? "addition" : "omission");
}

/** @param {Page} page */
function agree(page) {
  const run = runOf(page.state());
  const answered = run.filter((b) => canAgree(b, page.state().reviewer));
  revise(page, "agree", idsOf(answered));
  goOn(page, run);
}

/** @param {"confirmed" | "rejected"} status @returns {Command} */
const decide = (status) => (page) => {
  const run = runOf(page.state());
  revise(page, "decide", idsOf(run), { status });
  goOn(page, run);
};

/** @param {Page} page */
function comment(page) {
  const bead = active(page);
  if (bead) page.dispatch({ type: "mode", mode: { kind: "comment", text: bead.note } });
}

/** @param {Page} page */
const disagree = ({ dispatch }) =>
  dispatch({ type: "mode", mode: { kind: "comment", text: "", verb: "disagree" } });

/** @param {Page} page @param {string} text */
export function saveComment(page, text) {
  const bead = active(page);
  const { mode } = page.state();
  page.dispatch({ type: "mode", mode: null });
  if (!bead || mode?.kind !== "comment") return;
  if (mode.verb) revise(page, mode.verb, [bead.id], { text });
  else if (text !== bead.note) revise(page, "comment", [bead.id], { text });
}

/** @param {Finding} finding */
const keyOf = ({ kind, where, what }) => ({ check: kind, where, what });

/** Ask why a warning can be ignored. @param {Page} page @param {Finding} [finding] */
function askDismissal({ dispatch }, finding) {
  if (finding) dispatch({ type: "mode", mode: { kind: "dismiss", text: "", finding } });
}

/** @param {Page} page @param {Finding} [finding] */
function restoreWarning(page, finding) {
  const bead = active(page);
  if (bead && finding) revise(page, "undismiss", [bead.id], keyOf(finding));
}

/** @param {Page} page @param {string} reason */
export function saveDismissal(page, reason) {
  const { mode } = page.state();
  const bead = active(page);
  page.dispatch({ type: "mode", mode: null });
  if (bead && mode?.kind === "dismiss" && reason.trim())
    revise(page, "dismiss", [bead.id], { ...keyOf(mode.finding), reason });
}

/**
 * Save what is written about the active row: a comment, or a reason that is not empty.
 * @param {Page} page
 */
export function saveForm(page) {
  const { mode } = page.state();
  if (!mode || !("text" in mode)) return;
  if (mode.kind === "dismiss") saveDismissal(page, mode.text);
  else if (!mode.verb || mode.text.trim()) saveComment(page, mode.text);
}

/** @param {Page} page */
const findingsHere = (page) => {
  const bead = active(page);
  return bead ? findings(bead) : [];
};

/** @param {Page} page @param {number} nth  among the findings of the active bead */
export const dismissNth = (page, nth) => askDismissal(page, findingsHere(page)[nth]);
/** @param {Page} page @param {number} nth */
export const restoreNth = (page, nth) => restoreWarning(page, findingsHere(page)[nth]);

/** @param {Page} page */
function dismissFirst(page) {
  const bead = active(page);
  if (bead) askDismissal(page, warningsOf(bead)[0]);
}

/** @type {Record<string, Command>} */
export const JUDGING = {
  confirm: (page) => judge(page, "confirmed", "confirm"),
  reject: (page) => judge(page, "rejected", "reject"),
  flag: (page) => judge(page, "flagged", "flag"),
  reset: (page) => judge(page, "auto", "reset"),
  omission,
  agree,
  disagree,
  "decide-confirm": decide("confirmed"),
  "decide-reject": decide("rejected"),
  comment,
  dismiss: dismissFirst,
  undismiss: (page) =>
    restoreWarning(
      page,
      findingsHere(page).find((f) => f.dismissed),
    ),
};
