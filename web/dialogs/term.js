/** Terms of the glossary: added with what is selected in the open row, corrected, taken out. */

import * as api from "../core/api.js";
import { reasonOf } from "../core/errors.js";
import { html, put } from "../core/html.js";
import { languageName, t } from "../core/strings.js";
import { hintsOf } from "../model/hints.js";
import { activeBead } from "../model/lookup.js";

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
  put(
    dialog,
    html`<form method="dialog" class="term"><h2>${t("terms.add")}</h2>
    ${fields(pair, selectedIn("source"), selectedIn("target"))}
    <p class="error" role="alert"></p>
    <p class="acts"><button class="act main">${t("save")}</button>
    <button type="button" class="act" data-close>${t("cancel")}</button></p></form>`,
  );
  const form = opened(dialog);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [term, translation] = written(form);
    await sent(dialog, page, "terms.added", [term, translation], () =>
      api.addTerm({ ...langs(page), term, translation }),
    );
  });
}

/**
 * Correcting a term of the open row, or taking it out.
 * @param {HTMLDialogElement} dialog
 * @param {Review} page
 */
export function changeTerm(dialog, page) {
  const { pair } = page.state;
  const bead = activeBead(page.state);
  const found = (bead && hintsOf(page.state, bead)?.terms) ?? [];
  const entries = found.flatMap((term) => term.others.map((other) => [term.text, other]));
  if (!pair || !entries.length) return;
  put(
    dialog,
    html`<form method="dialog" class="term"><h2>${t("terms.change")}</h2>
    <label>${t("terms.which")} <select name="entry">${entries.map(
      ([term, other], i) => html`<option value="${i}">${term} = ${other}</option>`,
    )}</select></label>
    ${fields(pair, entries[0][0], entries[0][1])}
    <p class="error" role="alert"></p>
    <p class="acts"><button class="act main">${t("save")}</button>
    <button type="button" class="act" data-remove>${t("terms.remove")}</button>
    <button type="button" class="act" data-close>${t("cancel")}</button></p></form>`,
  );
  const form = opened(dialog);
  const chosen = () => entries[Number(new FormData(form).get("entry"))];
  form.querySelector("select")?.addEventListener("change", () => {
    for (const [i, input] of [...form.querySelectorAll("input")].entries())
      input.value = chosen()[i];
  });
  /** @param {"terms.changed" | "terms.removed"} said @param {Record<string, string>} now */
  const change = (said, now) => {
    const [term, translation] = chosen();
    const shown = said === "terms.changed" ? written(form) : chosen();
    return sent(dialog, page, said, shown, () =>
      api.changeTerm({ ...langs(page), term, translation, ...now }),
    );
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [term, translation] = written(form);
    void change("terms.changed", { new_term: term, new_translation: translation });
  });
  form
    .querySelector("[data-remove]")
    ?.addEventListener("click", () => void change("terms.removed", {}));
}

/**
 * @param {import("../model/state.js").PairInfo} pair
 * @param {string} term
 * @param {string} translation
 */
function fields(pair, term, translation) {
  /** @param {"source" | "target"} side @param {string} name @param {string} value */
  const field = (side, name, value) => html`<label>${languageName(pair[side].lang)}
    <input name="${name}" lang="${pair[side].lang}" value="${value}" required
      maxlength="200" autocomplete="off"></label>`;
  return [field("source", "term", term), field("target", "translation", translation)];
}

/** The dialog's form, with the cursor in it. @param {HTMLDialogElement} dialog */
function opened(dialog) {
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const inputs = [...form.querySelectorAll("input")];
  (inputs.find((input) => !input.value) ?? inputs[0])?.focus();
  return form;
}

/** The term and the translation in the fields. @param {HTMLFormElement} form */
function written(form) {
  const said = new FormData(form);
  return ["term", "translation"].map((name) => String(said.get(name)));
}

/** Languages and reviewer of a request. @param {Review} page */
function langs({ state }) {
  return {
    source_lang: state.pair?.source.lang ?? "",
    target_lang: state.pair?.target.lang ?? "",
    reviewer: state.reviewer,
  };
}

/**
 * Send a change and say what it did; or why it was refused, in the dialog.
 * @param {HTMLDialogElement} dialog
 * @param {Review} page
 * @param {string} said
 * @param {string[]} entry
 * @param {() => Promise<unknown>} send
 */
async function sent(dialog, page, said, entry, send) {
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  try {
    await send();
    if (form.isConnected) dialog.close();
    page.dispatch({ type: "say", text: t(said, { what: entry.join(" = ") }) });
    page.hints.again();
  } catch (error) {
    const place = /** @type {HTMLElement} */ (form.querySelector(".error"));
    place.textContent = reasonOf(error);
    if (!form.isConnected) page.dispatch({ type: "say", text: reasonOf(error), tone: "error" });
  }
}
