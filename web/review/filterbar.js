/**
 * The filters as the page shows them: in the bar, in its panel, and what is asked for above the
 * rows.
 */

import { html } from "../core/html.js";
import { keyOf } from "../core/keys.js";
import { has, t } from "../core/strings.js";
import { asked, FILTERS, isFiltering, passing, STATUS, TEXT } from "../model/filters.js";
import { passedBeads } from "../model/selection.js";

/** @typedef {import("../model/state.js").State} State */
/** @typedef {import("../model/filters.js").Kind} Kind */

const RISING = html`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><path
  d="M2 3h3M2 8h7M2 13h12"/></svg>`;

const PLANE = html`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><path
  d="M2 1.5v12.5h12.5M5 5h.1M8 7h.1M10 10h.1M13 11h.1"/></svg>`;

/** The fields in the bar. @param {State} state */
export const filterBar = (state) => html`<div class="find" role="search">
  <button type="button" class="icon" data-command="order" aria-pressed="false" aria-keyshortcuts="u"
    title="${t("do.order")} (${keyOf("order")})" aria-label="${t("do.order")}">${RISING}</button>
  <button type="button" class="icon" data-command="map" aria-keyshortcuts="g"
    title="${t("do.map")} (${keyOf("map")})"
    aria-label="${t("do.map")}">${PLANE}</button>
  ${FILTERS.filter(({ name }) => name === STATUS).map((kind) =>
    choice(kind, state, t("filter.all")),
  )}
  <details class="menu filters" id="filters"><summary class="act">${t("filter.more")} <span
    class="badge" hidden></span></summary>
    <div class="panel"></div></details>
  <input id="search" type="search" data-filter="${TEXT}" placeholder="${t("search")}  /"
    aria-label="${t("search")}"
    aria-keyshortcuts="/" autocomplete="off"></div>`;

/**
 * What a filter is called: in drafts that of confidence asks for the quality.
 * @param {Kind} kind
 * @param {State} state
 */
const title = ({ name }, { pair }) =>
  t(name === "below" && pair?.kind === "draft" ? "which.quality" : `which.${name}`);

/** The fields in the panel; its choices are what the pair has now. @param {State} state */
export const filterPanel = (state) =>
  html`${inPanel.map(
    (kind) =>
      html`<label><span>${title(kind, state)}</span>
        ${choice(kind, state, t("filter.any"))}</label>`,
  )}`;

const inPanel = FILTERS.filter(({ name, values }) => values && name !== STATUS);

/**
 * A field that chooses; what the address asks for stays a choice where no bead has it.
 * @param {Kind} kind
 * @param {State} state
 * @param {string} any
 */
function choice(kind, state, any) {
  const now = state.filter[kind.name] ?? "";
  const values = kind.values?.(state) ?? [];
  const all = !now || values.includes(now) ? values : [...values, now];
  return html`<select data-filter="${kind.name}" aria-label="${title(kind, state)}"><option
    value="">${any}</option>
    ${all.map(
      (value) =>
        html`<option value="${value}"${
          value === now &&
          html`
          selected`
        }>${worded(kind, value)}</option>`,
    )}</select>`;
}

/** @param {Kind} kind @param {string} value */
function worded(kind, value) {
  const word = kind.word?.(value) ?? value;
  if (typeof word === "string") return word;
  return has(word[0]) ? t(...word) : value;
}

/**
 * What is asked for, each part with a button that drops it, and how many beads pass.
 * @param {State} state
 */
export function filtersAsked(state) {
  if (!isFiltering(state.filter)) return null;
  const passed = passedBeads(state).length;
  const loosen = passed ? [] : looserFilters(state);
  return html`<span>${passed ? t("filter.shown", { n: passed }) : t("filter.nothing")}</span>
    ${loosen.map(
      ({ kind, n }) => html`<button type="button" class="act"
      data-drop="${kind.name}">${t("filter.loosen", {
        what: title(kind, state),
        n,
      })}</button>`,
    )}
    ${!passed && !loosen.length && asked(state.filter).length > 1 && html`<span>${t("filter.none-alone")}</span>`}
    ${asked(state.filter).map((kind) => chip(kind, state))}
    <button type="button" class="act quiet" data-command="clear">${t("filter.clear")}</button>`;
}

/**
 * The filters without which some rows pass, and how many.
 * @param {State} state
 */
function looserFilters(state) {
  return asked(state.filter)
    .map((kind) => {
      const looser = { ...state, filter: { ...state.filter, [kind.name]: "" } };
      return { kind, n: state.beads.filter(passing(looser)).length };
    })
    .filter(({ n }) => n > 0);
}

/** @param {Kind} kind @param {State} state */
function chip(kind, state) {
  const value = state.filter[kind.name];
  const what =
    kind.name === STATUS ? worded(kind, value) : `${title(kind, state)}: ${worded(kind, value)}`;
  return html`<button type="button" class="chip" data-drop="${kind.name}"
    title="${t("filter.drop", { what })}"
    aria-label="${t("filter.drop", { what })}">${what} <span aria-hidden="true">✕</span></button>`;
}

/** Bring the fields to what is asked for. @param {HTMLElement} app @param {State} state */
export function writeFilters(app, { filter, ranks }) {
  app.querySelector('[data-command="order"]')?.setAttribute("aria-pressed", String(ranks !== null));
  for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (
    app.querySelectorAll("[data-filter]")
  )) {
    const value = filter[field.dataset.filter ?? ""] ?? "";
    if (field.value !== value) field.value = value;
  }
  const hidden = asked(filter).filter((kind) => inPanel.includes(kind)).length;
  const badge = /** @type {HTMLElement} */ (app.querySelector(".filters .badge"));
  badge.hidden = hidden === 0;
  badge.textContent = String(hidden);
}
