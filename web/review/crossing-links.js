/**
 * What the open row says of the beads that its own crosses: a small picture, and the way to each.
 */

import { html } from "../core/html.js";
import { t } from "../core/strings.js";
import { crossedBy, crossingsOf } from "../model/crossings.js";
import { positionOf } from "../model/lookup.js";

/** @typedef {import("../model/state.js").Bead} Bead */

/** More are only counted: a sentence that wandered far crosses all that it passed. */
const DRAWN = 6;
const LINE = 20;

/** @param {import("../model/state.js").State} state @param {Bead} bead */
export function crossing({ beads }, bead) {
  const position = positionOf(beads, bead.id);
  const others = crossedBy(beads, position);
  if (others.length === 0) return "";
  const near = others
    .sort((a, b) => Math.abs(a - position) - Math.abs(b - position))
    .slice(0, DRAWN);
  return html`<div class="crossing">${picture(beads, position, near)}<p>${t("crossing.crosses", {
    n: others.length,
  })}
    ${near
      .sort((a, b) => a - b)
      .map(
        (at) => html`<button type="button" class="act quiet"
      data-go="${firstOf(beads[at])}">${t("row", { n: at + 1 })}</button>`,
      )}</p></div>`;
}

/** @param {Bead} bead */
const firstOf = (bead) => bead.source[0].id;

/**
 * Left the rows in the order of the source, right in the order of the translation.
 * @param {Bead[]} beads
 * @param {number} position
 * @param {number[]} others
 */
function picture(beads, position, others) {
  const { at } = crossingsOf(beads);
  const left = [position, ...others].sort((a, b) => at.source[a] - at.source[b]);
  const right = [...left].sort((a, b) => at.target[a] - at.target[b]);
  /** @param {number} i */
  const y = (i) => i * LINE + LINE / 2;
  const height = left.length * LINE;
  return html`<svg viewBox="0 0 150 ${height}" width="150" height="${height}" aria-hidden="true">
    ${left.map(
      (row, i) => html`<g class="${row === position ? "own" : "other"}"><text x="34" y="${y(i) + 4}"
        text-anchor="end">${row + 1}</text>
      <line x1="42" y1="${y(i)}" x2="108" y2="${y(right.indexOf(row))}"/><text x="116"
        y="${y(right.indexOf(row)) + 4}">${row + 1}</text></g>`,
    )}</svg>`;
}
