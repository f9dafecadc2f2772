/** The strip along the edge: the whole pair from top to bottom, coloured as the rows are. */

import { wantsLook } from "../model/bead.js";
import { blinded } from "../model/opinions.js";

/** @typedef {import("../model/state.js").State} State */

/** @param {import("../model/state.js").Bead} given @param {State} state */
export function colourName(given, state) {
  const bead = blinded(state, given);
  if (bead.status === "confirmed" || bead.status === "rejected") return bead.status;
  if (wantsLook(bead, state.pair)) return bead.status === "flagged" ? "flagged" : "look";
  return bead.source.length && bead.target.length ? "auto" : "alone";
}

/** In this order the beads that share a line are drawn, from left to right. */
export const NAMES = ["flagged", "look", "rejected", "confirmed", "auto", "alone"];

/**
 * How high a bead's line is, in CSS pixels.
 * @param {number} height  of the map
 * @param {number} count
 */
const lineHeight = (height, count) => Math.min(6, height / Math.max(1, count));

/**
 * How many beads of each colour fall on each line.
 * @param {State} state
 * @param {import("../model/state.js").Bead[]} beads
 * @param {number} line
 */
function tally(state, beads, line) {
  const counts = new Uint32Array((Math.floor(beads.length * line) + 1) * NAMES.length);
  for (const [i, bead] of beads.entries())
    counts[Math.floor(i * line) * NAMES.length + NAMES.indexOf(colourName(bead, state))]++;
  return counts;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {State} state
 * @param {import("../model/state.js").Bead[]} beads
 */
export function drawMap(canvas, state, beads) {
  const { width, height } = canvas.getBoundingClientRect();
  const pen = penOf(canvas, width, height);
  if (!pen) return;
  const styles = getComputedStyle(canvas);
  const line = lineHeight(height, beads.length);
  const high = Math.max(1, line >= 3 ? line - 1 : line);
  const colours = NAMES.map((name) => styles.getPropertyValue(`--map-${name}`));
  const counts = tally(state, beads, line);
  for (let y = 0; y * NAMES.length < counts.length; y++) {
    const here = counts.subarray(y * NAMES.length, (y + 1) * NAMES.length);
    const all = here.reduce((sum, n) => sum + n, 0);
    let x = 2;
    for (const [i, n] of here.entries()) {
      if (n === 0) continue;
      pen.fillStyle = colours[i];
      pen.fillRect(x, y, (n / all) * (width - 4), high);
      x += (n / all) * (width - 4);
    }
  }
}

/**
 * An empty canvas of this size in CSS pixels, and what draws on it in them; nothing where there is
 * no room.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
export function penOf(canvas, width, height) {
  const pen = canvas.getContext("2d");
  if (!pen || !width || !height) return null;
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  pen.scale(devicePixelRatio, devicePixelRatio);
  return pen;
}

/**
 * Show on the map what the window shows.
 * @param {HTMLElement} mark
 * @param {HTMLCanvasElement} canvas
 * @param {number} count
 * @param {{first: number, last: number}} shown  the positions in the window
 */
export function markWindow(mark, canvas, count, { first, last }) {
  const { top, height } = canvas.getBoundingClientRect();
  const line = lineHeight(height, count);
  mark.hidden = last < first;
  mark.style.height = `${Math.max(4, (last - first + 1) * line)}px`;
  mark.style.translate = `0 ${top + first * line}px`;
}

/**
 * The position that a height on the map stands for.
 * @param {HTMLCanvasElement} canvas
 * @param {number} y  in the window
 * @param {number} count
 */
export function positionAt(canvas, y, count) {
  const { top, height } = canvas.getBoundingClientRect();
  const line = lineHeight(height, count);
  return Math.max(0, Math.min(count - 1, Math.floor((y - top) / line)));
}
