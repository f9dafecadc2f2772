/** Titles, projects and deletion of pairs, on the first page. */

import * as api from "../core/api.js";
import { reasonOf } from "../core/errors.js";
import { html, put } from "../core/html.js";
import { fileName, pairName } from "../core/naming.js";
import { reviewerName } from "../core/storage.js";
import { t } from "../core/strings.js";

/** @typedef {import("./pairs.js").Summary} Summary */

/** The deleted pairs, each with the way back. */
export async function deletedList() {
  /** @type {{deleted: string[]}} */
  const { deleted } = await api.deletedPairs();
  if (!deleted.length) return html``;
  return html`<details class="deleted"><summary>${t("deleted", { n: deleted.length })}</summary>
    <ul>${deleted.map(
      (id) => html`<li><code>${id}</code>
      <button type="button" class="act quiet" data-restore="${id}">${t("restore")}</button></li>`,
    )}</ul></details>`;
}

/**
 * @param {HTMLElement} app
 * @param {import("../core/api.js").Session} session
 * @param {() => Summary[]} pairs
 * @param {() => Promise<void>} reload
 */
export function listenToHousekeeping(app, session, pairs, reload) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("dialog"));
  app.addEventListener("click", async (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    const { rename, delete: gone, restore } = button?.dataset ?? {};
    const pair = pairs().find(({ id }) => id === (rename ?? gone));
    if (rename && pair) askNames(dialog, pair, pairs(), session, reload);
    if (gone && pair) askDeletion(dialog, pair, pairs(), reload);
    if (restore) {
      await api.restorePair(restore);
      await reload();
    }
  });
}

/** @param {Summary} pair */
const projectOf = (pair) => pair.metadata.find(([key]) => key === "project")?.[1] ?? "";

/**
 * @param {HTMLDialogElement} dialog
 * @param {Summary} pair
 * @param {Summary[]} pairs  whose projects are offered, and of which one may have the same titles
 * @param {import("../core/api.js").Session} session
 * @param {() => Promise<void>} reload
 */
function askNames(dialog, pair, pairs, session, reload) {
  const projects = [...new Set(pairs.map(projectOf).filter(Boolean))].sort();
  /** @param {string} name @param {string} label @param {string} value */
  const field = (name, label, value) => html`<label>${label} <input name="${name}"
    value="${value}" maxlength="${name === "project" ? 100 : 500}" autocomplete="off"${
      name === "project" && html` list="projects"`
    }></label>`;
  const twin = fileName(pair, pairs);
  put(
    dialog,
    html`<form method="dialog" class="names"><h2>${t("rename.title")}</h2>
    ${twin && html`<p>${twin}</p>`}
    ${field("source_title", t("add.source"), pair.source_title)}
    ${field("target_title", t("add.target"), pair.target_title)}
    ${field("project", t("metadata.project"), projectOf(pair))}
    <datalist id="projects">${projects.map((p) => html`<option value="${p}">`)}</datalist>
    ${foot(t("save"))}</form>`,
  );
  onConfirmed(dialog, reload, (form) =>
    api.rename(pair.id, {
      ...Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, String(value)])),
      reviewer: session.reviewer || reviewerName() || "reviewer-1",
    }),
  );
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {Summary} pair
 * @param {Summary[]} pairs  of which one may have the same titles
 * @param {() => Promise<void>} reload
 */
function askDeletion(dialog, pair, pairs, reload) {
  put(
    dialog,
    html`<form method="dialog" class="names"><h2>${t("delete.ask")}</h2>
    <p><b>${pairName(pair.id, pair, pairs)}</b></p><p>${t("delete.how")}</p>
    ${foot(t("delete"), "danger")}</form>`,
  );
  onConfirmed(dialog, reload, () => api.deletePair(pair.id));
}

/** @param {string} label @param {"" | "danger"} [tone] */
const foot = (label, tone = "") => html`<p class="error" role="alert"></p>
  <p class="acts"><button class="act main ${tone}">${label}</button>
  <button type="button" class="act" data-close>${t("cancel")}</button></p>`;

/**
 * Open the dialog; do what it asks for when its form is sent.
 * @param {HTMLDialogElement} dialog
 * @param {() => Promise<void>} reload
 * @param {(form: HTMLFormElement) => Promise<unknown>} act
 */
function onConfirmed(dialog, reload, act) {
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  form.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await act(form);
      dialog.close();
      await reload();
    } catch (error) {
      /** @type {HTMLElement} */ (form.querySelector(".error")).textContent = reasonOf(error);
    }
  });
  dialog.showModal();
}
