/** The strip along the edge: the whole pair from top to bottom, coloured as the rows are. */

import { wantsLook } from "./state.js";

/** @typedef {import("./state.js").State} State */

/** @param {import("./state.js").Bead} bead @param {State} state */
function colourName(bead, state) {
  if (bead.status === "confirmed" || bead.status === "rejected") return bead.status;
  if (wantsLook(bead, state.pair)) return bead.status === "flagged" ? "flagged" : "look";
  return bead.source.length && bead.target.length ? "auto" : "alone";
}

/** In this order the beads that share a line are drawn, from left to right. */
const NAMES = ["flagged", "look", "rejected", "confirmed", "auto", "alone"];

/** How many beads of each colour fall on each line. @param {State} state @param {import("./state.js").Bead[]} beads @param {number} line */
function tally(state, beads, line) {
  /** @type {Map<number, number[]>} */
  const lines = new Map();
  for (const [i, bead] of beads.entries()) {
    const y = Math.floor(i * line);
    const counts = lines.get(y) ?? NAMES.map(() => 0);
    counts[NAMES.indexOf(colourName(bead, state))]++;
    lines.set(y, counts);
  }
  return lines;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {State} state
 * @param {import("./state.js").Bead[]} beads
 * @param {{first: number, last: number}} shown  the positions in the window
 */
export function drawMap(canvas, state, beads, shown) {
  const { width, height } = canvas.getBoundingClientRect();
  const scale = devicePixelRatio;
  const pen = canvas.getContext("2d");
  if (!pen || !width || !height) return;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  pen.scale(scale, scale);
  const styles = getComputedStyle(canvas);
  const line = Math.min(6, height / Math.max(1, beads.length));
  const high = Math.max(1, line >= 3 ? line - 1 : line);
  const colours = NAMES.map((name) => styles.getPropertyValue(`--map-${name}`));
  for (const [y, counts] of tally(state, beads, line)) {
    const all = counts.reduce((sum, n) => sum + n, 0);
    let x = 2;
    for (const [i, n] of counts.entries()) {
      pen.fillStyle = colours[i];
      pen.fillRect(x, y, (n / all) * (width - 4), high);
      x += (n / all) * (width - 4);
    }
  }
  pen.strokeStyle = styles.getPropertyValue("--text");
  pen.lineWidth = 1;
  pen.strokeRect(0.5, shown.first * line + 0.5, width - 1, Math.max(4, (shown.last - shown.first + 1) * line) - 1);
}

/** The position that a height on the map stands for. @param {HTMLCanvasElement} canvas @param {number} y  in the window @param {number} count */
export function positionAt(canvas, y, count) {
  const { top, height } = canvas.getBoundingClientRect();
  const line = Math.min(6, height / Math.max(1, count));
  return Math.max(0, Math.min(count - 1, Math.floor((y - top) / line)));
}
