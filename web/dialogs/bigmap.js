/**
 * The large map: the source across, the translation down, a mark a bead; where the line breaks or
 * beads cross is seen at once.
 */

import { html, put } from "../core/html.js";
import { hundredths, languageName, t } from "../core/strings.js";
import { certaintyOf, isDraftQuality, SIDES } from "../model/bead.js";
import { crossingsOf, gaps } from "../model/crossings.js";
import { positionOf } from "../model/lookup.js";
import { blinded } from "../model/opinions.js";
import { progress } from "../model/state.js";
import { colourName, NAMES, penOf } from "../review/map.js";

/** @typedef {import("../model/state.js").State} State */
/** @typedef {import("../model/state.js").Bead} Bead */

/** Room for beads with nothing opposite, along the upper and the left edge, in CSS pixels. */
const EDGE = 14;
/** A bead is at least so large, in CSS pixels. */
const LEAST = 3;
/** So many gaps and crossings are named; a longer list is no help. */
const MOST = 30;
/**
 * How far each key goes, in beads or in shares of the pair.
 * @type {Record<string, (at: number, all: number) => number>}
 */
const STEPS = {
  ArrowRight: (at) => at + 1,
  ArrowLeft: (at) => at - 1,
  ArrowDown: (at, all) => at + Math.ceil(all / 100),
  ArrowUp: (at, all) => at - Math.ceil(all / 100),
  PageDown: (at, all) => at + Math.ceil(all / 10),
  PageUp: (at, all) => at - Math.ceil(all / 10),
  Home: () => 0,
  End: (_, all) => all - 1,
};

/**
 * Show the map in `dialog`; `go` is told the bead that was chosen.
 * @param {HTMLDialogElement} dialog
 * @param {State} state
 * @param {(id: string) => void} go
 */
export function showBigMap(dialog, state, go) {
  put(dialog, frame(state));
  new BigMap(dialog, state, go);
}

class BigMap {
  /** @param {HTMLDialogElement} dialog @param {State} state @param {(id: string) => void} go */
  constructor(dialog, state, go) {
    this.dialog = dialog;
    this.state = state;
    this.go = go;
    this.plane = crossingsOf(state.beads);
    this.field = /** @type {HTMLElement} */ (dialog.querySelector(".plane"));
    this.canvas = /** @type {HTMLCanvasElement} */ (dialog.querySelector("canvas"));
    this.at = Math.max(0, positionOf(state.beads, state.active));
    this.#listen();
    this.#follow();
  }

