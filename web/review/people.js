/** Reviewers who work at the same time: who is here, and where. */

import { badge, badges } from "../core/badges.js";
import { html, put } from "../core/html.js";
import { pairName } from "../core/naming.js";
import { t } from "../core/strings.js";
import { indexOf } from "../model/lookup.js";

/**
 * @typedef {import("../model/state.js").State} State
 * @typedef {import("../core/badges.js").Reviewer & {pair: string, segment: string, named:
 *   import("../core/naming.js").Named | null}} Person
 */

/** Who is here, for the bar; a click goes there. @param {State} state */
function menu(state) {
  const people = [...new Map(state.people.map((p) => [p.name, p])).values()];
  const label = t("people.here", { n: people.length });
  return html`<summary title="${label}"
    aria-label="${label}: ${people.map((p) => p.name).join(", ")}">${badges(people)}</summary>
    <div>${state.people.map((p) => entry(state, p))}</div>`;
}

/** @param {State} state @param {Person} person */
function entry(state, person) {
  const { name, pair, segment, named } = person;
  if (pair !== state.pair?.id)
    return html`<a href="/pairs/${pair}#${segment}" data-person="${name}">${badge(person)} ${name}
      ${pairName(
        pair,
        named,
        state.people.map((p) => p.named),
      )}</a>`;
  const { beads } = state;
  const at = indexOf(beads).bySegment.get(segment);
  return html`<button type="button" data-go="${segment}" data-person="${name}">${badge(person)}
    ${name}
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
