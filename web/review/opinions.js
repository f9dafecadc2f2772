/** What reviewers think of each other's judgements: who thinks what of a bead, and answering it. */

import { html } from "../core/html.js";
import { isA } from "../core/roles.js";
import { t } from "../core/strings.js";
import { runOf } from "../model/selection.js";
import { isFor } from "./assigned.js";
import { badges } from "./people.js";

/**
 * @typedef {import("../model/state.js").State} State
 * @typedef {import("../model/state.js").Bead} Bead
 */

/** What a bead may need, or have had. */
export const OPINIONS = ["disputed", "second", "settled"];

/** @param {Bead} bead @param {string} opinion  one of `OPINIONS` */
export const isOpinion = (bead, opinion) =>
  opinion === "settled" ? bead.settled !== undefined : bead.opinion === opinion;

/** Who has changed or judged a bead. @param {Bead} bead */
export const peopleOf = (bead) => bead.people ?? (bead.resp ? [bead.resp] : []);

/**
 * Whether somebody else has judged a bead, so that there is something to answer.
 * @param {Bead} bead
 * @param {string} me
 */
const judgedByOthers = (bead, me) => Object.keys(bead.judged ?? {}).some((name) => name !== me);

/** @param {Bead} bead @param {string} me */
export const canAgree = (bead, me) =>
  bead.status !== "auto" && judgedByOthers(bead, me) && bead.judged?.[me] !== bead.status;

/** @param {Bead} bead @param {string} me */
export const canDisagree = (bead, me) =>
  ["confirmed", "rejected"].includes(bead.status) &&
  judgedByOthers(bead, me) &&
  [undefined, bead.status].includes(bead.judged?.[me]);

/**
 * Whether a reviewer is asked for a second opinion and has not given it: in the view of such rows,
 * or where rows are assigned.
 * @param {State} state
 * @param {Bead} bead
 */
export const isBlind = (state, bead) =>
  bead.opinion === "second" &&
  isA("reviewer") &&
  !isA("lead") &&
  !(state.reviewer in (bead.judged ?? {})) &&
  (state.filter.opinion === "second" || isFor(state, state.reviewer)(bead));

/**
 * A bead as it is to be shown: without the first opinion for who is to give the second.
 * @param {State} state
 * @param {Bead} bead
 * @returns {Bead}
 */
export const veiled = (state, bead) =>
  isBlind(state, bead) ? { ...bead, status: "auto", note: "", resp: "", judged: {} } : bead;

/** Who thinks what of a bead, in the open row. @param {State} state @param {Bead} bead */
export function opinions(state, bead) {
  if (isBlind(state, bead)) return html`<p class="opinions"><b>${t("opinion.blind")}</b></p>`;
  const judged = Object.entries(bead.judged ?? {});
  if (judged.length < 2 && !bead.settled && !bead.opinion) return "";
  return html`<p class="opinions">${bead.opinion && html`<b>${t(`opinion.${bead.opinion}`)}</b>`}
    ${judged.map(([name, label]) => html`<span>${badges([name])} ${name}: ${t(`status.${label}`)}</span>`)}
    ${bead.settled && html`<span>${t("opinion.by", { by: bead.settled.by, label: t(`status.${bead.settled.as}`) })}</span>`}</p>`;
}

/** The commands of a second reviewer and of a lead.
 * @param {{state: () => State, dispatch: (event: import("../model/state.js").Event) => void}} page
 * @param {(verb: string, beads: string[], args?: Record<string, unknown>) => unknown} revise
 * @param {(beads: Bead[]) => void} goOn
 * @returns {Record<string, () => void>} */
export function answering({ state, dispatch }, revise, goOn) {
  /** @param {"confirmed" | "rejected"} status */
  const decide = (status) => () => {
    const run = runOf(state());
    revise(
      "decide",
      run.map((b) => b.id),
      { status },
    );
    goOn(run);
  };
  return {
    agree: () => {
      const run = runOf(state());
      revise(
        "agree",
        run.filter((b) => canAgree(b, state().reviewer)).map((b) => b.id),
      );
      goOn(run);
    },
    disagree: () =>
      dispatch({ type: "mode", mode: { kind: "comment", text: "", verb: "disagree" } }),
    "decide-confirm": decide("confirmed"),
    "decide-reject": decide("rejected"),
  };
}
