/** About the texts of a pair: who wrote them, when, on what terms; and their import reports. */

import * as api from "../core/api.js";
import { reasonOf } from "../core/errors.js";
import { html, put } from "../core/html.js";
import { reportOf } from "../core/remarks.js";
import { isA } from "../core/roles.js";
import { reviewerName } from "../core/storage.js";
import { t } from "../core/strings.js";
import { SIDES } from "../model/bead.js";

/** @typedef {[string, string][]} Metadata */
/**
 * @typedef {{source: Metadata, target: Metadata, terms: Metadata, reports:
 *   (import("../core/remarks.js").Report & {name: string, lang: string})[]}} Description
 */

const KEYS = ["author", "translator", "publisher", "date", "genre", "address", "rights"];
const LICENCE = ["licence", "licence-url"];
const TERMS = [...LICENCE, "rights"];
const SEVERAL = ["author", "translator"];

/**
 * @param {HTMLDialogElement} dialog
 * @param {string} id
 * @param {string} title
 * @param {() => void} changed  called when the metadata has been saved
 */
export async function showTexts(dialog, id, title, changed) {
  /** @type {Description} */
  const known = await api.description(id);
  put(dialog, markup(known, title));
  dialog.showModal();
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  form.addEventListener("submit", async (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (button?.value !== "save") return;
    event.preventDefault();
    try {
      await api.describe(id, sent(form, known));
      dialog.close();
      changed();
    } catch (error) {
      /** @type {HTMLElement} */ (form.querySelector(".error")).textContent = reasonOf(error);
    }
  });
}

/** The form as the server takes it. @param {HTMLFormElement} form @param {Description} known */
function sent(form, known) {
  const fields = new FormData(form);
  /** @param {string} part @param {string[]} keys */
  const values = (part, keys) => {
    const typed = keys.map((key) => [key, String(fields.get(`${part}.${key}`) ?? "")]);
    const free = String(fields.get(`${part}.more`) ?? "")
      .split("\n")
      .filter((row) => row.includes(":"))
      .map((row) => [row.slice(0, row.indexOf(":")), row.slice(row.indexOf(":") + 1)]);
    return [...typed, ...free];
  };
  const status = known.terms.filter(([key]) => key === "availability");
  return {
    source: values("source", [...KEYS, ...LICENCE]),
    target: values("target", [...KEYS, ...LICENCE]),
    terms: [...status, ...values("terms", TERMS)],
    reviewer: reviewerName() || "reviewer-1",
  };
}

/** @param {Description} known @param {string} title */
function markup(known, title) {
  const may = isA("lead");
  return html`<form method="dialog" class="texts"><header><h2>${t("texts")}</h2>
    <button class="icon" aria-label="${t("close")}"
      title="${t("close")}">✕</button></header><p>${title}</p>
    ${known.reports.map(
      (report) => html`<section><h3>${report.name}</h3>${reportOf(report)}</section>`,
    )}
    ${SIDES.map((side) =>
      part(side, known[/** @type {"source" | "target"} */ (side)], [...KEYS, ...LICENCE], may),
    )}
    ${part("terms", known.terms, TERMS, may)}
    <p class="error" role="alert"></p>
    ${
      may &&
      html`<p class="acts"><button class="act main"
      value="save">${t("save")}</button></p>`
    }</form>`;
}

/** @param {string} name @param {Metadata} metadata @param {string[]} keys @param {boolean} may */
function part(name, metadata, keys, may) {
  /** @param {string} key */
  const value = (key) =>
    metadata
      .filter(([known]) => known === key)
      .map(([, said]) => said)
      .join(SEVERAL.includes(key) ? "; " : " ");
  const free = metadata.filter(([key]) => ![...keys, "availability"].includes(key));
  const more = free.map(([key, said]) => `${key}: ${said}`).join("\n");
  return html`<details${
    (name === "source" || metadata.length > 0) &&
    html`
    open`
  }><summary>${t(`texts.${name}`)}</summary>
    <div class="fields">${keys.map(
      (key) => html`<label>${t(`metadata.${key}`)} <input
      name="${name}.${key}" value="${value(key)}" maxlength="1000"
        autocomplete="off"${!may && html` readonly`}></label>`,
    )}
    ${
      name !== "terms" &&
      html`<label class="free">${t("metadata.more")} <textarea name="${name}.more" rows="2"${
        !may &&
        html`
        readonly`
      }>${more}</textarea></label>`
    }</div></details>`;
}
