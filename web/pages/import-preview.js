/** What was understood of one text or two, to be changed before a pair is made of them. */

import * as api from "../core/api.js";
import { reasonOf } from "../core/errors.js";
import { html, put } from "../core/html.js";
import { reportOf } from "../core/remarks.js";
import { languageName, t } from "../core/strings.js";
import { SIDES } from "../model/bead.js";

/**
 * @typedef {import("../core/remarks.js").Report & {name: string, lang: string, title: string,
 *   guessed: boolean, metadata: [string, string][]}} Seen
 */
/**
 * @typedef {{texts: Seen[], kind: string, name: string, languages: string[], ways: Record<string,
 *   string[]>, aligned: boolean, into: string}} Look  `into`: the language that the file itself
 *   wants, or empty
 */
/** @typedef {Look & {files: File[]}} Understood */

/** Languages that stand first in the choice. */
const OFTEN = ["kk", "en", "ru"];

/** @param {File[]} files @returns {FormData} */
function form(files) {
  const data = new FormData();
  for (const [i, file] of files.entries()) data.set(SIDES[i], file);
  return data;
}

/**
 * The files as the server reads them, in the order that the corpus's other pairs have.
 * @param {File[]} files
 * @param {import("./pairs.js").Summary[]} pairs
 * @returns {Promise<Understood>}
 */
export async function read(files, pairs) {
  const look = { ...(await api.look(form(files))), files };
  const [from, to] = look.texts.map((/** @type {Seen} */ s) => s.lang);
  const known = pairs.map((p) => `${p.source_lang}-${p.target_lang}`);
  return known.includes(`${to}-${from}`) && !known.includes(`${from}-${to}`) ? swapped(look) : look;
}

/** @param {Understood} look @returns {Understood} */
const swapped = (look) => ({
  ...look,
  texts: [...look.texts].reverse(),
  files: [...look.files].reverse(),
});

/** @param {HTMLDialogElement} dialog @param {import("../core/html.js").Markup} inside */
export function show(dialog, inside) {
  put(
    dialog,
    html`<header><h2>${t("add.title")}</h2>
    <button type="button" class="icon" data-add="close" aria-label="${t("close")}"
      title="${t("close")}">✕</button></header>${inside}`,
  );
  if (!dialog.open) dialog.showModal();
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {Understood} look
 * @param {(form: FormData) => Promise<void>} start
 */
export function showUnderstood(dialog, look, start) {
  show(dialog, markup(look));
  const fields = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const error = /** @type {HTMLElement} */ (dialog.querySelector(".error"));
  const button = /** @type {HTMLButtonElement} */ (dialog.querySelector(".acts .main"));
  const update = () => {
    const langs = chosen(fields);
    /** @type {HTMLElement} */ (dialog.querySelector("#langs")).textContent = `.${langs.join("-")}`;
    const byHand = new FormData(fields).has("by_hand");
    const wrong = problem(look, langs, byHand);
    if (error.textContent !== wrong) error.textContent = wrong;
    button.disabled = wrong !== "";
  };
  fields.addEventListener("input", update);
  fields
    .querySelector("#swap")
    ?.addEventListener("click", () => showUnderstood(dialog, swapped(edited(look, fields)), start));
  fields.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const data = form(look.files);
      for (const [name, value] of new FormData(fields)) data.set(name, value);
      await start(data);
    } catch (caught) {
      error.textContent = reasonOf(caught);
      button.disabled = false;
    }
  });
  update();
  fields.querySelector("input")?.focus();
}

/** The languages as they stand in the form. @param {HTMLFormElement} fields */
const chosen = (fields) =>
  SIDES.map((side) => String(new FormData(fields).get(`${side}_lang`) ?? ""));

/**
 * What was understood, with what has been changed since.
 * @param {Understood} look
 * @param {HTMLFormElement} fields
 * @returns {Understood}
 */
