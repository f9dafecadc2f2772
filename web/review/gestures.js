/**
 * What is done by dragging with a mouse or a pen: along the gutter a run of rows, a sentence by
 * its number to another row. Fingers scroll; for them, and for keys, there are buttons and
 * commands. A double click on a sentence edits it.
 */

import { may } from "../core/roles.js";
import { findSegment } from "../model/lookup.js";
import { dropSentence } from "./commands/alignment.js";

/** @typedef {import("./review.js").Review} Review */
/**
 * @typedef {{row: string, segment: string | null, over: string}} Drag  a sentence, or the rows
 *   from `row` on
 */

export class Gestures {
  /** @param {Review} page */
  constructor(page) {
    this.page = page;
    /** @type {Drag | null} */
    this.drag = null;
    /** @type {string | null} */
    this.clicked = null;
    const { app } = page;
    app.addEventListener("pointerdown", (event) => this.#start(event));
    app.addEventListener("pointermove", (event) => this.#over(event));
    addEventListener("pointerup", () => this.#drop());
    addEventListener("pointercancel", () => this.#end());
    app.addEventListener("mousedown", (event) => this.#keepSelection(event));
    app.addEventListener("click", (event) => this.#click(event), { capture: true });
  }

  /**
   * Where a drag may begin, a press must not select text; nor where Shift chooses a run.
   * @param {MouseEvent} event
   */
  #keepSelection(event) {
    const target = /** @type {Element} */ (event.target);
    if (
      target.closest(".gutter, .seg .num") ||
      (event.shiftKey && target.closest(".row") && !target.closest("textarea"))
    )
      event.preventDefault();
  }

  /**
   * A double click edits the sentence that its first click met: that click may open a row and move
   * the others, so that something else is under the pointer by the second.
   * @param {MouseEvent} event
   */
  #click(event) {
    if (event.detail === 1) {
      const text = /** @type {Element} */ (event.target).closest("span.text");
      const sentence = /** @type {HTMLElement | null} */ (text?.closest(".seg") ?? null);
      this.clicked = sentence?.dataset.segment ?? null;
      return;
    }
    const { mode, editing } = this.page.state;
    if (event.detail !== 2 || !this.clicked || mode || editing || !may("edit-target")) return;
    event.stopPropagation();
    event.preventDefault();
    getSelection()?.removeAllRanges(); // a double click selects a word
    this.page.commandPage.write(this.clicked);
  }

  /** @param {PointerEvent} event */
  #start(event) {
    const target = /** @type {Element} */ (event.target);
    const row = rowAt(target);
    if (
      !row ||
      event.button !== 0 ||
      event.pointerType === "touch" ||
      this.page.state.mode ||
      this.page.state.editing
    )
      return;
    const sentence = /** @type {HTMLElement | null} */ (target.closest(".num")?.closest(".seg"));
    if (sentence && !may("move-target-down")) return;
    if (sentence || target.closest(".gutter"))
      this.drag = { row, segment: sentence?.dataset.segment ?? null, over: row };
  }

  /** @param {PointerEvent} event */
  #over(event) {
    if (!this.drag) return;
    if (!event.buttons) return this.#end();
    const row = rowAt(document.elementFromPoint(event.clientX, event.clientY));
    if (!row || row === this.drag.over) return;
    this.drag.over = row;
    this.#mark(row);
  }

  /**
   * Shown while one drags, done where one lets go: a row that opened or closed would move the
   * others from under the hand.
   * @param {string | null} row  where the sentence would go, or the run end
   */
  #mark(row) {
    const { app } = this.page;
    for (const element of app.querySelectorAll("[data-drop-here]"))
      element.removeAttribute("data-drop-here");
    app.toggleAttribute("data-dragging", row !== null);
    for (const element of this.#marked(row)) element.setAttribute("data-drop-here", "");
  }

  /** @param {string | null} row */
  #marked(row) {
    if (!this.drag || row === null) return [];
    const rows = /** @type {HTMLElement[]} */ ([...this.page.app.querySelectorAll(".row")]);
    const [start, end] = [this.drag.row, row].map((id) =>
      rows.findIndex((element) => element.dataset.bead === id),
    );
    if (this.drag.segment) return row === this.drag.row ? [] : rows.slice(end, end + 1);
    return rows.slice(Math.max(0, Math.min(start, end)), Math.max(start, end) + 1);
  }

  #drop() {
    const { drag, page } = this;
    this.#end();
    if (!drag || drag.over === drag.row) return;
    if (!drag.segment) {
      page.dispatch({ type: "go", id: drag.row });
      page.dispatch({ type: "go", id: drag.over, extend: true });
    } else if (findSegment(page.state, drag.segment))
      dropSentence(page.commandPage, drag.segment, drag.over);
  }

  #end() {
    this.drag = null;
    this.#mark(null);
  }
}

/** @param {Element | null} element */
const rowAt = (element) =>
  /** @type {HTMLElement | null} */ (element?.closest(".row"))?.dataset.bead ?? null;
