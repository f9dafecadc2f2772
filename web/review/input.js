/** Keys, mouse and fields of the review page become commands and events. */

import { put } from "../core/html.js";
import { BINDINGS, CLASHING, commandFor, LINKING, SPLITTING, WRITING } from "../core/keys.js";
import { findSegment, unsettled } from "../model/lookup.js";
import { shownBeads } from "../model/selection.js";
import { moveSentence } from "./commands/alignment.js";
import {
  dismissNth,
  restoreNth,
  saveComment,
  saveDismissal,
  saveForm,
} from "./commands/judging.js";
import { setCode, settle as settleText } from "./commands/text.js";
import { fit } from "./drawing.js";
import { filterPanel } from "./filterbar.js";
import { Gestures } from "./gestures.js";
import { offsetAt } from "./pointer.js";

/** @typedef {import("./review.js").Review} Review */

export class Input {
  /** @param {Review} page */
  constructor(page) {
    this.page = page;
    const { app, drawing } = page;
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("scroll", () => drawing.planMap(), { passive: true });
    app.addEventListener("click", (event) => this.#click(event));
    app.addEventListener("mousedown", (event) => this.#press(event));
    app.addEventListener("input", (event) => this.#typed(event));
    app.addEventListener("toggle", (event) => this.#opened(event), true);
    app.addEventListener("focusout", (event) => this.#left(event));
    app.addEventListener("submit", (event) => this.#submit(event));
    addEventListener("resize", () => drawing.planMap(true));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
      drawing.planMap(true),
    );
    for (const type of ["compositionstart", "compositionend"])
      app.addEventListener(type, () => (page.composing = type === "compositionstart"));
    this.#listenToMap(drawing.map);
    new Gestures(page);
  }

  /** @param {HTMLCanvasElement} map */
  #listenToMap(map) {
    /** @param {PointerEvent} event */
    const goThere = (event) => {
      const bead = this.page.drawing.beadAt(event.clientY);
      if (bead) this.page.dispatch({ type: "go", id: bead.id });
    };
    // The keyboard stays with the rows.
    map.addEventListener("mousedown", (event) => event.preventDefault());
    map.addEventListener("pointerdown", (event) => {
      map.setPointerCapture(event.pointerId);
      goThere(event);
    });
    map.addEventListener("pointermove", (event) => event.buttons && goThere(event));
  }

  // --- keys ---

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || this.page.app.querySelector("dialog[open]")) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.matches("input, select")) return this.#keyInField(event, target);
    if (target.matches("button, a, summary") && [" ", "Enter"].includes(event.key)) return;
    if (event.key === "Escape" && target.closest(".bar")) {
      this.#closeMenus(null);
      return this.page.drawing.toRows();
    }
    const command = commandFor(event, this.#bindings(target));
    if (!command) return;
    event.preventDefault();
    this.page.perform(command);
  }

  /** @param {HTMLElement} target */
  #bindings(target) {
    if (target.matches("textarea")) return WRITING;
    const { mode } = this.page.state;
    if (mode?.kind === "split") return [...SPLITTING, ...BINDINGS];
    if (mode?.kind === "link")
      return [...LINKING, ...BINDINGS.filter((b) => b.group === "move" || b.command === "escape")];
    return unsettled(this.page.state) ? [...CLASHING, ...BINDINGS] : BINDINGS;
  }

  /** @param {KeyboardEvent} event @param {HTMLElement} field */
  #keyInField(event, field) {
    const inSearch = field.id === "search";
    if (event.key === "Escape") {
      event.preventDefault();
      if (inSearch) this.page.perform("clear");
      else if (field.closest("details")) this.#closeMenus(null);
      else if (field.closest("form")) this.page.perform("escape");
      this.page.drawing.toRows();
    } else if (inSearch && ["Enter", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      this.#toFirstMatch();
    }
  }

  /** From the search to what it found: the active row, if it is among that, else the first. */
  #toFirstMatch() {
    const { state } = this.page;
    const found = shownBeads({ ...state, active: null });
    if (found.length && !found.some((b) => b.id === state.active))
      this.page.dispatch({ type: "go", id: found[0].id });
    this.page.drawing.toRows();
  }

  // --- mouse and touch ---

