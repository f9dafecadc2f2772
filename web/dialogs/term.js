/** Adding a term to the glossary, with what is selected in the open row. */

import * as api from "../core/api.js";
import { reasonOf } from "../core/errors.js";
import { html, put } from "../core/html.js";
import { languageName, t } from "../core/strings.js";

/** @typedef {import("../review/review.js").Review} Review */

/** What is selected in a cell of the open row. @param {"source" | "target"} side */
function selectedIn(side) {
  const area = document.querySelector(`.row.active .cell.${side} textarea`);
  if (area instanceof HTMLTextAreaElement)
    return area.value.slice(area.selectionStart, area.selectionEnd).trim();
  const chosen = getSelection();
  const node = chosen?.anchorNode;
  const element = node instanceof Element ? node : node?.parentElement;
  return element?.closest(`.row.active .cell.${side}`) ? (chosen?.toString().trim() ?? "") : "";
}

/** @param {HTMLDialogElement} dialog @param {Review} page */
export function askTerm(dialog, page) {
  const { pair } = page.state;
  if (!pair) return;
  /** @param {"source" | "target"} side @param {string} name */
  const field = (side, name) => html`<label>${languageName(pair[side].lang)}
    <input name="${name}" lang="${pair[side].lang}" value="${selectedIn(side)}" required
      maxlength="200" autocomplete="off"></label>`;
  put(
    dialog,
    html`<form method="dialog" class="term"><h2>${t("terms.add")}</h2>
    ${field("source", "term")}${field("target", "translation")}
    <p class="error" role="alert"></p>
    <p class="acts"><button class="act main">${t("save")}</button>
    <button type="button" class="act" data-close>${t("cancel")}</button></p></form>`,
  );
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  form.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = new FormData(form);
    const [term, translation] = ["term", "translation"].map((name) => String(said.get(name)));
    try {
      await api.addTerm({
        source_lang: pair.source.lang,
        target_lang: pair.target.lang,
        term,
        translation,
        reviewer: page.state.reviewer,
      });
      dialog.close();
      page.dispatch({ type: "say", text: t("terms.added", { what: `${term} = ${translation}` }) });
      page.hints.again();
    } catch (error) {
      const place = /** @type {HTMLElement} */ (form.querySelector(".error"));
      place.textContent = reasonOf(error);
    }
  });
  const empty = [...form.querySelectorAll("input")].find((input) => !input.value);
  (empty ?? form.querySelector("input"))?.focus();
}
