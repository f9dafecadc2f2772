/** What stands around the rows of the review page, as markup. */

import { accountTools } from "../core/account.js";
import { button } from "../core/button.js";
import { html } from "../core/html.js";
import { BINDINGS, CLASHING, face, keyOf, LINKING, SPLITTING, WRITING } from "../core/keys.js";
import { languageChoice } from "../core/languages.js";
import { namedOf, nameText } from "../core/naming.js";
import { isA, may } from "../core/roles.js";
import { ago, languageName, t } from "../core/strings.js";
import { beadWith, rowNumber } from "../model/lookup.js";
import { progress } from "../model/state.js";
import { actionsButton, actionsMenu } from "./actions.js";
import { filterBar } from "./filterbar.js";

/** @typedef {import("../model/state.js").State} State */

// --- header ---

/**
 * The frame of the page; its parts are filled as the state changes.
 * @param {State} state
 * @param {import("../core/api.js").Session} session
 */
export function frame(state, session) {
  const { pair } = state;
  if (!pair) return html``;
  return html`
    <header class="bar">
      <nav class="where" aria-label="${t("where")}"><a href="/">${t("corpus")}</a>
        <span aria-hidden="true">›</span>
        <h1 title="${nameText(pair.id, namedOf(pair))}">${pair.source.title || pair.id}</h1>
        <span class="kind">${t(`kind.${pair.kind}`)}</span></nav>
      <div class="progress" id="progress"></div>
      ${filterBar(state)}
      <div class="tools">
        <details id="people" class="menu people" hidden></details>
        ${actionsButton()}${may("undo") && takingBack()}
        <span id="net" class="net"></span>
        ${menu(pair, session)}
        <button type="button" class="icon" data-command="help" title="${t("do.help")} (?)"
          aria-label="${t("do.help")}" aria-keyshortcuts="?">?</button>
      </div>
    </header>
    <canvas id="map" class="map" aria-hidden="true"></canvas>
    <div id="map-window" class="map-window" hidden></div>
    <main class="pair">
      ${heads(pair)}
      ${!isA("reviewer") && html`<p class="notice">${t("role.reading")}</p>`}
      <p id="letters" class="letters" hidden></p>
      <div id="asked" class="asked" hidden></div>
      <div id="rows" class="rows" role="list" aria-label="${t("rows")}"></div>
      <div id="banner" class="banner" hidden></div>
      <div id="toast" class="toast" aria-hidden="true" hidden></div>
      ${actionsMenu()}
    </main>
    <dialog id="dialog"></dialog>`;
}

/**
 * The menu of the bar.
 * @param {import("../model/state.js").PairInfo} pair
 * @param {import("../core/api.js").Session} session
 */
function menu(pair, session) {
  const path = `/pairs/${pair.id}`;
  const mayAlign = may("realign-all");
  return html`<details class="menu"><summary aria-label="${t("menu")}">⋯</summary><div>
    <a href="${path}/history">${t("history")}</a>
    ${menuItem("concordance", { label: t("concordance") })}
    <a href="/scores#${pair.id}">${t("scores")}</a>
    <a href="/team">${t("team")}</a>
    ${menuItem("assign")}
    ${mayAlign && menuItem("realign-all", { title: t("realign.hint") })}
    ${menuItem("export", { label: t("export"), key: "" })}
    ${
      may("publish") &&
      menuItem("publish", { label: t("publish"), title: t("publish.hint"), key: "" })
    }
    ${menuItem("display")}
    ${menuItem("help", { key: "?" })}
    ${!session.accounts && menuItem("name", { label: t("name.change"), key: "" })}
    ${accountTools(session)}
    ${languageChoice()}
  </div></details>`;
}

/**
 * @param {string} command
 * @param {{label?: string, title?: string, key?: string}} [how]
 */
const menuItem = (command, { label, title, key = keyOf(command) } = {}) =>
  html`<button type="button" data-command="${command}"${title && html` title="${title}"`}
    >${label ?? t(`do.${command}`)}${key && html` <kbd>${key}</kbd>`}</button>`;

/** The titles over the columns. @param {import("../model/state.js").PairInfo} pair */
function heads({ source, target, kind }) {
  const draft = kind === "draft" && `, ${t("kind.draft")}`;
  return html`<div class="heads"><span></span>
    <h2 lang="${source.lang}"><small>${languageName(source.lang)}</small> ${source.title}</h2>
    <div id="divider" class="divider" role="separator" tabindex="0" aria-orientation="vertical"
      aria-label="${t("display.divider")}" title="${t("display.divider")}"
      aria-valuemin="25" aria-valuemax="75" aria-valuenow="50"></div>
    <h2 lang="${target.lang}"><small>${languageName(target.lang)}${draft}</small>
      ${target.title}</h2><span></span></div>`;
}

