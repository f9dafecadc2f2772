/** What reviewers think of each other's judgements: who thinks what of a bead, and answering it. */

import { html } from "../core/html.js";
import { t } from "../core/strings.js";
import { isBlind, wantsSecondOpinions } from "../model/opinions.js";

/**
 * @typedef {import("../model/state.js").State} State
 * @typedef {import("../model/state.js").Bead} Bead
 */

/** How a lead decided. @param {{by: string, as: string}} settled */
const decision = ({ by, as }) => t("opinion.by", { by, label: t(`status.${as}`) });

/** Who thinks what of a bead, in the open row. @param {State} state @param {Bead} bead */
export function opinions(state, bead) {
  if (isBlind(state, bead)) return html`<p class="opinions"><b>${t("opinion.blind")}</b></p>`;
  const judged = Object.entries(bead.judged ?? {});
  const silent = bead.opinion === "second" && !wantsSecondOpinions(state);
  if (judged.length < 2 && !bead.settled && (!bead.opinion || silent)) return "";
  return html`<p class="opinions">${bead.opinion && html`<b>${t(`opinion.${bead.opinion}`)}</b>`}
    ${judged.map(([name, label]) => html`<span>${name}: ${t(`status.${label}`)}</span>`)}
    ${bead.settled && html`<span>${decision(bead.settled)}</span>`}</p>`;
}
