/** Keeps the window as the state is: draws what changed, and nothing jumps under the cursor. */

import { html, put } from "../core/html.js";
import { t } from "../core/strings.js";
import { rowNumber } from "../model/lookup.js";
import { shownBeads } from "../model/selection.js";
import { filtersAsked, writeFilters } from "./filterbar.js";
import * as view from "./frame.js";
import { drawMap, markWindow, positionAt } from "./map.js";
import { drawPeople } from "./people.js";
import { context, row } from "./row.js";
import { Rows } from "./rows.js";
import { selectAgain, textSelection } from "./text-selection.js";

/** @typedef {import("../model/state.js").State} State */

/** Air between the active row and the edges of the window, in CSS pixels. */
const AIR = { above: 24, below: 64 };

/** @param {string} id */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

export class Drawing {
  /**
   * @param {HTMLElement} app
   * @param {State} state
   * @param {import("../core/api.js").Session} session
   */
  constructor(app, state, session) {
    this.app = app;
    this.state = state;
    /** Whether a field that loses the keyboard loses it to a redrawing. */
    this.busy = false;
    /** @type {number | null} where the cursor goes when writing starts */
    this.caretWanted = null;
    put(app, view.frame(state, session));
    this.shown = shownBeads(state);
    this.ctx = context(state);
    /** @type {import("../model/state.js").Bead[] | null} the beads that the map shows */
    this.mapped = null;
    this.rows = new Rows(
      byId("rows"),
      (at) => this.#row(at),
      (draw) => this.keepStill(draw),
    );
  }

  /** @param {State} state @param {State} before */
  draw(state, before) {
    const cursor = this.#cursor();
    const chosen = textSelection();
    this.state = state;
    this.busy = true;
    this.keepStill(() => this.#drawRows());
    this.busy = false;
    selectAgain(this.app, chosen);
    this.#drawEdges(before);
    this.#takeFocus(before, cursor);
    const others = state.filter !== before.filter || state.ranks !== before.ranks;
    if (state.active !== before.active || others) this.reveal(others);
    this.planMap();
  }

  /** @param {number} position */
  #row(position) {
    const bead = this.shown[position];
    const previous = this.state.ranks ? undefined : this.shown[position - 1];
    return row(this.ctx, bead, previous, rowNumber(this.state, bead.id));
  }