const takingBack = () => html`
    <button type="button" class="icon" data-command="undo"
      title="${t("do.undo")} (${keyOf("undo")})"
      aria-label="${t("do.undo")}" aria-keyshortcuts="z">↶</button>
    <button type="button" class="icon" data-command="redo"
      title="${t("do.redo")} (${keyOf("redo")})"
      aria-label="${t("do.redo")}" aria-keyshortcuts="Shift+Z">↷</button>`;

/** @param {State} state */
export function progressBar(state) {
  if (state.part) return html`<span>${t("loading")}</span>`;
  const { confirmed, reviewed, all } = progress(state);
  const share = all ? Math.floor((reviewed / all) * 100) : 0;
  return html`<span>${t("progress", { confirmed, all })}</span>
    <progress max="${all || 1}" value="${reviewed}"
      aria-label="${t("progress.label")}">${share}%</progress>`;
}

/** @param {State} state */
export function netWord(state) {
  const waiting = state.pending.length;
  if (state.net === "offline")
    return waiting ? t("net.offline-waiting", { n: waiting }) : t("net.offline");
  return t(`net.${state.net}`);
}

/** @param {State} state */
export function banner(state) {
  if (state.blocked) return blockedBanner(state, state.blocked);
  if (state.mode?.kind !== "link") return null;
  return html`<span>${t("link.how")}</span> ${button("link-here", { tone: "main" })}
    ${button("escape", { label: t("cancel") })}`;
}

/**
 * Why an edit cannot be undone, and what can be done.
 * @param {State} state
 * @param {import("../model/state.js").Blocked} blocked
 */
function blockedBanner(state, { act, verb, segment, later }) {
  const by = [...new Set(later.map((edit) => edit.by))].join(", ");
  const n = rowNumber(state, beadWith(state, segment)?.id ?? null);
  /** @param {string} command @param {string} [label] */
  const choice = (command, label = t(`do.${command}`)) =>
    html`<button type="button" class="act" data-command="${command}">${label}</button>`;
  return html`<span role="alert">${t(`blocked.${act}`, { n, what: t(`verb.${verb}`), by })}</span>
    ${choice("blocked-skip")}${choice("blocked-history")}
    ${choice("blocked-revert", t(`blocked.revert.${act}`))}
    ${button("escape", { label: t("cancel") })}`;
}

// --- dialogs ---

/** Every key, and what it does. */
export function help() {
  const groups = [
    "move",
    "judge",
    "text",
    "align",
    "back",
    "writing",
    "splitting",
    "linking",
    "clashing",
  ];
  const all = [...BINDINGS, ...WRITING, ...SPLITTING, ...LINKING, ...CLASHING];
  /** @param {string[]} keys */
  const faces = (keys) => keys.map((key, i) => html`${i > 0 && " "}<kbd>${face(key)}</kbd>`);
  /** @param {import("../core/keys.js").Binding} binding */
  const line = ({ keys, command }) =>
    html`<div><dt>${faces(keys)}</dt><dd>${t(`do.${command}`)}</dd></div>`;
  return html`<form method="dialog" class="help"><header><h2>${t("do.help")}</h2>
    <button class="icon" aria-label="${t("close")}" title="${t("close")}">✕</button></header>
    <p>${t("help.intro")}</p><div class="columns">
    ${groups.map(
      (g) => html`<section><h3>${t(`keys.${g}`)}</h3><dl>
      ${all.filter((b) => b.group === g).map(line)}
    </dl></section>`,
    )}</div></form>`;
}

/** @param {string} name */
export const askName = (
  name,
) => html`<form method="dialog" class="ask" data-form="name"><h2>${t("name.title")}</h2>
  <p>${t("name.why")}</p><label>${t("name.label")} <input name="name" required maxlength="80"
    value="${name}" autocomplete="nickname"></label>
  <p class="acts"><button class="act main">${t("name.start")}</button></p></form>`;

/**
 * What an edit did to a row, in a few words.
 * @param {{verb: string, reviewer: string, at: string}} edit
 * @param {number} row
 */
export const news = (edit, row) =>
  t("news", { by: edit.reviewer, n: row, verb: t(`verb.${edit.verb}`), ago: ago(edit.at) });
