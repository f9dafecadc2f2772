/** Choosing what to export, in which format. */

import { exportable, file } from "../core/api.js";
import { reasonOf } from "../core/errors.js";
import { html, put } from "../core/html.js";
import { t } from "../core/strings.js";
import { whereSelect } from "../core/where.js";

const FORMATS = [
  ...["tmx", "tei", "tsv", "xlsx", "html", "xliff", "xliff2"],
  ...["jsonl", "moses", "cesalign", "intertext", "vertical", "parquet"],
];
/** Formats that the server makes whole, and may be unable to make. */
const WHOLE = ["parquet"];
const STATUSES = ["auto", "confirmed", "rejected", "flagged"];

/** How long after a choice the server is asked, in milliseconds. */
const CHOOSING = 150;

/**
 * Fill `dialog` with the choice for a pair, or for `all`.
 * @param {HTMLDialogElement} dialog
 * @param {string} id
 * @param {string} title
 * @param {import("../core/where.js").Described[]} [pairs]  among which metadata may choose
 */
export function showExport(dialog, id, title, pairs = []) {
  put(dialog, form(title, pairs));
  const fields = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const link = /** @type {HTMLAnchorElement} */ (dialog.querySelector("a.main"));
  const count = /** @type {HTMLElement} */ (dialog.querySelector("#export-count"));
  let [asked, wait] = [0, 0];
  /** @param {string} said @param {boolean} possible */
  const tell = (said, possible) => {
    count.textContent = said;
    link.ariaDisabled = String(!possible);
  };
  const ask = async () => {
    const number = ++asked;
    const found = await counted(id, new FormData(fields));
    if (number === asked && fields.isConnected) tell(...found);
  };
  const update = () => {
    const chosen = new FormData(fields);
    link.href = address(id, chosen);
    /** @type {HTMLElement} */ (dialog.querySelector("#export-clean")).hidden =
      !chosen.has("clean");
    clearTimeout(wait);
    if (chosen.has("status")) wait = setTimeout(ask, CHOOSING);
    else {
      asked++; // an answer on its way is about what is no longer chosen
      tell(t("export.no-status"), false);
    }
  };
  fields.addEventListener("input", update);
  link.addEventListener("click", (event) => {
    const chosen = new FormData(fields);
    const whole = chosen.has("clean") || WHOLE.includes(String(chosen.get("format")));
    const impossible = link.ariaDisabled === "true";
    if (whole || impossible) event.preventDefault();
    if (impossible) return;
    if (whole) save(id, chosen, count, dialog);
    else setTimeout(() => dialog.close());
  });
  const written = /** @type {HTMLAnchorElement | null} */ (dialog.querySelector("a.document"));
  if (id === "all") dialog.querySelector("fieldset.document")?.remove();
  const refer = () => {
    if (written) written.href = documentAddress(id, new FormData(fields));
  };
  fields.addEventListener("input", refer);
  refer();
  update();
}

/**
 * What is said about how many beads pass, and whether there is something to download.
 * @param {string} id
 * @param {FormData} chosen
 * @returns {Promise<[string, boolean]>}
 */
async function counted(id, chosen) {
  try {
    const { passing, unreviewed, most } = await exportable(fileName(id, chosen), queryOf(chosen));
    if (!passing) return [t("export.nothing", { most, unreviewed }), false];
    if (!chosen.has("clean")) return [t("export.count", { n: passing }), true];
    return [`${t("export.before-cleaning", { n: passing })} ${t("export.clean-hint")}`, true];
  } catch (error) {
    return [reasonOf(error), true];
  }
}

/**
 * Save a file once all of it is there, or say why there is none.
 * @param {string} id
 * @param {FormData} chosen
 * @param {HTMLElement} status
 * @param {HTMLDialogElement} dialog
 */
async function save(id, chosen, status, dialog) {
  status.textContent = t("export.making");
  try {
    const link = document.createElement("a");
    const name = fileName(id, chosen);
    link.href = URL.createObjectURL(await file(address(id, chosen)));
    link.download = chosen.has("clean") ? `${name}.clean.zip` : name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
    if (status.isConnected) dialog.close();
  } catch (error) {
    status.textContent = reasonOf(error);
  }
}

/** @param {string} id @param {FormData} fields */
const fileName = (id, fields) => `${id}.${fields.get("format")}`;

/** Which beads, and how. @param {FormData} fields */
function queryOf(fields) {
  const query = new URLSearchParams();
  for (const status of fields.getAll("status")) query.append("status", String(status));
  if (Number(fields.get("min_confidence")) > 0)
    query.set("min_confidence", String(fields.get("min_confidence")));
  if (fields.get("where")) query.set("where", String(fields.get("where")));
  if (fields.get("no_formulas")) query.set("no_formulas", "true");
  if (fields.has("clean")) {
    query.set("clean", "true");
    query.set("max_ratio", String(fields.get("max_ratio") || 3));
  }
  return query;
}

/** @param {string} id @param {FormData} fields */
const address = (id, fields) =>
  `/export/${encodeURIComponent(fileName(id, fields))}?${queryOf(fields)}`;

/** The address of a pair as a document. @param {string} id @param {FormData} fields */
function documentAddress(id, fields) {
  const query = new URLSearchParams({
    unreviewed: String(fields.get("unreviewed") ?? "draft"),
    mark: String(fields.get("mark") ?? ""),
  });
  return `/document/${encodeURIComponent(id)}?${query}`;
}

/** @param {string} title @param {import("../core/where.js").Described[]} pairs */
function form(title, pairs) {
  return html`<form method="dialog" class="export"><header><h2>${t("export")}</h2>
    <button class="icon" aria-label="${t("close")}"
      title="${t("close")}">✕</button></header><p>${title}</p>
    <fieldset class="choices"><legend>${t("export.format")}</legend>
      ${FORMATS.map(
        (f, i) => html`<label><input type="radio" name="format"
        value="${f}"${i === 0 && html` checked`}> ${t(`format.${f}`)}</label>`,
      )}</fieldset>
    <fieldset class="choices"><legend>${t("export.which")}</legend>
      ${STATUSES.map(
        (s) => html`<label><input type="checkbox" name="status"
        value="${s}"${s === "confirmed" && html` checked`}>
          ${t(`status.${s}`)}</label>`,
      )}</fieldset>
    ${whereSelect(pairs, "")}
    <label>${t("export.confidence")} <input type="number" name="min_confidence" min="0" max="1"
      step="0.05" value="0"></label>
    <label><input type="checkbox" name="no_formulas"> ${t("export.no-formulas")}</label>
    <label><input type="checkbox" name="clean"> ${t("export.clean")}</label>
    <label id="export-clean" hidden>${t("export.max-ratio")} <input type="number" name="max_ratio"
      min="1" step="0.5" value="3"></label>
    <p id="export-count" role="status"></p>
    <p class="acts"><a class="act main" download href="">${t("export.download")}</a></p>
    <fieldset class="document"><legend>${t("document")}</legend>
      <label>${t("document.unreviewed")} <select name="unreviewed">
        <option value="draft">${t("document.draft")}</option>
        <option value="source">${t("document.source")}</option></select></label>
      <label>${t("document.mark")} <select name="mark">
        <option value="">${t("document.no-mark")}</option>
        <option value="highlight">${t("document.highlight")}</option>
        <option value="comment">${t("document.comment")}</option></select></label>
      <p>${t("document.mark-hint")}</p>
      <p class="acts"><a class="act document" download href=""
        title="${t("document.hint")}">${t("document.download")}</a></p></fieldset></form>`;
}
