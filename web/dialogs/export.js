/** Choosing what to export, in which format. */

import { file } from "../core/api.js";
import { reasonOf } from "../core/errors.js";
import { html, put } from "../core/html.js";
import { t } from "../core/strings.js";
import { whereSelect } from "../core/where.js";
import { isLinked } from "../model/bead.js";

/** @typedef {import("../model/state.js").Bead} Bead */

const FORMATS = [
  ...["tmx", "tei", "tsv", "xlsx", "html", "xliff", "xliff2"],
  ...["jsonl", "moses", "cesalign", "intertext", "vertical", "parquet"],
];
/** Formats that the server makes whole, and may be unable to make. */
const WHOLE = ["parquet"];
const STATUSES = ["auto", "confirmed", "rejected", "flagged"];

/**
 * Fill `dialog` with the choice for a pair, or for `all`.
 * @param {HTMLDialogElement} dialog
 * @param {string} id
 * @param {string} title
 * @param {Bead[]} [beads]  those of the pair, to count what passes
 * @param {import("../core/where.js").Described[]} [pairs]  among which metadata may choose
 */
export function showExport(dialog, id, title, beads, pairs = []) {
  put(dialog, form(title, pairs));
  const fields = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const link = /** @type {HTMLAnchorElement} */ (dialog.querySelector("a.main"));
  const count = /** @type {HTMLElement} */ (dialog.querySelector("#export-count"));
  const update = () => {
    const chosen = new FormData(fields);
    link.href = address(id, chosen);
    const clean = chosen.has("clean");
    /** @type {HTMLElement} */ (dialog.querySelector("#export-clean")).hidden = !clean;
    if (!beads || clean) {
      count.textContent = clean ? t("export.clean-hint") : "";
      link.removeAttribute("aria-disabled");
      return;
    }
    const { passing, others } = exportCounts(beads, chosen);
    count.textContent = passing
      ? t("export.count", { n: passing })
      : t("export.nothing", { all: others.all, auto: others.auto });
    link.toggleAttribute("aria-disabled", passing === 0);
  };
  fields.addEventListener("input", update);
  link.addEventListener("click", (event) => {
    const chosen = new FormData(fields);
    const whole = chosen.has("clean") || WHOLE.includes(String(chosen.get("format")));
    if (whole || link.hasAttribute("aria-disabled")) event.preventDefault();
    if (whole) save(id, chosen, count, dialog);
    else if (!link.hasAttribute("aria-disabled")) setTimeout(() => dialog.close());
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
    link.href = URL.createObjectURL(await file(address(id, chosen)));
    link.download = `${id}.${chosen.get("format")}${chosen.has("clean") ? ".clean.zip" : ""}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
    dialog.close();
  } catch (error) {
    status.textContent = reasonOf(error);
  }
}

/**
 * How many beads pass the choice, and how many would with other statuses.
 * @param {Bead[]} beads
 * @param {FormData} fields
 */
function exportCounts(beads, fields) {
  const statuses = fields.getAll("status").map(String);
  const least = Number(fields.get("min_confidence"));
  const linked = beads.filter(isLinked);
  /** @param {string[]} wanted */
  const count = (wanted) =>
    linked.filter(
      (b) =>
        wanted.includes(b.status) && (b.status === "confirmed" || (b.confidence ?? 0) >= least),
    ).length;
  return {
    passing: count(statuses),
    others: { all: linked.length, auto: count(["auto", "confirmed"]) },
  };
}

/** @param {string} id @param {FormData} fields */
function address(id, fields) {
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
  return `/export/${encodeURIComponent(id)}.${fields.get("format")}?${query}`;
}

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
