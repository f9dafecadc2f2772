/**
 * Find and replace: what is found is shown with its differences, and what is ticked changes in one
 * edit.
 */

import * as api from "../core/api.js";
import { answerTo } from "../core/dialog-answer.js";
import { differences } from "../core/diff.js";
import { reasonOf, unreachable } from "../core/errors.js";
import { html, put } from "../core/html.js";
import { number, t } from "../core/strings.js";
import { isFiltering } from "../model/filters.js";
import { rowNumber } from "../model/lookup.js";
import { shownBeads } from "../model/selection.js";

/** @typedef {{bead: string, segment: string, before: string, after: string}} Hit */

/** Hits that are drawn at once. */
const PAGE = 200;
/** What the form asks for that is yes or no. */
const YES_NO = ["regular", "case", "words"];

/** @param {HTMLDialogElement} dialog @param {import("../review/review.js").Review} page */
export function showReplace(dialog, page) {
  put(dialog, form(isFiltering(page.state.filter)));
  new Replacing(dialog, page);
}

class Replacing {
  /** @param {HTMLDialogElement} dialog @param {import("../review/review.js").Review} page */
  constructor(dialog, page) {
    this.dialog = dialog;
    this.page = page;
    /** @type {Hit[]} */
    this.hits = [];
    /** @type {Set<string>} sentences that are to stay */
    this.left = new Set();
    this.drawn = 0;
    this.fields = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
    this.fields.addEventListener("input", (event) =>
      this.#changed(/** @type {HTMLInputElement} */ (event.target)),
    );
    this.fields.addEventListener("submit", (event) => this.#submitted(event));
    this.#part(".more-hits").addEventListener("click", () => this.#drawMore());
    this.#part(".close").addEventListener("click", () => dialog.close());
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.dialog.querySelector(selector));
  }

  /** A hit was ticked, or something else is looked for. @param {HTMLInputElement} field */
  #changed(field) {
    if (field.name === "hit") {
      if (field.checked) this.left.delete(field.value);
      else this.left.add(field.value);
      this.#count();
    } else if (field.name === "all") {
      this.left = new Set(field.checked ? [] : this.hits.map((h) => h.segment));
      for (const box of this.fields.querySelectorAll("input"))
        if (box.name === "hit") box.checked = field.checked;
      this.#count();
    } else this.#show([]);
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    event.preventDefault();
    const pressed = /** @type {HTMLButtonElement | null} */ (event.submitter)?.value;
    (pressed === "replace" ? this.#replace() : this.#find()).catch((error) =>
      this.#say(reasonOf(error)),
    );
  }

  /** What the form says, as the server takes it. */
  #search() {
    const fields = new FormData(this.fields);
    const ticks = Object.fromEntries(YES_NO.map((name) => [name, fields.has(name)]));
    return {
      find: String(fields.get("find")),
      replacement: String(fields.get("replacement")),
      side: String(fields.get("side")),
      ...ticks,
    };
  }

  async #find() {
    const { state } = this.page;
    const shown = new FormData(this.fields).has("shown") && {
      beads: shownBeads(state).map((b) => b.id),
    };
    this.#show([]);
    this.searched = this.#search();
    const asked = api.find(state.pair?.id ?? "", { ...this.searched, ...shown });
    const { hits } = await answerTo(this.dialog, asked);
    this.#show(hits);
    if (!hits.length) this.#say(t("replace.none"));
  }

  async #replace() {
    const chosen = this.hits.filter((h) => !this.left.has(h.segment));
    const beads = [...new Set(chosen.map((h) => h.bead))];
    const segments = this.left.size > 0 && { segments: chosen.map((h) => h.segment) };
    const edit = await this.page.queue.submit(() => ({
      verb: "replace",
      beads,
      args: { ...this.searched, ...segments },
    }));
    const shown = this.fields.isConnected;
    if (edit) {
      if (shown) this.dialog.close();
      this.page.dispatch({ type: "say", text: t("replace.done", { n: chosen.length }) });
    } else if (shown) this.#say(this.page.state.message?.text ?? unreachable());
  }

  /** @param {Hit[]} hits */
  #show(hits) {
    [this.hits, this.left, this.drawn] = [hits, new Set(), 0];
    this.#part(".hits").replaceChildren();
    this.#part(".all").hidden = !hits.length;
    /** @type {HTMLInputElement} */ (this.#part(".all input")).checked = true;
    this.#say("");
    this.#drawMore();
    this.#count();
  }

  #drawMore() {
    const part = document.createElement("ul");
    const next = this.hits.slice(this.drawn, this.drawn + PAGE);
    put(
      part,
      html`${next.map((h) => hit(h, rowNumber(this.page.state, h.bead), !this.left.has(h.segment)))}`,
    );
    this.#part(".hits").append(...part.children);
    this.drawn += next.length;
    this.#part(".more-hits").hidden = this.drawn >= this.hits.length;
  }

  #count() {
    const n = this.hits.length - this.left.size;
    const button = /** @type {HTMLButtonElement} */ (this.#part("[value=replace]"));
    button.disabled = n <= 0;
    const empty = !new FormData(this.fields).get("replacement");
    button.textContent = t(empty ? "replace.delete" : "replace.do", { n: Math.max(0, n) });
    this.#part(".all span").textContent = t("replace.chosen", {
      n: number(Math.max(0, n)),
      all: number(this.hits.length),
    });
  }

  /** @param {string} text */
  #say(text) {
    this.#part("[role=alert]").textContent = text;
  }
}

/** @param {Hit} hit @param {number} row @param {boolean} ticked */
const hit = ({ segment, before, after }, row, ticked) => html`<li><label>
  <input type="checkbox" name="hit" value="${segment}"${ticked && html` checked`}>
  <span class="num">${row}</span> <span>${differences(before, after)}</span></label></li>`;

/** @param {boolean} filtering */
function form(filtering) {
  /** @param {string} name @param {boolean} [on] */
  const tick = (name, on) =>
    html`<label><input type="checkbox" name="${name}"${on && html` checked`}>
      ${t(`replace.${name}`)}</label>`;
  return html`<form method="dialog" class="replace"><header><h2>${t("do.replace")}</h2>
    <button type="button" class="icon close" aria-label="${t("close")}"
      title="${t("close")}">✕</button></header>
    <div class="fields"><label>${t("replace.find")} <input name="find" required autofocus
      maxlength="500" autocomplete="off" spellcheck="false"></label>
      <label>${t("replace.with")} <input name="replacement" maxlength="500" autocomplete="off"
        spellcheck="false"></label>
      <label>${t("replace.side")} <select name="side">${["target", "source", "both"].map(
        (s) => html`<option value="${s}">${t(`replace.${s}`)}</option>`,
      )}</select></label></div>
    <div class="ticks">${YES_NO.map((name) => tick(name))}${filtering && tick("shown", true)}</div>
    <p class="acts"><button class="act" value="find">${t("replace.show")} <kbd>Enter</kbd></button>
      <button class="act main" value="replace" disabled></button></p>
    <p role="alert"></p><p class="all" hidden><label><input type="checkbox" name="all" checked>
    <span></span></label></p>
    <ul class="hits"></ul><button type="button" class="act more-hits"
      hidden>${t("replace.more")}</button></form>`;
}
