/** Choosing the language of the interface. */

import { html } from "./html.js";
import { KNOWN, language } from "./locale.js";
import { keepChosenLanguage } from "./storage.js";
import { t } from "./strings.js";

/** A button for each language. */
export const languageChoice =
  () => html`<div class="languages" role="group" aria-label="${t("language")}">
  ${Object.entries(KNOWN).map(
    ([
      code,
      name,
    ]) => html`<button type="button" class="act quiet" data-language="${code}" lang="${code}"
    aria-pressed="${String(code === language)}">${name}</button>`,
  )}</div>`;

/**
 * On whatever page: the language is remembered, and the page begins anew in it.
 * @param {HTMLElement} app
 */
export function listenToLanguages(app) {
  app.addEventListener("click", (event) => {
    const chosen = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.language;
    if (!chosen || chosen === language) return;
    keepChosenLanguage(chosen);
    location.reload();
  });
}