function edited(look, fields) {
  const said = new FormData(fields);
  const title = /** @param {number} i */ (i) =>
    String(said.get(`${SIDES[i]}_title`) ?? said.get("source_title"));
  const texts = look.texts.map((seen, i) => ({
    ...seen,
    lang: chosen(fields)[i],
    title: title(i),
  }));
  return { ...look, texts, kind: String(said.get("kind")), name: String(said.get("name")) };
}

/**
 * Why it can't begin so; empty when it can.
 * @param {Look} look
 * @param {string[]} langs
 * @param {boolean} byHand  whether the machine is to translate nothing
 */
function problem(look, [from, to], byHand) {
  if (from === to) return t("add.same-language", { lang: languageName(from) });
  if (look.texts.length === 1 && !byHand && !look.ways[from]?.includes(to))
    return t("add.no-package", { from: languageName(from), to: to ? languageName(to) : "…" });
  return "";
}

/** @param {Understood} look */
function markup(look) {
  const two = look.texts.length === 2;
  const { aligned } = look;
  const both = look.files.length < look.texts.length;
  return html`<form class="understood">${aligned && html`<p>${t("add.aligned")}</p>`}
    ${look.texts.map((seen, i) => text(seen, SIDES[i], look.languages, !(both && i)))}
    ${
      two && !aligned
        ? kinds(look.kind)
        : html`<input type="hidden" name="kind" value="${look.kind}">${!two && into(look)}`
    }
    <label>${t("add.name")} <span class="name"><input name="name" value="${look.name}" required
      maxlength="60" autocomplete="off" spellcheck="false"><span id="langs"></span></span></label>
    <p class="error" role="alert"></p>
    <p class="acts"><button class="act main">${t("add.start")}</button>
      ${two && html`<button type="button" class="act" id="swap">${t("add.swap")}</button>`}
      <button type="button" class="act" data-add="close">${t("cancel")}</button></p></form>`;
}

/**
 * @param {Seen} seen
 * @param {string} side
 * @param {string[]} languages
 * @param {boolean} named  whether it has a title of its own
 */
function text(seen, side, languages, named) {
  return html`<fieldset><legend>${t(`add.${side}`)}</legend>
    <p class="quiet">${seen.name}</p>${reportOf(seen)}
    ${seen.guessed && html`<p class="quiet">${t("add.guessed")}</p>`}
    ${
      named &&
      html`<label>${t("add.text-title")} <input name="${side}_title" value="${seen.title}"
      maxlength="300" autocomplete="off"></label>`
    }
    <label>${t("language")} ${choice(`${side}_lang`, languages, seen.lang)}</label></fieldset>`;
}

/** @param {string} kind */
const kinds = (kind) =>
  html`<fieldset><legend>${t("add.kind")}</legend>${["translation", "comparable"].map(
    (k) =>
      html`<label><input type="radio" name="kind" value="${k}"${k === kind && html` checked`}>
        ${t(`add.${k}`)}</label>`,
  )}</fieldset>`;

/** One text is translated: by a package, or by hand into any language. @param {Understood} look */
function into(look) {
  const reached = [...new Set(Object.values(look.ways).flat())];
  const first = look.into || (look.ways[look.texts[0].lang]?.[0] ?? reached[0] ?? "en");
  const byHand = !look.ways[look.texts[0].lang]?.includes(first);
  return html`<label>${t("add.into")} ${choice("target_lang", look.languages, first)}</label>
    <label><input type="checkbox" name="by_hand" value="true"${byHand && html` checked`}>
      ${t("add.by-hand")}</label>`;
}

/** @param {string} name @param {string[]} languages @param {string} lang */
function choice(name, languages, lang) {
  const rest = languages
    .filter((l) => !OFTEN.includes(l) && l !== lang)
    .map((l) => ({ l, name: languageName(l) }));
  rest.sort((a, b) => a.name.localeCompare(b.name));
  const first = [...new Set([...OFTEN.filter((l) => languages.includes(l)), lang])].map((l) => ({
    l,
    name: languageName(l),
  }));
  return html`<select name="${name}">${[...first, ...rest].map(
    (o) => html`<option value="${o.l}"${o.l === lang && html` selected`}>${o.name}</option>`,
  )}</select>`;
}
