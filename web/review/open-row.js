/** What the active row opens: what speaks for and against it, and what can be done. */

import { button } from "../core/button.js";
import { diff, differences, likeness } from "../core/diff.js";
import { html } from "../core/html.js";
import { keyOf } from "../core/keys.js";
import { may } from "../core/roles.js";
import { t } from "../core/strings.js";
import { whyNot } from "../model/availability.js";
import { isLinked } from "../model/bead.js";
import { codesOf } from "../model/codes.js";
import { actionsButton } from "./actions.js";
import { crossing } from "./crossing-links.js";
import { remembered, terms, why } from "./hints.js";
import { opinions } from "./opinions.js";
import { dismissForm, warnings } from "./warnings.js";

/**
 * @typedef {import("../model/state.js").State} State
 * @typedef {import("../model/state.js").Bead} Bead
 */

/** Below this likeness a diff is noise: the words in common are shown instead. */
const ALIKE = 0.35;

/** @param {State} state @param {Bead} bead @param {number} run  how many rows are chosen */
export function more(state, bead, run) {
  if (run > 1)
    return html`<div class="more"><p class="what">${t("run", { n: run })}</p>${runButtons()}</div>`;
  if (state.mode?.kind === "split") return html`<div class="more">${splitHelp()}</div>`;
  if (state.mode?.kind === "comment")
    return html`<div class="more">${commentForm(state.mode.verb)}</div>`;
  if (state.mode?.kind === "dismiss")
    return html`<div class="more">${dismissForm(state.mode)}</div>`;
  if (state.mode?.kind === "link") return html``;
  return html`<div class="more"><div class="about">${[
    warnings(bead),
    secondOpinion(state, bead),
    !state.part && crossing(state, bead),
    draft(state, bead),
    terms(state, bead),
    codes(state, bead),
    remembered(state, bead),
    why(state, bead),
  ]}</div>
    ${state.editing ? writingButtons() : buttons(state, bead)}</div>`;
}

/**
 * What others think of a bead, and what a second reviewer or a lead can say to that.
 * @param {State} state
 * @param {Bead} bead
 */
function secondOpinion(state, bead) {
  const deciding = bead.opinion === "disputed" ? ["decide-confirm", "decide-reject"] : [];
  const commands = ["agree", "disagree"]
    .filter((c) => !whyNot(c, state))
    .concat(deciding.filter((c) => !whyNot(c, state)))
    .filter(may);
  const answers =
    commands.length > 0 && !state.editing && html`<span>${commands.map((c) => button(c))}</span>`;
  const said = opinions(state, bead);
  return (said || answers) && html`<div class="acts">${said}${answers}</div>`;
}

/**
 * The machine's draft of the source, and how the target differs from it.
 * @param {State} state
 * @param {Bead} bead
 */
function draft(state, bead) {
  const machine = bead.source
    .map((s) => s.draft ?? "")
    .join(" ")
    .trim();
  if (!machine) return "";
  const now = bead.target
    .map((s) => (state.editing?.segment === s.id ? state.editing.base : s.text))
    .join(" ");
  const lang = state.pair?.target.lang;
  const pieces = diff(machine, now);
  if (!now)
    return html`<p class="draft"><b>${t("draft")}</b> <span lang="${lang}">${machine}</span></p>`;
  if (machine === now && bead.origin === "mt") return ""; // the row's MT says so
  if (machine === now)
    return html`<p class="draft same"><b>${t("draft")}</b> ${t("draft.same")}</p>`;
  const alike = likeness(pieces) >= ALIKE;
  const shown = alike
    ? differences(machine, now)
    : pieces
        .filter((p) => p.kind !== "new")
        .map(({ kind, text }) =>
          kind === "same" && /\p{L}|\p{N}/u.test(text) ? html`<mark>${text}</mark>` : text,
        );
  return html`<p class="draft"><b
    title="${t(alike ? "draft.changes" : "draft.common")}">${t("draft")}</b> <span
      lang="${lang}">${shown}</span></p>`;
}

/**
 * The codes of the source, to be put around selected words of the translation.
 * @param {State} state
 * @param {Bead} bead
 */
function codes(state, bead) {
  const listed = codesOf(bead);
  if (!listed.length || !bead.target.length || !state.pair?.coded || !may("set-code")) return "";
  const wrong = listed.some((c) => c.wrong);
  return html`<div class="codes" role="group" aria-label="${t("codes")}"><b>${t("codes")}</b>
    ${listed.map(
      (c) => html`<button type="button" class="act quiet ${c.wrong && "wrong"}" data-code="${c.id}"
      title="${t("codes.how")}">${t(`code.${c.kind}`)}${c.text && html` <q>${c.text}</q>`}</button>`,
    )}
    <span class="hint">${t("codes.hint", { key: keyOf("set-code") })}</span>
    ${wrong && button("place-codes", { tone: "quiet" })}</div>`;
}

/**
 * What is done most, each with its key; the menu of actions has all.
 * @param {State} state
 * @param {Bead} bead
 */
function buttons(state, bead) {
  const by = bead.resp && html`<span class="by">${t("touched-by", { by: bead.resp })}</span>`;
  if (!may("confirm")) return html`<div class="acts"><span>${moreButton()}</span>${by}</div>`;
  const linked = isLinked(bead);
  const many = bead.source.length + bead.target.length > 1;
  const alone = bead.source.length ? "omission" : "addition";
  const main = linked
    ? button("confirm", { tone: "main" })
    : button("omission", { label: t(alone) });
  const quiet = (/** @type {string} */ command) => button(command, { tone: "quiet" });
  return html`<div class="acts" role="toolbar" aria-label="${t("toolbar")}">
    <span>${main}
      ${plain("reject", "flag", "comment", "edit-target")}</span>
    <span class="align">${actionsButton()}${moreButton()}<span
      class="spare">${quiet("merge-next")}${many && quiet("split")}
      ${!whyNot("restore", state) && quiet("restore")}</span></span>${by}</div>`;
}

/** @param {...string} commands */
const plain = (...commands) => commands.map((command) => button(command));

const moreButton = () => button("more", { tone: "quiet", label: t("more") });

const cancelButton = () => button("escape", { label: t("cancel") });

const runButtons = () => html`<div class="acts flat">${button("confirm", { tone: "main" })}
  ${plain("reject", "flag", "reset")}${button("merge-next", { label: t("do.merge-run") })}
  ${plain("realign")}${actionsButton()}${cancelButton()}</div>`;

const writingButtons = () => html`<div class="acts">
  <span>${button("save-confirm", { tone: "main" })}${plain("save", "cut", "leave")}</span>
  <span><button type="button" class="act quiet" data-command="more">${t("more")}</button></span></div>`;

const splitHelp = () => html`<p class="what">${t("split.how")}</p><div class="acts">
  <span>${button("split-here", { tone: "main" })}${cancelButton()}</span>
  <span>${plain(
    "cut-target-up",
    "cut-target-down",
    "cut-source-up",
    "cut-source-down",
  )}</span></div>`;

/** @param {string} [verb]  that the comment goes with */
const commentForm = (verb) => html`<form class="comment"
  data-form="comment"><label>${t(verb ? "why-disagree" : "comment.label")}
  <input name="text" maxlength="2000" autocomplete="off"></label>
  <span class="acts"><button class="act main">${t("save")} <kbd>Enter</kbd></button>
  ${cancelButton()}</span></form>`;
