/** Several files at once: each a document, or a pair by its names, added one after the other. */

import * as api from "../core/api.js";
import { answerTo } from "../core/dialog-answer.js";
import { reasonOf } from "../core/errors.js";
import { html } from "../core/html.js";
import { languageName, t } from "../core/strings.js";
import { SIDES } from "../model/bead.js";
import { grouped, partsOf } from "../model/file-groups.js";
import { show } from "./import-preview.js";

/** @typedef {import("./import-preview.js").Look} Look */
/** @typedef {{files: File[], look: Look | null, problem: string}} Item */

/** @param {File[]} files @returns {FormData} */
function formOf(files) {
  const data = new FormData();
  for (const [i, file] of files.entries()) {
    data.set(SIDES[i], file);
    if (files.length > 1) data.set(`${SIDES[i]}_lang`, partsOf(file.name).lang);
  }
  return data;
}

/** @param {File[]} files @returns {Promise<Item>} */
async function understood(files) {
  try {
    return { files, look: await api.look(formOf(files)), problem: "" };
  } catch (error) {
    return { files, look: null, problem: reasonOf(error) };
  }
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {File[]} files
 * @param {(form: FormData) => Promise<void>} start
 */
export async function showSeveral(dialog, files, start) {
  /** @type {Item[]} */
  const items = [];
  const groups = grouped(files);
  for (const group of groups) {
    const progress = { n: items.length + 1, all: groups.length };
    show(dialog, html`<p role="status">${t("add.reading-of", progress)}</p>`);
    items.push(await answerTo(dialog, understood(group)));
  }
  const into = [...new Set(items.flatMap(({ look }) => Object.values(look?.ways ?? {}).flat()))];
  show(dialog, markup(items, into));
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const error = /** @type {HTMLElement} */ (form.querySelector(".error"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = new FormData(form);
    const lang = String(said.get("target_lang") ?? "");
    /** @type {HTMLButtonElement} */ (form.querySelector(".main")).disabled = true;
    const refused = [];
    for (const { files: group, look } of items) {
      if (!look) continue;
      try {
        await start(orderOf(group, look, lang, said.has("by_hand")));
      } catch (caught) {
        refused.push(`${group[0].name}: ${reasonOf(caught)}`);
      }
    }
    if (refused.length) error.textContent = refused.join("\n");
    else dialog.close();
  });
}

/**
 * @param {File[]} files
 * @param {Look} look
 * @param {string} into
 * @param {boolean} byHand
 */
function orderOf(files, look, into, byHand) {
  const data = formOf(files);
  const [from] = look.texts.map((seen) => seen.lang);
  const ways = look.ways[from] ?? [];
  const target = look.into || (into !== from ? into : (ways[0] ?? ""));
  data.set("kind", look.kind);
  data.set("name", look.name);
  data.set("more", "true");
  if (look.texts.length === 1) data.set("target_lang", target);
  if (look.texts.length === 1 && (byHand || !ways.includes(target))) data.set("by_hand", "true");
  return data;
}

/** @param {Item[]} items @param {string[]} into */
const markup = (items, into) => html`<form class="several"><div class="wide">
  <table class="pair-table"><tbody>${items.map(row)}</tbody></table></div>
  ${
    items.some(({ look }) => look?.texts.length === 1) &&
    html`<label>${t("add.into")} <select name="target_lang">${into.map(
      (l) => html`<option value="${l}">${languageName(l)}</option>`,
    )}</select></label>
    <label><input type="checkbox" name="by_hand"> ${t("add.by-hand")}</label>`
  }
  <p class="error" role="alert"></p>
  <p class="acts"><button class="act main">${t("add.start")}</button>
  <button type="button" class="act" data-add="close">${t("cancel")}</button></p></form>`;

/** @param {Item} item */
const row = ({ files, look, problem }) => html`<tr>
  <th scope="row">${files.map((file) => file.name).join(" + ")}</th>
  <td>${look?.texts.map((seen) => languageName(seen.lang)).join(" – ")}</td>
  <td>${
    look
      ? t(look.texts.length > 1 ? "add.as-pair" : "add.as-document")
      : html`<span class="error">${problem}</span>`
  }</td></tr>`;
