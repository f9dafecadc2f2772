/**
 * Adding texts on the first page: dropped, chosen or pasted, then shown as they were understood,
 * then begun.
 */

import * as api from "../core/api.js";
import { answerTo } from "../core/dialog-answer.js";
import { reasonOf } from "../core/errors.js";
import { html } from "../core/html.js";
import { reviewerName } from "../core/storage.js";
import { number, t } from "../core/strings.js";
import { read, show, showUnderstood } from "./import-preview.js";
import { showSeveral } from "./several-files.js";

/** Bytes; the server takes no more at once. */
const MOST = 32 * 1024 * 1024;
const KNOWN = [
  ".txt,.text,.lines,.docx,.docm,.pptx,.odt,.odp,.html,.htm,.xhtml,.epub,.md,.rtf,.pdf,.srt,.vtt",
  ".tmx,.tsv,.csv,.xlsx,.po,.xlf,.xliff,.sdlxliff,.mqxliff,.xml,.tei,.zip,.gz",
].join();

/**
 * The place for new texts, and under it the jobs.
 * @param {boolean} first  whether there is no pair yet
 */
export const addingPlace = (first) => html`<section class="adding" aria-labelledby="adding">
  <div class="drop">${
    first
      ? html`<h1 id="adding">${t("empty.title")}</h1>`
      : html`<h2 id="adding">${t("add.title")}</h2>`
  }
    <p>${t("add.how")}</p>
    <p class="acts"><button type="button" class="act main"
      data-add="choose">${t("add.choose")}</button>
      <button type="button" class="act" data-add="paste">${t("add.paste")}</button></p>
    <p class="formats">${t("add.formats")}</p>
    <input type="file" id="files" multiple hidden accept="${KNOWN}"></div>
  <ul id="jobs" class="jobs" aria-label="${t("add.jobs")}"></ul></section>`;

/**
 * @param {HTMLElement} app
 * @param {import("../core/api.js").Session} session
 * @param {() => import("./pairs.js").Summary[]} pairs  those that there are
 * @param {() => void} begun  called when a job has been put on the list
 */
export function listenToAdding(app, session, pairs, begun) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("dialog"));
  const chooser = /** @type {HTMLInputElement} */ (app.querySelector("#files"));
  const start = /** @param {FormData} form */ async (form) => {
    form.set("reviewer", session.reviewer || reviewerName() || "reviewer-1");
    await api.order(form);
    if (!form.has("more")) dialog.close();
    begun();
  };
  /** @param {File[]} files */
  const take = (files) => files.length && understand(dialog, files, pairs(), start);
  app.addEventListener("click", (event) => {
    const what = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.add;
    if (what === "choose") chooser.click();
    if (what === "paste") paste(dialog, take);
    if (what === "close") dialog.close();
  });
  chooser.addEventListener("change", () => {
    take([...(chooser.files ?? [])]);
    chooser.value = "";
  });
  listenToDrops(take);
}

/** Files may be dropped anywhere on the page. @param {(files: File[]) => void} take */
function listenToDrops(take) {
  const mark = /** @param {boolean} on */ (on) => document.body.classList.toggle("dropping", on);
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    mark(true);
  });
  addEventListener("dragleave", (event) => event.relatedTarget || mark(false));
  addEventListener("drop", (event) => {
    mark(false);
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
}

/** @param {HTMLDialogElement} dialog @param {(files: File[]) => void} take */
function paste(dialog, take) {
  /** @param {string} side */
  const area = (side) =>
    html`<label>${t(`add.paste-${side}`)}<textarea name="${side}" rows="7"></textarea></label>`;
  show(
    dialog,
    html`<form class="paste">${["source", "target"].map(area)}
    <p class="acts"><button class="act main">${t("add.continue")}</button></p></form>`,
  );
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const texts = ["source", "target"]
      .map((side) => String(new FormData(form).get(side)))
      .filter((text) => text.trim());
    take(texts.map((text) => new File([text], "text.txt")));
  });
}

/**
 * Ask the server what it understands of the files, and show it, to be changed and begun.
 * @param {HTMLDialogElement} dialog
 * @param {File[]} files
 * @param {import("./pairs.js").Summary[]} pairs
 * @param {(form: FormData) => Promise<void>} start
 */
async function understand(dialog, files, pairs, start) {
  const sum = files.reduce((bytes, file) => bytes + file.size, 0);
  if (sum > MOST)
    return refuse(
      dialog,
      t("add.too-large", { size: number(Math.ceil(sum / 2 ** 20)), most: number(MOST / 2 ** 20) }),
    );
  if (files.length > 2) return showSeveral(dialog, files, start);
  show(dialog, html`<p role="status">${t("add.reading")}</p>`);
  try {
    showUnderstood(dialog, await answerTo(dialog, read(files, pairs)), start);
  } catch (error) {
    refuse(dialog, reasonOf(error));
  }
}

/** @param {HTMLDialogElement} dialog @param {string} why */
function refuse(dialog, why) {
  show(
    dialog,
    html`<p class="error" role="alert">${why}</p>
    <p class="acts next-try"><button type="button" class="act main"
      data-add="choose">${t("add.choose")}</button></p>`,
  );
}
