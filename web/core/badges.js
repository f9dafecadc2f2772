/** Coloured badges of people. */

import { html } from "./html.js";

/** How many colours the style sheet has for people. */
const TONES = 8;

/** How many initials stand side by side before a figure stands for the rest. */
const MOST = 3;

/** The same colour for the same name, everywhere. @param {string} name */
export const tone = (name) =>
  [...name].reduce((sum, c) => (sum * 31 + (c.codePointAt(0) ?? 0)) % 997, 0) % TONES;

/**
 * A letter, and the number that a name ends with or else its last letters: `R12` for reviewer-12,
 * `Aul` for Aigul, `Aos` for Aidos.
 * @param {string} name
 */
export function initial(name) {
  const [letter, ...others] = name;
  const end = /\d+$/.exec(name)?.[0] ?? others.slice(-2).join("");
  return letter.toLocaleUpperCase() + end;
}

/** @param {string} name */
export const badge = (name) =>
  html`<span class="who tone-${tone(name)}" title="${name}">${initial(name)}</span>`;

/** A few coloured initials. @param {string[]} names */
export const badges = (names) =>
  html`${names.slice(0, MOST).map(badge)}${
    names.length > MOST &&
    html`<span class="who" title="${names.slice(MOST).join(", ")}">+${names.length - MOST}</span>`
  }`;
