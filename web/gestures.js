/**
 * What is done by dragging with a mouse or a pen: along the gutter a run of rows, a sentence by its number
 * to another row. Fingers scroll; for them, and for keys, there are buttons and commands.
 */

import { may } from "./roles.js";
import { findSegment } from "./state.js";

/** @typedef {import("./review.js").Review} Review */
/** @typedef {{row: string, segment: string | null, over: string}} Drag  a sentence, or the rows from `row` on */

export class Gestures {
  /** @param {Review} page */
  constructor(page) {
    this.page = page;
    /** @type {Drag | null} */
    this.drag = null;
    const { app } = page;
    app.addEventListener("pointerdown", (event) => this.#start(event));
    app.addEventListener("pointermove", (event) => this.#over(event));
    addEventListener("pointerup", () => this.#drop());
    addEventListener("pointercancel", () => this.#end());
    app.addEventListener("mousedown", (event) => this.#keepSelection(event));
  }

  /** Where a drag may begin, a press must not select text; nor where Shift chooses a run. @param {MouseEvent} event */
  #keepSelection(event) {
    const target = /** @type {Element} */ (event.target);
    if (target.closest(".gutter, .seg .num") || (event.shiftKey && target.closest(".row") && !target.closest("textarea"))) event.preventDefault();
  }

  /** @param {PointerEvent} event */
  #start(event) {
    const target = /** @type {Element} */ (event.target);
    const row = rowAt(target);
    if (!row || event.button !== 0 || event.pointerType === "touch" || this.page.state.mode || this.page.state.editing) return;
    const sentence = /** @type {HTMLElement | null} */ (target.closest(".num")?.closest(".seg"));
    if (sentence && !may("move-target-down")) return;
    if (sentence || target.closest(".gutter")) this.drag = { row, segment: sentence?.dataset.segment ?? null, over: row };
  }

  /** @param {PointerEvent} event */
  #over(event) {
    if (!this.drag) return;
    if (!event.buttons) return this.#end();
    const row = rowAt(document.elementFromPoint(event.clientX, event.clientY));
    if (!row || row === this.drag.over) return;
    this.drag.over = row;
    if (this.drag.segment) this.#mark(row);
    else this.#extend(row);
  }

  /** @param {string} row */
  #extend(row) {
    const { state, dispatch } = this.page;
    const start = this.drag?.row ?? row;
    if (!state.run && state.active !== start) dispatch({ type: "go", id: start });
    dispatch({ type: "go", id: row, extend: true });
  }

  /** @param {string | null} row  where the sentence would go */
  #mark(row) {
    const { app } = this.page;
    for (const element of app.querySelectorAll("[data-drop-here]")) element.removeAttribute("data-drop-here");
    app.toggleAttribute("data-dragging", row !== null);
    for (const element of app.querySelectorAll(".row"))
      if (row !== this.drag?.row && /** @type {HTMLElement} */ (element).dataset.bead === row) element.setAttribute("data-drop-here", "");
  }

  #drop() {
    const { drag, page } = this;
    this.#end();
    if (!drag?.segment || drag.over === drag.row || !findSegment(page.state, drag.segment)) return;
    page.commands.drop(drag.segment, drag.over);
  }

  #end() {
    this.drag = null;
    this.#mark(null);
  }
}

/** @param {Element | null} element */
const rowAt = (element) => /** @type {HTMLElement | null} */ (element?.closest(".row"))?.dataset.bead ?? null;
