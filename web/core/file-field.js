/** A field for files whose words are those of the page: a browser's own are in its language. */

import { html } from "./html.js";
import { t } from "./strings.js";

/**
 * @param {string} label
 * @param {{name: string, multiple?: boolean, required?: boolean}} field
 */
export const fileField = (label, { name, multiple = false, required = false }) => html`<label
  class="file-field">${label} <span class="act file">${t(multiple ? "add.choose" : "file.choose")}
  <input type="file" name="${name}" accept=".txt,text/plain"${multiple && html` multiple`}${
    required && html` required`
  }></span> <span class="chosen">${t("file.none")}</span></label>`;

/** Say beside a field which files have been chosen. @param {HTMLElement} form */
export function listenToFileFields(form) {
  form.addEventListener("change", (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    const said = field.closest(".file-field")?.querySelector(".chosen");
    if (!said) return;
    const names = [...(field.files ?? [])].map((file) => file.name);
    said.textContent = names.length ? names.join(", ") : t("file.none");
  });
}
