/**
 * Words that belong together, lit up: those under the pointer, or one after the other by key. The
 * text is left as it is; the browser paints the ranges (CSS Custom Highlight API).
 */

import { SIDES } from "../model/bead.js";
import { activeBead } from "../model/lookup.js";
import { byId } from "./drawing.js";
import { offsetAt } from "./pointer.js";
import { rangeOf } from "./text-selection.js";

/**
 * @typedef {import("../model/state.js").State} State
 * @typedef {import("../model/hints.js").WordLink} WordLink
 * @typedef {import("../model/state.js").SideName} SideName
 */

export class WordHighlight {
  /** @param {HTMLElement} app @param {() => State} state */
  constructor(app, state) {
    this.app = app;
    this.state = state;
    /** @type {{bead: string, at: number}} how far one has gone through the links of a row */
    this.walk = { bead: "", at: -1 };
    app.addEventListener("pointermove", (event) => this.#under(event));
    app.addEventListener("pointerleave", () => this.#paint([]));
  }

  /** @param {PointerEvent} event */
  #under(event) {
    const text = /** @type {Element} */ (event.target).closest(".row.active .text");
    const at = text && offsetAt(event.clientX, event.clientY, text);
    const side = text?.closest(".cell")?.classList.contains("source") ? "source" : "target";
    const from =
      at === null || !text
        ? -1
        : this.#offset(
            side,
            /** @type {HTMLElement} */ (text.closest(".seg")).dataset.segment ?? "",
            at,
          );
    this.#paint(
      from < 0 ? [] : this.#links().filter((k) => k[side][0] <= from && from < k[side][1]),
    );
  }

  /**
   * Go to the next (1) or previous (-1) pair of words; what they are is also said.
   * @param {1 | -1} by
   */
  step(by) {
    const links = this.#links();
    const bead = activeBead(this.state());
    if (!bead || !links.length) return;
    if (this.walk.bead !== bead.id) this.walk = { bead: bead.id, at: by > 0 ? -1 : 0 };
    this.walk.at = (this.walk.at + by + links.length) % links.length;
    const link = links[this.walk.at];
    this.#paint([link]);
    byId("live").textContent = SIDES.map((side) =>
      sideText(this.state(), side)
        .slice(...link[side])
        .join(""),
    ).join(" = ");
  }

  /** The links of the open row, if they are of its texts as they stand. @returns {WordLink[]} */
  #links() {
    const { hints, active } = this.state();
    return hints && hints.bead === active ? hints.links : [];
  }

  /** Underline the terms of the glossary in the source of the open row. */
  terms() {
    if (!globalThis.CSS?.highlights) return;
    const { hints, active } = this.state();
    const found = hints && hints.bead === active ? (hints.terms ?? []) : [];
    const ranges = found.flatMap(({ start, end }) => this.#range("source", [start, end]));
    if (ranges.length) CSS.highlights.set("term", new Highlight(...ranges));
    else CSS.highlights.delete("term");
  }

  /** @param {WordLink[]} links */
  #paint(links) {
    if (!globalThis.CSS?.highlights) return;
    const ranges = links.flatMap((link) => SIDES.flatMap((side) => this.#range(side, link[side])));
    if (ranges.length) CSS.highlights.set("partner", new Highlight(...ranges));
    else CSS.highlights.delete("partner");
  }

  /**
   * Where in a side's text a place in the text of one sentence is, in characters; -1 where it is
   * not shown as it is.
   * @param {SideName} side
   * @param {string} segment
   * @param {number} at  in UTF-16 units
   */
  #offset(side, segment, at) {
    let from = 0;
    for (const s of activeBead(this.state())?.[side] ?? []) {
      if (s.id === segment) return this.#shown(s) ? from + [...s.text.slice(0, at)].length : -1;
      from += [...s.text].length + 1;
    }
    return -1;
  }

  /**
   * The element that shows a sentence, if it shows it letter for letter.
   * @param {import("../model/state.js").Segment} s
   */
  #shown(s) {
    const element = this.app.querySelector(`.row.active .seg[data-segment="${s.id}"] > .text`);
    return element?.textContent === s.text ? element : null;
  }

  /**
   * @param {SideName} side
   * @param {[number, number]} span  in characters of the side's text
   * @returns {Range[]}
   */
  #range(side, [start, end]) {
    let from = 0;
    for (const s of activeBead(this.state())?.[side] ?? []) {
      const letters = [...s.text];
      const element = start >= from && end <= from + letters.length && this.#shown(s);
      if (element)
        return [rangeOf(element, units(letters, start - from), units(letters, end - from))];
      from += letters.length + 1;
    }
    return [];
  }
}

/** @param {string[]} letters @param {number} count */
const units = (letters, count) => letters.slice(0, count).join("").length;

/**
 * The sentences of the open row's side, a line each, as a list of characters.
 * @param {State} state
 * @param {SideName} side
 */
const sideText = (state, side) => [
  ...(activeBead(state)
    ?.[side].map((s) => s.text)
    .join("\n") ?? ""),
];
