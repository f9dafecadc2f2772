/**
 * Assigning: the dialog in which a lead gives rows to reviewers, and everyone sees who has been
 * given what.
 */

import * as api from "../core/api.js";
import { answerTo } from "../core/dialog-answer.js";
import { reasonOf } from "../core/errors.js";
import { html, put } from "../core/html.js";
import { isA } from "../core/roles.js";
import { rowRange, t } from "../core/strings.js";
import { taskLine } from "../core/task-line.js";
import { rowNumber } from "../model/lookup.js";
import { peopleOf } from "../model/opinions.js";
import { runOf } from "../model/selection.js";
import { span } from "../model/tasks.js";

/**
 * @typedef {import("../model/state.js").State} State
 * @typedef {import("../model/state.js").Bead} Bead
 */

/**
 * Everyone whom one might ask: who has an account to review with, or else whoever has been seen
 * here.
 * @param {State} state
 * @param {string[]} accounts
 */
function namesIn(state, accounts) {
  const seen = () => [
    state.reviewer,
    ...state.people.map((p) => p.name),
    ...state.beads.flatMap(peopleOf),
  ];
  return [
    ...new Set([
      ...(accounts.length ? accounts : seen()),
      ...state.tasks.map((task) => task.reviewer),
    ]),
  ].sort();
}

/** @param {...import("../core/html.js").Markup | false} inside */
const shell = (...inside) => html`<form method="dialog" class="assign"
    data-form="assign"><header><h2>${t("assign.title")}</h2>
    <button type="button" class="icon" data-close aria-label="${t("close")}"
      title="${t("close")}">✕</button></header>${inside}</form>`;

/**
 * To whom the chosen rows go, or the whole pair, and what has been assigned.
 * @param {State} state
 * @param {string[]} names
 * @param {Bead[]} run
 */
function dialogOf(state, names, run) {
  return shell(
    isA("lead") &&
      html`<fieldset><legend>${t("assign.what")}</legend>
      <label><input type="radio" name="what" value="run" ${run.length > 1 && html`checked`}>
        ${t("assign.run", { n: run.length })}</label>
      <label><input type="radio" name="what" value="pair" ${run.length <= 1 && html`checked`}>
        ${t("task.whole")}</label></fieldset>
    <fieldset><legend>${t("assign.whom")}</legend>
      ${names.map(
        (name) => html`<label><input type="checkbox" name="reviewer" value="${name}">
        ${name}</label>`,
      )}
      <label>${t("assign.other")} <input name="other" maxlength="400" autocomplete="off"
        placeholder="reviewer-1, reviewer-2"></label></fieldset>
    <label>${t("assign.note")} <input name="note" maxlength="500" autocomplete="off"></label>
    <p class="error" role="alert"></p>
    <p class="acts"><button class="act main">${t("assign.assign")}</button></p>`,
    html`<h3>${t("assign.so-far")}</h3>
    ${
      state.tasks.length
        ? html`<ul class="tasks">${state.tasks.map((task) => taskLine(task, { ends: true }))}</ul>`
        : html`<p>${t("assign.none")}</p>`
    }`,
  );
}

export class Assigning {
  /**
   * @param {{state: () => State, dispatch: (event: import("../model/state.js").Event) => void,
   *   dialog: HTMLDialogElement}} page
   */
  constructor({ state, dispatch, dialog }) {
    this.state = state;
    this.dispatch = dispatch;
    this.dialog = dialog;
    dialog.addEventListener("click", (event) =>
      this.#clicked(/** @type {HTMLElement} */ (event.target)),
    );
    dialog.addEventListener("submit", (event) => this.#submitted(event));
  }

  get #pair() {
    return this.state().pair?.id ?? "";
  }

  async open() {
    put(this.dialog, shell(html`<p class="slow" role="status">${t("loading")}</p>`));
    const { tasks, names } = await answerTo(this.dialog, this.#ask(api.tasks(this.#pair)));
    if (!tasks) return this.dialog.close();
    this.names = namesIn(this.state(), names);
    this.#draw();
  }

  /** What others have assigned meanwhile; drawn anew only where it differs. */
  async refresh() {
    const { tasks } = await api.tasks(this.#pair).catch(() => ({ tasks: null }));
    if (tasks && JSON.stringify(tasks) !== JSON.stringify(this.state().tasks))
      this.dispatch({ type: "tasks", tasks });
  }

  /** The keyboard goes to what is chosen, or where there is no choice to the button that closes. */
  #draw() {
    put(this.dialog, dialogOf(this.state(), this.names ?? [], runOf(this.state())));
    /** @type {HTMLElement | null} */ (
      this.dialog.querySelector("input:checked") ?? this.dialog.querySelector("button")
    )?.focus();
  }

  /** @param {HTMLElement} target */
  async #clicked(target) {
    const number = /** @type {HTMLElement | null} */ (target.closest("[data-withdraw]"))?.dataset
      .withdraw;
    if (!number) return;
    const asked = this.#ask(api.withdraw(this.#pair, Number(number)));
    const { tasks } = await answerTo(this.dialog, asked);
    if (tasks) this.#draw();
  }

  /** Close the dialog when the server has taken the assignment. @param {SubmitEvent} event */
  async #submitted(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.dataset.form !== "assign") return;
    event.preventDefault();
    const button = /** @type {HTMLButtonElement} */ (form.querySelector(".main"));
    button.disabled = true;
    const fields = new FormData(form);
    const others = String(fields.get("other"))
      .split(",")
      .map((name) => name.trim());
    const reviewers = [...fields.getAll("reviewer").map(String), ...others.filter(Boolean)];
    const run = fields.get("what") === "run" ? runOf(this.state()) : [];
    const range = run.length ? span(run) : { first: "", last: "" };
    const { reviewer } = this.state();
    const { tasks } = await this.#ask(
      api.assign(this.#pair, { reviewers, ...range, note: fields.get("note"), reviewer }),
    );
    button.disabled = false;
    if (!tasks) return;
    if (form.isConnected) this.dialog.close();
    const ends = run.map((b) => rowNumber(this.state(), b.id));
    const what = run.length ? rowRange(ends[0], ends[ends.length - 1]) : t("task.whole");
    this.dispatch({ type: "say", text: t("assign.done", { what, by: reviewers.join(", ") }) });
  }

  /** Say why in the form, or in a toast where there is none. @param {string} why */
  #refuse(why) {
    const place = this.dialog.querySelector(".assign .error");
    if (place) place.textContent = why;
    else this.dispatch({ type: "say", text: why, tone: "error" });
  }

  /** What the server says of the tasks is what they are. @param {Promise<any>} answer */
  async #ask(answer) {
    try {
      const told = await answer;
      this.dispatch({ type: "tasks", tasks: told.tasks });
      return told;
    } catch (error) {
      this.#refuse(reasonOf(error));
      return {};
    }
  }
}
