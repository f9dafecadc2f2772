/** Coloured badges of people. */

import { html } from "./html.js";

/** How many colours the style sheet has for people. */
const TONES = 8;

/** How many initials stand side by side before a figure stands for the rest. */
const MOST = 3;

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
export const badge = (name) =>
  html`<span class="who tone-${tone(name)}" title="${name}">${initial(name)}</span>`;

/** A few coloured initials. @param {string[]} names */
export const badges = (names) =>
  html`${names.slice(0, MOST).map(badge)}${names.length > MOST && html`<span class="who" title="${names.slice(MOST).join(", ")}">+${names.length - MOST}</span>`}`;