  #drawRows() {
    const { state } = this;
    this.shown = shownBeads(state);
    this.ctx = context(state);
    this.rows.show(this.shown, state.active);
    const field = this.field();
    const written =
      state.editing?.text ?? (state.mode && "text" in state.mode ? state.mode.text : "");
    if (field && field.value !== written) field.value = written;
    if (field instanceof HTMLTextAreaElement) fit(field);
  }

  /** Draw all rows again, as they are. */
  drawAnew() {
    this.rows.forget();
    this.draw(this.state, this.state);
  }

  /** Draw while the row that matters stays where it is in the window. @param {() => void} draw */
  keepStill(draw) {
    const anchor = this.#anchor();
    const top = anchor?.getBoundingClientRect().top ?? 0;
    draw();
    if (!anchor?.isConnected) return;
    const moved = anchor.getBoundingClientRect().top - top;
    if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
  }

  /** The active row where it is in the window, else the first row that is. */
  #anchor() {
    const top = this.#top();
    const active = this.rows?.element(this.state.active);
    if (active && inWindow(active, top)) return active;
    return [...this.app.querySelectorAll(".row")].find((element) => inWindow(element, top));
  }

  /** Where the window's free part begins. */
  #top() {
    return this.app.querySelector(".bar")?.getBoundingClientRect().bottom ?? 0;
  }

  // --- around the rows ---

  /** @param {State} before */
  #drawEdges(before) {
    const { state } = this;
    if (state.beads !== before.beads) put(byId("progress"), view.progressBar(state));
    if (state.people !== before.people || state.beads !== before.beads)
      drawPeople(byId("people"), state);
    const net = byId("net");
    net.className = `net ${state.net}`;
    if (net.textContent !== view.netWord(state)) net.textContent = view.netWord(state);
    net.title = state.net === "offline" ? t("net.offline-title") : "";
    if (state.beads !== before.beads || state.filter !== before.filter)
      this.#drawOrHide("asked", filtersAsked(state));
    if (state.mode !== before.mode || state.blocked !== before.blocked)
      this.#drawOrHide("banner", view.banner(state));
    if (state.undoable !== before.undoable) this.#drawUndoable();
    if (state.message !== before.message) this.#drawMessage();
    if (state.filter !== before.filter || state.ranks !== before.ranks)
      writeFilters(this.app, state);
    if (state.ranks !== before.ranks)
      byId("rows").setAttribute("aria-label", t(state.ranks ? "rows.unsure" : "rows"));
  }

  /** @param {string} id @param {ReturnType<typeof view.banner>} markup */
  #drawOrHide(id, markup) {
    byId(id).hidden = !markup;
    put(byId(id), markup ?? html``);
  }

  #drawUndoable() {
    const { undoable } = this.state;
    for (const act of /** @type {const} */ (["undo", "redo"]))
      this.app
        .querySelector(`.bar [data-command="${act}"]`)
        ?.setAttribute("aria-disabled", String(!undoable[act]));
  }

  #drawMessage() {
    const { message } = this.state;
    const toast = byId("toast");
    toast.hidden = !message;
    toast.className = `toast ${message?.tone ?? ""}`;
    toast.textContent = message?.text ?? "";
    byId("live").textContent = message?.text ?? "";
  }

  // --- the keyboard's place ---

  /** The keyboard stays with what it was on: the text being written, else the active row.
   * @param {State} before @param {{start: number, end: number} | null} cursor */
  #takeFocus(before, cursor) {
    const { state } = this;
    const field = this.field();
    const opened =
      state.editing?.segment !== before.editing?.segment || state.mode?.kind !== before.mode?.kind;
    if (field && (opened || cursor)) {
      const at = !opened && cursor ? cursor : this.#firstCursor(field);
      field.focus({ preventScroll: true });
      field.setSelectionRange(at.start, at.end);
    } else if (
      !field &&
      isLoose(document.activeElement) &&
      !this.app.querySelector("dialog[open]")
    ) {
      this.toRows();
    }
  }

  /** @param {HTMLInputElement | HTMLTextAreaElement} field */
  #firstCursor(field) {
    const start = this.caretWanted ?? field.value.length;
    this.caretWanted = null;
    return { start, end: start };
  }

  /** Where the cursor stands in what is being written. */
  #cursor() {
    const field = this.field();
    if (!field || document.activeElement !== field) return null;
    return { start: field.selectionStart ?? 0, end: field.selectionEnd ?? 0 };
  }

  /** Where a sentence or a comment is being written.
   * @returns {HTMLInputElement | HTMLTextAreaElement | null} */
  field() {
    return this.app.querySelector(".rows textarea, .rows form.comment input");
  }

  /** Put `text` where one is writing, as if it had been typed. @param {string} text */
  fill(text) {
    const field = this.field();
    if (!field) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus({ preventScroll: true });
  }

  /** Put `text` at the cursor of what is being written. @param {string} text */
  insert(text) {
    const field = this.field();
    if (!field) return;
    const [from, to] = [field.selectionStart ?? 0, field.selectionEnd ?? 0];
    const before = from > 0 && !/\s/.test(field.value[from - 1]) ? " " : "";
    field.setRangeText(before + text, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus({ preventScroll: true });
  }

  /**
   * The words of the translation that are selected in the open row, or in what is being written.
   * @returns {{segment: string, start: number, end: number} | null} in characters of the sentence
   */
  selected() {
    const field = this.field();
    if (field instanceof HTMLTextAreaElement)
      return spanOf(
        field.dataset.segment ?? "",
        field.value,
        field.selectionStart,
        field.selectionEnd,
      );
    const chosen = textSelection();
    if (!chosen?.text.matches(".row.active .cell.target .text")) return null;
    return spanOf(chosen.segment, chosen.said, chosen.start, chosen.end);
  }

  toRows() {
    this.rows.element(this.state.active)?.focus({ preventScroll: true });
  }

  /** Bring the active row into the window, with some air. @param {boolean} [far]  to its middle */
  reveal(far) {
    const element = this.rows.element(this.state.active);
    if (!element) return;
    const { top, bottom } = element.getBoundingClientRect();
    const [from, to] = [this.#top() + AIR.above, innerHeight - AIR.below];
    if (far || bottom < 0 || top > innerHeight)
      element.scrollIntoView({ block: "center", behavior: "instant" });
    else if (top < from) scrollBy({ top: top - from, behavior: "instant" });
    else if (bottom > to) scrollBy({ top: Math.min(bottom - to, top - from), behavior: "instant" });
  }

  // --- the map ---

  /**
   * Once before the next frame: mark the window on the map, and draw the map where it is not as
   * the beads are.
   * @param {boolean} [anew]  whatever was drawn
   */
  planMap(anew) {
    if (anew) this.mapped = null;
    if (this.mapPlanned || this.state.part) return;
    this.mapPlanned = true;
    requestAnimationFrame(() => {
      this.mapPlanned = false;
      if (this.mapped !== this.shown) drawMap(this.map, this.state, this.shown);
      this.mapped = this.shown;
      markWindow(byId("map-window"), this.map, this.shown.length, this.rows.inWindow(this.#top()));
    });
  }

  get map() {
    return /** @type {HTMLCanvasElement} */ (byId("map"));
  }

  /**
   * The bead that a height on the map stands for, once there is a map.
   * @param {number} y  in the window
   */
  beadAt(y) {
    return this.state.part ? undefined : this.shown[positionAt(this.map, y, this.shown.length)];
  }
}

/** @param {Element} element @param {number} top */
function inWindow(element, top) {
  const box = element.getBoundingClientRect();
  return box.bottom > top && box.top < innerHeight;
}

/** Whether the keyboard is on nothing in particular. @param {Element | null} element */
const isLoose = (element) =>
  !element || element === document.body || element.matches(".row") || !element.isConnected;

/**
 * A selection as the server counts it: in characters of the text on one line, without white space
 * at the ends.
 * @param {string} segment
 * @param {string} text
 * @param {number} from
 * @param {number} to  in UTF-16 units
 */
function spanOf(segment, text, from, to) {
  const lead = text.slice(from, to).length - text.slice(from, to).trimStart().length;
  const start = placeIn(text, from + (from < to ? lead : 0));
  return { segment, start, end: from < to ? start + lengthOf(text.slice(from, to)) : start };
}

/** @param {string} text */
const lengthOf = (text) => [...text.trim().replace(/\s+/g, " ")].length;

/** @param {string} text @param {number} at */
function placeIn(text, at) {
  const before = text.slice(0, at);
  return lengthOf(before) + Number(lengthOf(before) > 0 && /\s$/.test(before));
}

/** As high as its text. @param {HTMLTextAreaElement} area */
export function fit(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}
