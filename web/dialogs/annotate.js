/** Annotating the translation of the active row: errors with span, category, severity; a rating. */

import * as api from "../core/api.js";
import { answerTo } from "../core/dialog-answer.js";
import { reasonOf } from "../core/errors.js";
import { html, put } from "../core/html.js";
import { t } from "../core/strings.js";
import { segmentsOf } from "../model/bead.js";
import { activeBead } from "../model/lookup.js";

/**
 * @typedef {{start: number, end: number, category: string, severity: string}} MarkedError
 * @typedef {{text: string, errors: MarkedError[], rating: number | null, categories: string[],
 *   severities: string[]}} Annotation  offsets count code points
 */

/** The keys of severities, by their place on the keyboard. @type {Record<string, string>} */
const KEYS = { neutral: "n", minor: "m", major: "j", critical: "c" };

/**
 * @param {HTMLDialogElement} dialog
 * @param {import("../review/review.js").Review} page
 */
export async function showAnnotate(dialog, page) {
  const { pair, reviewer } = page.state;
  const bead = activeBead(page.state);
  if (pair && bead) await new Annotating(dialog, pair.id, bead, reviewer).start();
}

class Annotating {
  /**
   * @param {HTMLDialogElement} dialog
   * @param {string} pair
   * @param {import("../model/state.js").Bead} bead
   * @param {string} reviewer
   */
  constructor(dialog, pair, bead, reviewer) {
    this.dialog = dialog;
    this.pair = pair;
    this.bead = bead;
    this.reviewer = reviewer;
    this.segment = segmentsOf(bead)[0].id;
    this.category = "";
    /** @type {Annotation} */
    this.known = { text: "", errors: [], rating: null, categories: [], severities: [] };
  }

  async start() {
    put(this.dialog, shell(html`<p class="slow" role="status">${t("loading")}</p>`));
    const { segment, reviewer } = this;
    await this.#load(() => api.annotation(this.pair, { segment, reviewer }), "textarea");
  }

  /** @param {() => Promise<Annotation>} ask @param {string} focus  what has the focus afterwards */
  async #load(ask, focus) {
    try {
      this.known = await answerTo(this.dialog, ask());
      this.#draw();
      /** @type {HTMLElement} */ (this.dialog.querySelector(focus)).focus();
    } catch (error) {
      put(this.dialog, shell(html`<p class="error" role="alert">${reasonOf(error)}</p>`));
      this.dialog.querySelector("button")?.focus();
    }
  }

  /** @param {Partial<Annotation>} change @param {string} [focus] */
  #save(change, focus = "textarea") {
    this.known = { ...this.known, ...change }; // the next mark does not wait for the answer
    const { errors, rating } = this.known;
    const { segment, reviewer } = this;
    this.#load(() => api.annotate(this.pair, { segment, errors, rating, reviewer }), focus);
  }

  /** Mark what is selected. @param {string} severity */
  #mark(severity) {
    const { text, errors } = this.known;
    const field = /** @type {HTMLTextAreaElement} */ (this.dialog.querySelector("textarea"));
    const [start, end] = [field.selectionStart, field.selectionEnd].map(
      (offset) => [...text.slice(0, offset)].length,
    );
    this.#save({ errors: [...errors, { start, end, category: this.category, severity }] });
  }

  /** @param {string} category */
  #choose(category) {
    this.category = category;
    for (const input of this.#inputs("category")) input.checked = input.value === category;
  }

  /** @param {string} name @returns {NodeListOf<HTMLInputElement>} */
  #inputs(name) {
    return this.dialog.querySelectorAll(`input[name=${name}]`);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = Number(/^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1] ?? 0);
    const category = this.known.categories[digit - 1];
    const letter = Object.entries(KEYS).find(([, key]) => event.code === `Key${key.toUpperCase()}`);
    if (category) this.#choose(category);
    else if (letter) this.#mark(letter[0]);
    else return;
    event.preventDefault();
  }

  #draw() {
    const { errors, categories } = this.known;
    put(this.dialog, shell(contents(this.known, this.bead)));
    this.#choose(this.category || categories[0]);
    const field = /** @type {HTMLTextAreaElement} */ (this.dialog.querySelector("textarea"));
    field.setSelectionRange(0, 0);
    // A text field that is read-only lets nobody select by key: this one refuses to change instead.
    field.addEventListener("beforeinput", (event) => event.preventDefault());
    field.addEventListener("keydown", (event) => this.#key(event));
    for (const input of this.#inputs("category"))
      input.addEventListener("change", () => this.#choose(input.value));
    for (const button of this.dialog.querySelectorAll("button")) {
      const { severity, remove } = button.dataset;
      if (severity) button.addEventListener("click", () => this.#mark(severity));
      if (remove)
        button.addEventListener("click", () =>
          this.#save({ errors: errors.filter((_, index) => index !== Number(remove)) }),
        );
    }
    const [rating] = this.#inputs("rating");
    rating.addEventListener("change", () => {
      const value = rating.value === "" ? null : Number(rating.value);
      if (rating.reportValidity()) this.#save({ rating: value }, "input[name=rating]");
    });
  }
}

/** @param {ReturnType<typeof html>} inside */
const shell = (
  inside,
) => html`<form method="dialog" class="annotate"><header><h2>${t("annotate")}</h2>
  <button class="icon" value="" aria-label="${t("close")}"
    title="${t("close")}">✕</button></header>${inside}</form>`;

/** @param {Annotation} found @param {import("../model/state.js").Bead} bead */
function contents(found, bead) {
  const { text, errors, rating, categories, severities } = found;
  return html`<p>${bead.source.map((segment) => segment.text).join(" ")}</p>
    <p class="intro">${t("annotate.help")}</p>
    <textarea aria-readonly="true" spellcheck="false" rows="4"
      aria-label="${t("annotate.text")}">${text}</textarea>
    <fieldset class="choices"><legend>${t("annotate.category")}</legend>
      ${categories.map(categoryChoice)}</fieldset>
    <p class="acts" role="group" aria-label="${t("annotate.severity")}">
      ${severities.map(severityButton)}</p>
    ${errors.length ? marked([...text], errors) : html`<p>${t("annotate.none")}</p>`}
    <label>${t("annotate.rating")} <input type="number" name="rating" min="0" max="100" step="1"
      value="${rating ?? ""}"></label>`;
}

/** @param {string} name @param {number} index */
const categoryChoice = (name, index) =>
  html`<label><input type="radio" name="category" value="${name}">
    ${t(`annotate.category.${name}`)} <kbd>${index + 1}</kbd></label>`;

/** @param {string} name */
const severityButton = (name) =>
  html`<button type="button" class="act" data-severity="${name}">
    ${t(`annotate.severity.${name}`)} <kbd>${KEYS[name]}</kbd></button> `;

/** @param {string[]} letters @param {MarkedError[]} errors */
const marked = (letters, errors) =>
  html`<ol class="marked">${errors.map(
    ({ start, end, category, severity }, index) =>
      html`<li><q>${letters.slice(start, end).join("") || "∅"}</q>
        ${t(`annotate.category.${category}`)}, ${t(`annotate.severity.${severity}`)}
        <button type="button" class="act" data-remove="${index}">
          ${t("annotate.remove")}</button></li>`,
  )}</ol>`;