  /**
   * While a text is written, pressing a button or another row must not first take the text away.
   * @param {MouseEvent} event
   */
  #press(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("[data-code]")) event.preventDefault();
    const { editing, mode } = this.page.state;
    const kept = editing ? "textarea" : mode && "text" in mode ? ".row.active" : "";
    if (kept && target.closest(".rows") && !target.closest(kept)) event.preventDefault();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    this.#closeMenus(target);
    const button = target.closest("button");
    if (button) this.#clickButton(button.dataset);
    else this.#clickRow(event, target);
  }

  /** A click elsewhere closes a menu, and so does a choice from it; not a click on its fields.
   * @param {Element | null} target */
  #closeMenus(target) {
    for (const menu of this.page.app.querySelectorAll("details[open]"))
      if (!target || !menu.contains(target) || target.closest("button, a"))
        menu.removeAttribute("open");
  }

  /** The choices in the panel of filters are those of the moment. @param {Event} event */
  #opened(event) {
    const panel = /** @type {HTMLElement} */ (event.target).querySelector(".panel");
    if (panel) put(panel, filterPanel(this.page.state));
  }

  /** @param {DOMStringMap} data */
  #clickButton({ command, code, dismiss, undismiss, move, gap, side, settle, segment, drop, go }) {
    const { state, commandPage } = this.page;
    if (command) this.page.perform(command);
    else if (code) void setCode(commandPage, code);
    else if (drop) this.page.dispatch({ type: "filter", filter: { [drop]: "" } });
    else if (move && segment)
      moveSentence(
        commandPage,
        findSegment(state, segment)?.side ?? "target",
        move === "up" ? -1 : 1,
        segment,
      );
    else if (settle && segment) settleText(commandPage, segment, settle);
    else if (go) this.page.goTo(go);
    else if (dismiss) dismissNth(commandPage, Number(dismiss));
    else if (undismiss) restoreNth(commandPage, Number(undismiss));
    else if (gap && state.mode?.kind === "split")
      this.page.dispatch({ type: "mode", mode: { ...state.mode, [String(side)]: Number(gap) } });
  }

  /** A click on a row makes it the active one; a click on a sentence of the active row edits it.
   * @param {MouseEvent} event @param {HTMLElement} target */
  #clickRow(event, target) {
    const id = /** @type {HTMLElement | null} */ (target.closest(".row"))?.dataset.bead;
    if (!id || target.closest("textarea, input, label")) return;
    const { state } = this.page;
    if (state.editing) this.page.perform("save");
    if (id !== state.active || state.run)
      return this.page.dispatch({ type: "go", id, extend: event.shiftKey });
    const empty = /** @type {HTMLElement | null} */ (target.closest("[data-write]"));
    const seg = /** @type {HTMLElement | null} */ (target.closest(".seg"));
    const segment = seg?.dataset.segment ?? empty?.dataset.write;
    const selecting = getSelection()?.isCollapsed === false;
    if (segment && !state.mode && !selecting)
      this.page.write(
        segment,
        this.page.display.chosen.latin ? null : offsetAt(event.clientX, event.clientY, target),
      );
  }

  // --- fields ---

  /** @param {Event} event */
  #typed(event) {
    const {
      dispatch,
      drawing,
      state: { mode },
    } = this.page;
    const field = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (event.target);
    if (field instanceof HTMLTextAreaElement) {
      drawing.keepStill(() => fit(field));
      dispatch({ type: "typed", text: field.value });
    } else if (field.dataset.filter)
      dispatch({ type: "filter", filter: { [field.dataset.filter]: field.value } });
    else if (field.closest("form.comment") && mode && "text" in mode)
      dispatch({ type: "mode", mode: { ...mode, text: field.value } });
  }

  /** Leaving a text or the row of a comment saves it; leaving the window doesn't.
   * @param {FocusEvent} event */
  #left({ target, relatedTarget }) {
    if (this.page.drawing.busy || !document.hasFocus()) return;
    const field = /** @type {HTMLElement} */ (target);
    const row = field.closest("form.comment")?.closest(".row");
    if (field instanceof HTMLTextAreaElement) this.page.perform("save");
    else if (row && !row.contains(/** @type {Node | null} */ (relatedTarget)))
      saveForm(this.page.commandPage);
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const fields = new FormData(form);
    if (form.dataset.form === "name") this.page.name(String(fields.get("name")));
    if (!form.matches(".comment")) return;
    event.preventDefault();
    const save = form.dataset.form === "dismiss" ? saveDismissal : saveComment;
    save(this.page.commandPage, String(fields.get("text")));
  }
}
