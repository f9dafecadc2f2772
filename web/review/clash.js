/**
 * Texts that a reviewer typed and that are not in the corpus, shown in their row with what can be
 * done.
 */

import { differences } from "../core/diff.js";
import { html } from "../core/html.js";
import { keyOf } from "../core/keys.js";
import { t } from "../core/strings.js";
import { SIDES } from "../model/bead.js";
import { writable } from "../model/lookup.js";

/**
 * @typedef {import("../model/state.js").State} State
 * @typedef {import("../model/state.js").Bead} Bead
 * @typedef {import("../model/state.js").Segment} Segment
 * @typedef {import("../model/state.js").SideName} SideName
 */

/**
 * Texts typed and not in the corpus: left behind, or overtaken by someone.
 * @param {State} state
 * @param {Bead} bead
 */
export function clashes(state, bead) {
  return SIDES.flatMap((side) =>
    writable(bead, side)
      .filter((s) => state.unsent[s.id] && state.editing?.segment !== s.id)
      .map((s) => clash(state, side, s)),
  );
}

/** @param {State} state @param {SideName} side @param {Segment} s */
function clash(state, side, s) {
  const { text, by } = state.unsent[s.id];
  const lang = state.pair?.[side].lang;
  /** @param {string} what */
  const choice = (what) => html`<button type="button" class="act" data-settle="${what}"
    data-segment="${s.id}">${t(`clash.${what}`)}
    <kbd>${keyOf(`settle-${what === "drop" ? "theirs" : what}`)}</kbd></button>`;
  if (by === undefined)
    return html`<div class="unsent"><p><b>${t("unsent")}</b> <span lang="${lang}">${text}</span></p>
      <p>${choice("edit")}${choice("drop")}</p></div>`;
  return html`<div class="unsent clash" role="group" aria-label="${t("clash.title")}">
    <p><b>${by ? t("clash.by", { by }) : t("clash.title")}</b></p>
    <div class="versions"><div><h3>${t("clash.h-mine")}</h3><p lang="${lang}"
      class="mine">${differences(s.text, text)}</p></div>
      <div><h3>${t("clash.h-theirs")}</h3><p lang="${lang}" class="theirs">${s.text}</p></div></div>
    <p>${choice("mine")}${choice("theirs")}${choice("edit")}</p></div>`;
}