  /** Draw at once, and again in another size or theme, as long as the map is open. */
  #follow() {
    const theme = matchMedia("(prefers-color-scheme: dark)");
    const draw = () => {
      if (this.field.isConnected) return this.#draw();
      watch.disconnect();
      theme.removeEventListener("change", draw);
    };
    const watch = new ResizeObserver(draw);
    watch.observe(this.field);
    theme.addEventListener("change", draw);
  }

  #listen() {
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("pointerdown", (event) => {
      this.field.setPointerCapture(event.pointerId);
      this.#point(event);
    });
    this.field.addEventListener("pointermove", (event) => event.buttons && this.#point(event));
    this.field.addEventListener("pointerup", () => this.#leave(this.at));
    this.dialog.querySelector(".sights")?.addEventListener("click", (event) => {
      const at = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.at;
      if (at) this.#leave(Number(at));
    });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = STEPS[event.key];
    if (step) this.#move(step(this.at, this.state.beads.length));
    else if (event.key === "Enter") this.#leave(this.at);
    else return;
    event.preventDefault();
  }

  /** @param {number} at */
  #move(at) {
    this.at = Math.max(0, Math.min(this.state.beads.length - 1, at));
    this.#mark();
  }

  /** @param {number} at */
  #leave(at) {
    this.go(this.state.beads[at].id);
    this.dialog.close();
  }

  // --- drawing ---

  #draw() {
    const { width, height } = this.field.getBoundingClientRect();
    const pen = penOf(this.canvas, width, height);
    if (!pen) return;
    const styles = getComputedStyle(this.field);
    this.#drawBreaks(pen, styles.getPropertyValue("--map-alone"));
    const [wide, high] = [this.#extent("source", width), this.#extent("target", height)];
    // The most urgent on top.
    const byColour = [...this.#byColour()].sort(([a], [b]) => urgency(a) - urgency(b));
    for (const [colour, positions] of byColour) {
      paint(pen, styles, colour);
      for (const i of positions) {
        const { x, y } = this.#placeOf(i);
        pen.fillRect(x, y, x < EDGE ? EDGE - 3 : wide, y < EDGE ? EDGE - 3 : high);
      }
    }
    this.#drawCrossings(pen, styles.getPropertyValue("--bad"), wide, high);
    this.#mark();
  }

  /**
   * Bands where one side has nothing opposite for long.
   * @param {CanvasRenderingContext2D} pen
   * @param {string} colour
   */
  #drawBreaks(pen, colour) {
    const { width, height } = this.field.getBoundingClientRect();
    pen.fillStyle = colour;
    for (const { from, to } of gaps(this.state.beads)) {
      for (let i = from; i <= to; i++) {
        const { x, y } = this.#placeOf(i);
        if (y < EDGE) pen.fillRect(x, EDGE, this.#extent("source", width), height);
        else pen.fillRect(EDGE, y, width, this.#extent("target", height));
      }
    }
  }

  /**
   * A frame around each mark.
   * @param {CanvasRenderingContext2D} pen
   * @param {string} colour
   * @param {number} wide
   * @param {number} high
   */
  #drawCrossings(pen, colour, wide, high) {
    pen.strokeStyle = colour;
    pen.lineWidth = 1.5;
    for (const i of this.plane.crossing) {
      const { x, y } = this.#placeOf(i);
      pen.strokeRect(x - 2.5, y - 2.5, wide + 5, high + 5);
    }
  }

  #byColour() {
    /** @type {Map<string, number[]>} */
    const found = new Map();
    for (const [i, bead] of this.state.beads.entries()) {
      const colour = `${colourName(bead, this.state)} ${shade(bead)}`;
      const same = found.get(colour);
      if (same) same.push(i);
      else found.set(colour, [i]);
    }
    return found;
  }

  /** How much room a sentence takes. @param {"source" | "target"} side @param {number} length */
  #extent(side, length) {
    return Math.max(LEAST, Math.min(12, (length - EDGE) / Math.max(1, this.plane.size[side])));
  }

  /** The upper left corner of a bead's mark, in CSS pixels. @param {number} i */
  #placeOf(i) {
    const { at, size } = this.plane;
    const { width, height } = this.#size();
    /** @param {"source" | "target"} side @param {number} length */
    const along = (side, length) =>
      at[side][i] < 0
        ? 1
        : EDGE + (at[side][i] / Math.max(1, size[side])) * (length - EDGE - LEAST);
    return { x: along("source", width), y: along("target", height) };
  }

  #size() {
    return { width: this.field.clientWidth, height: this.field.clientHeight };
  }

  // --- the place one is at ---

  /** @param {PointerEvent} event */
  #point(event) {
    const { left, top } = this.field.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    let [nearest, least] = [this.at, Infinity];
    for (let i = 0; i < this.state.beads.length; i++) {
      const { x: beadX, y: beadY } = this.#placeOf(i);
      const far = (beadX - x) ** 2 + (beadY - y) ** 2;
      if (far < least) [nearest, least] = [i, far];
    }
    this.#move(nearest);
  }

  #mark() {
    const bead = this.state.beads[this.at];
    const { x, y } = this.#placeOf(this.at);
    const [across, down] = /** @type {NodeListOf<HTMLElement>} */ (
      this.field.querySelectorAll("i")
    );
    across.style.translate = `0 ${y}px`;
    down.style.translate = `${x}px 0`;
    const certainty = certaintyOf(bead);
    const name = isDraftQuality(bead) ? "quality" : "confidence";
    const said = [
      t("row", { n: this.at + 1 }),
      t(`status.${blinded(this.state, bead).status}`),
      ...(certainty === null ? [] : [t(name, { c: hundredths(certainty) })]),
    ].join(", ");
    const spoken = SIDES.map(
      (side) => `${languageName(this.state.pair?.[side].lang ?? "")}: ${textOf(bead, side)}`,
    );
    this.field.setAttribute("aria-valuenow", String(this.at + 1));
    this.field.setAttribute("aria-valuetext", `${said}, ${spoken.join(" ")}`);
    const foot = /** @type {HTMLElement} */ (this.dialog.querySelector(".here-now"));
    put(
      foot,
      html`<b>${said}</b> ${SIDES.map(
        (side) => html`<span lang="${this.state.pair?.[side].lang}">${textOf(bead, side)}</span>`,
      )}`,
    );
  }
}

