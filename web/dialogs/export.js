/** Choosing what to export, in which format. */

import { html, put } from "../core/html.js";
import { t } from "../core/strings.js";
import { whereSelect } from "../core/where.js";
import { isLinked } from "../model/bead.js";

/** @typedef {import("../model/state.js").Bead} Bead */

const FORMATS = [
  ...["tmx", "tei", "tsv", "xlsx", "html", "xliff", "xliff2"],
  ...["jsonl", "moses", "cesalign", "intertext", "vertical"],
];
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
    if (!beads) return;
    const { passing, others } = exportCounts(beads, chosen);
    count.textContent = passing
      ? t("export.count", { n: passing })
      : t("export.nothing", { all: others.all, auto: others.auto });
    link.toggleAttribute("aria-disabled", passing === 0);
  };
  fields.addEventListener("input", update);
  link.addEventListener("click", (event) => {
    if (link.hasAttribute("aria-disabled")) event.preventDefault();
    else setTimeout(() => dialog.close());
  });
  const document = /** @type {HTMLAnchorElement | null} */ (dialog.querySelector("a.document"));
  if (document && id !== "all") document.href = `/document/${encodeURIComponent(id)}`;
  else document?.parentElement?.remove();
  update();
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
  return `/export/${encodeURIComponent(id)}.${fields.get("format")}?${query}`;
}

/** @param {string} title @param {import("../core/where.js").Described[]} pairs */
function form(title, pairs) {
  return html`<form method="dialog" class="export"><header><h2>${t("export")}</h2>
    <button class="icon" aria-label="${t("close")}"
      title="${t("close")}">✕</button></header><p>${title}</p>
    <fieldset><legend>${t("export.format")}</legend>
      ${FORMATS.map(
        (f, i) => html`<label><input type="radio" name="format"
        value="${f}"${i === 0 && html` checked`}> ${t(`format.${f}`)}</label>`,
      )}</fieldset>
    <fieldset><legend>${t("export.which")}</legend>
      ${STATUSES.map(
        (s) => html`<label><input type="checkbox" name="status"
        value="${s}"${s === "confirmed" && html` checked`}>
          ${t(`status.${s}`)}</label>`,
      )}</fieldset>
    ${whereSelect(pairs, "")}
    <label>${t("export.confidence")} <input type="number" name="min_confidence" min="0" max="1"
      step="0.05" value="0"></label>
    <label><input type="checkbox" name="no_formulas"> ${t("export.no-formulas")}</label>
    <p id="export-count" role="status"></p>
    <p class="acts"><a class="act main" download href="">${t("export.download")}</a></p>
    <p class="acts"><a class="act document" download href=""
      title="${t("document.hint")}">${t("document.download")}</a></p></form>`;
}
