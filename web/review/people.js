/** Reviewers who work at the same time: who is here, and where. */

import * as api from "../core/api.js";
import { html, put } from "../core/html.js";
import { pairName } from "../core/naming.js";
import { t } from "../core/strings.js";
import { beadWith, indexOf } from "../model/lookup.js";

/**
 * @typedef {import("../model/state.js").State} State
 * @typedef {{name: string, pair: string, segment: string, named: import("../core/naming.js").Named
 *   | null}} Person
 */

/** How many colours the style sheet has for people. */
const TONES = 8;
/** How many initials stand side by side before a figure stands for the rest. */
const MOST = 3;
/** How often the first page asks who is where, in milliseconds. */
const WATCH = 2000;

/** The same colour for the same name, everywhere. @param {string} name */
export const tone = (name) =>
  [...name].reduce((sum, c) => (sum * 31 + (c.codePointAt(0) ?? 0)) % 997, 0) % TONES;

/** A letter, and the figure that a name ends with: `R2` for reviewer-2. @param {string} name */
export function initial(name) {
  const [letter] = name;
  const figure = /\d$/.exec(name)?.[0] ?? "";
  return letter.toLocaleUpperCase() + figure;
}

/** @param {string} name */
const badge = (name) =>
  html`<span class="who tone-${tone(name)}" title="${name}">${initial(name)}</span>`;

/** A few coloured initials. @param {string[]} names */
export const badges = (names) =>
  html`${names.slice(0, MOST).map(badge)}${names.length > MOST && html`<span class="who" title="${names.slice(MOST).join(", ")}">+${names.length - MOST}</span>`}`;

/**
 * The names of those on each bead of this pair, by bead.
 * @param {State} state
 * @returns {Map<string, string[]>}
 */
export function peopleByBead(state) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const { name, pair, segment } of state.people) {
    const bead = pair === state.pair?.id && beadWith(state, segment);
    if (bead) found.set(bead.id, [...(found.get(bead.id) ?? []), name]);
  }
  return found;
}

/** Who is here, for the bar; a click goes there. @param {State} state */
function menu(state) {
  const names = [...new Set(state.people.map((p) => p.name))];
  const label = t("people.here", { n: names.length });
  return html`<summary title="${label}" aria-label="${label}: ${names.join(", ")}">${badges(names)}</summary>
    <div>${state.people.map((p) => entry(state, p))}</div>`;
}

/** @param {State} state @param {Person} person */
function entry(state, { name, pair, segment, named }) {
  if (pair !== state.pair?.id)
    return html`<a href="/pairs/${pair}#${segment}" data-person="${name}">${badge(name)} ${name} ${pairName(
      pair,
      named,
      state.people.map((p) => p.named),
    )}</a>`;
  const { beads } = state;
  const at = indexOf(beads).bySegment.get(segment);
  return html`<button type="button" data-go="${segment}" data-person="${name}">${badge(name)} ${name}
    <small>${at !== undefined && t("row", { n: at + 1 })}</small></button>`;
}

/**
 * Draw the list in the bar; the keyboard stays on whom it was on.
 * @param {HTMLElement} list
 * @param {State} state
 */
export function drawPeople(list, state) {
  const focused = /** @type {HTMLElement | null} */ (list.querySelector(":focus"))?.dataset.person;
  list.hidden = state.people.length === 0;
  if (!list.hidden) put(list, menu(state));
  if (focused) {
    const again = [...list.querySelectorAll("[data-person]")].find(
      (e) => /** @type {HTMLElement} */ (e).dataset.person === focused,
    );
    /** @type {HTMLElement | null} */ (again ?? list.querySelector("summary"))?.focus();
  }
}

/**
 * Open the list in the bar and stand on its first entry; whether there is anyone.
 * @param {HTMLElement} list
 */
export function openPeople(list) {
  if (list.hidden) return false;
  /** @type {HTMLDetailsElement} */ (list).open = true;
  /** @type {HTMLElement | null} */ (list.querySelector("[data-person]"))?.focus();
  return true;
}

/** On the first page: who is in which pair, kept up to date. @param {HTMLElement} app */
export async function watchPeople(app) {
  if (document.visibilityState === "visible") {
    const { people } = await api.people().catch(() => ({ people: [] }));
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (
      app.querySelectorAll("[data-here]")
    )) {
      const names = people
        .filter((/** @type {Person} */ p) => p.pair === place.dataset.here)
        .map((/** @type {Person} */ p) => p.name);
      const drawn = badges(names);
      if (place.dataset.names !== names.join()) put(place, drawn);
      place.dataset.names = names.join();
    }
  }
  setTimeout(() => watchPeople(app), WATCH);
}
