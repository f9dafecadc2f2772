/** Choosing what to export, in which format. */

import { html, put } from "../core/html.js";
import { t } from "../core/strings.js";

const FORMATS = ["tmx", "tei", "tsv", "jsonl", "moses"];
const STATUSES = ["auto", "confirmed", "rejected", "flagged"];

/**
 * Fill `dialog` with the choice for a pair, or for `all`.
 * @param {HTMLDialogElement} dialog
 * @param {string} id
 * @param {string} title
 */
export function showExport(dialog, id, title) {
  put(dialog, form(title));
  const fields = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const link = /** @type {HTMLAnchorElement} */ (dialog.querySelector("a.main"));
  const update = () => (link.href = address(id, new FormData(fields)));
  fields.addEventListener("input", update);
  link.addEventListener("click", () => setTimeout(() => dialog.close()));
  update();
}

/** @param {string} id @param {FormData} fields */
function address(id, fields) {
  const query = new URLSearchParams();
  for (const status of fields.getAll("status")) query.append("status", String(status));
  if (Number(fields.get("min_confidence")) > 0)
    query.set("min_confidence", String(fields.get("min_confidence")));
  return `/export/${encodeURIComponent(id)}.${fields.get("format")}?${query}`;
}

/** @param {string} title */
function form(title) {
  return html`<form method="dialog" class="export"><header><h2>${t("export")}</h2>
    <button class="icon" aria-label="${t("close")}" title="${t("close")}">✕</button></header><p>${title}</p>
    <fieldset><legend>${t("export.format")}</legend>
      ${FORMATS.map((f, i) => html`<label><input type="radio" name="format" value="${f}"${i === 0 && html` checked`}> ${t(`format.${f}`)}</label>`)}</fieldset>
    <fieldset><legend>${t("export.which")}</legend>
      ${STATUSES.map((s) => html`<label><input type="checkbox" name="status" value="${s}"${s === "confirmed" && html` checked`}> ${t(`status.${s}`)}</label>`)}</fieldset>
    <label>${t("export.confidence")} <input type="number" name="min_confidence" min="0" max="1" step="0.05" value="0"></label>
    <p class="acts"><a class="act main" download href="">${t("export.download")}</a></p></form>`;
}