/** @type {("source" | "target")[]} */

/** @param {Bead} bead @param {"source" | "target"} side */
const textOf = (bead, side) => bead[side].map((s) => s.text).join(" ") || t("nothing-opposite");

/**
 * Certainty of a bead that nobody has reviewed, in five steps: the confidence of its alignment or
 * the estimated quality of its draft.
 * @param {Bead} bead
 */
const shade = (bead) =>
  bead.status === "auto" && certaintyOf(bead) !== null
    ? Math.min(4, Math.floor((certaintyOf(bead) ?? 0) * 5))
    : 4;

/** @param {string} colour  a name and a shade */
const urgency = (colour) => -NAMES.indexOf(colour.split(" ")[0]);

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {CSSStyleDeclaration} styles
 * @param {string} colour  a name and a shade
 */
function paint(pen, styles, colour) {
  const [name, step] = colour.split(" ");
  pen.fillStyle = styles.getPropertyValue(
    name === "alone" || name === "auto" ? `--plane-${name}` : `--map-${name}`,
  );
  pen.globalAlpha = name === "auto" ? 0.4 + 0.15 * Number(step) : 1;
}

// --- what stands around it ---

/** @param {State} state */
function frame(state) {
  const { confirmed, all } = progress(state);
  return html`<form method="dialog" class="big-map"><header><h2>${t("map.title")}</h2>
      <span class="quiet">${t("progress", { confirmed, all })}</span>
      <button class="icon" aria-label="${t("close")}"
        title="${t("close")} (Esc)">✕</button></header>
    <p class="quiet" id="map-how">${t("map.how")}</p>
    <div class="plane" role="slider" tabindex="0" autofocus aria-label="${t("map.place")}"
      aria-describedby="map-how" aria-valuemin="1"
      aria-valuemax="${all}" aria-valuenow="1"><canvas
        aria-hidden="true"></canvas><i></i><i></i></div>
    <aside class="sights">${legend()}${breaks(state)}${crossed(state)}</aside>
    <p class="here-now"></p></form>`;
}

const legend = () =>
  html`<ul class="legend">${["confirmed", "look", "flagged", "rejected", "auto", "alone"].map(
    (name) => html`<li><span class="swatch ${name}"></span>${t(`legend.${name}`)}</li>`,
  )}<li><span class="swatch crossing"></span>${t("legend.crossing")}</li></ul>`;

/** @param {State} state */
function breaks(state) {
  const found = gaps(state.beads);
  return places(
    t("map.gaps", { n: found.length }),
    found.map(({ from, to, sentences }) => ({
      at: from,
      text: t("map.gap", { from: from + 1, to: to + 1, n: sentences }),
    })),
  );
}

/** @param {State} state */
function crossed(state) {
  const { crossing } = crossingsOf(state.beads);
  return places(
    t("map.crossings", { n: crossing.length }),
    crossing.map((at) => ({ at, text: t("row", { n: at + 1 }) })),
  );
}

/** @param {string} title @param {{at: number, text: string}[]} all */
const places = (title, all) =>
  html`<section><h3>${title}</h3>${
    all.length > 0 &&
    html`<ul>${all
      .slice(0, MOST)
      .map(
        ({ at, text }) =>
          html`<li><button type="button" class="act quiet" data-at="${at}">${text}</button></li>`,
      )}</ul>`
  }</section>`;
