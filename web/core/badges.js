/** Coloured badges of people. The server gives each reviewer of a corpus letters of their own. */

import { html } from "./html.js";

/** @typedef {{name: string, badge: string}} Reviewer */

/** How many colours the style sheet has for people. */
const TONES = 8;

/** How many badges stand side by side before a figure stands for the rest. */
const MOST = 3;

/** The same colour for the same name, everywhere. @param {string} name */
const tone = (name) =>
  [...name].reduce((sum, c) => (sum * 31 + (c.codePointAt(0) ?? 0)) % 997, 0) % TONES;

/** @param {Reviewer} reviewer */
export const badge = ({ name, badge }) =>
  html`<span class="who tone-${tone(name)}" title="${name}">${badge}</span>`;

/** A few badges. @param {Reviewer[]} reviewers */
export function badges(reviewers) {
  const rest = reviewers.slice(MOST).map(({ name }) => name);
  return html`${reviewers.slice(0, MOST).map(badge)}${
    rest.length > 0 && html`<span class="who" title="${rest.join(", ")}">+${rest.length}</span>`
  }`;
}
