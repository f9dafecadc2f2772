/** A word in context over the whole corpus, the other language beside it. */

import * as api from "../core/api.js";
import { html, put } from "../core/html.js";
import { pairName } from "../core/naming.js";
import { languageName, t } from "../core/strings.js";
import { topBar } from "../core/top-bar.js";
import { whereSelect } from "../core/where.js";

/**
 * @typedef {{pair: string, segment: string, status: string, side: string, lang: string, before:
 *   string, match: string,
 *   after: string, other_lang: string, other: string, similarity: number | null, named: import("../core/naming.js").Named |
 *   null}} Hit
 */

/** When to ask again while the server still reads the corpus, in milliseconds. */
const READING = 1000;
const LANGUAGES = ["kk", "en"];
/** Scripts written from right to left, ISO 15924. */
const RTL_SCRIPTS = ["Arab", "Hebr", "Syrc", "Thaa", "Nkoo"];
/** The search that is offered only where there are vectors of sentences. */
const MEANING = "meaning";
const STATUSES = ["auto", "confirmed", "rejected", "flagged"];

/** @param {HTMLElement} app @param {import("../core/api.js").Session} session */
export async function concordance(app, session) {
  document.title = `${t("concordance")} – baikonur-align`;
  const query = new URLSearchParams(location.search);
  const described = await api.pairPage({ limit: "1" });
  put(
    app,
    html`${topBar(session, "/concordance")}<main
      class="page concordance"><h1>${t("concordance")}</h1>
    <p class="intro">${t("concordance.how")}</p>${form(query, described)}
    <p id="covered" class="intro" hidden></p>
    <p class="found"><span id="count" role="status"></span> <a id="file" hidden>${t("concordance.file")}</a></p><ol id="places" class="places"></ol><p id="more"></p></main>`,
  );
  const field = /** @type {HTMLInputElement} */ (document.getElementById("q"));
  followChoice();
  const offered = offerMeaning(query);
  if (query.get("q")) await show(query, 0);
  else field.focus();
  await offered;
}

/** A search by meaning has an order of its own, and nothing to find opposite. */
function followChoice() {
  const by = /** @type {HTMLSelectElement} */ (document.querySelector("[name=by]"));
  const follow = () => {
    for (const name of ["opposite", "order"]) {
      const other = /** @type {HTMLInputElement} */ (document.querySelector(`[name=${name}]`));
      other.disabled = by.value === MEANING;
    }
  };
  by.addEventListener("change", follow);
  follow();
}

/**
 * Offer the search by meaning where sentences have vectors, and say how many rows have.
 * @param {URLSearchParams} query
 */
async function offerMeaning(query) {
  let found = await api.meaning();
  while (!found.ready) {
    await new Promise((resolve) => setTimeout(resolve, READING));
    found = await api.meaning();
  }
  if (!found.covered) return;
  const by = /** @type {HTMLSelectElement} */ (document.querySelector("[name=by]"));
  if (query.get("by") !== MEANING) by.append(new Option(t("concordance.meaning"), MEANING));
  const note = /** @type {HTMLElement} */ (document.getElementById("covered"));
  note.textContent = t("concordance.covered", { n: found.covered, of: found.beads });
  note.hidden = false;
}

/**
 * A plain form, so that every search has its address.
 * @param {URLSearchParams} query
 * @param {import("../core/where.js").Described} described  what metadata there is
 */
function form(query, described) {
  const languages = [...new Set([...LANGUAGES, query.get("lang") ?? ""])].filter(Boolean);
  /** @param {string} name @param {string} label @param {[string, string][]} options */
  const select = (name, label, options) =>
    html`<label>${label} <select name="${name}">${options.map(
      ([value, text]) =>
        html`<option value="${value}"${(query.get(name) ?? "") === value && html` selected`}>${text}</option>`,
    )}</select></label>`;
  /** @param {string} name @param {string} label @param {boolean} required */
  const input = (name, label, required) =>
    html`<label>${label} <input id="${name}" name="${name}" type="search" maxlength="200"
      value="${query.get(name) ?? ""}"${required && html` required`}></label>`;
  return html`<form class="asking" role="search">
    ${input("q", t("concordance.word"), true)}
    ${input("opposite", t("concordance.opposite"), false)}
    ${select("by", t("concordance.by"), [
      ["stem", t("concordance.stem")],
      ["exact", t("concordance.exact")],
      ["regular", t("concordance.regular")],
      ...(query.get("by") === MEANING
        ? [/** @type {[string, string]} */ ([MEANING, t("concordance.meaning")])]
        : []),
    ])}
    ${select("lang", t("concordance.lang"), [
      ["", t("concordance.both")],
      ...languages.map((lang) => /** @type {[string, string]} */ ([lang, languageName(lang)])),
    ])}
    ${select("status", t("concordance.status"), [
      ["", t("filter.all")],
      ...STATUSES.map(
        (status) => /** @type {[string, string]} */ ([status, t(`status.${status}`)]),
      ),
    ])}
    ${select("order", t("concordance.order"), [
      ["place", t("concordance.order.place")],
      ["left", t("concordance.order.left")],
      ["right", t("concordance.order.right")],
      ["match", t("concordance.order.match")],
    ])}
    ${whereSelect([described], query.get("where") ?? "")}
    <button class="act main">${t("search")}</button></form>`;
}

/** @param {URLSearchParams} query @param {number} offset */
async function show(query, offset) {
  const count = /** @type {HTMLElement} */ (document.getElementById("count"));
  let found = await ask(query, offset);
  while (found && !found.ready) {
    count.textContent = t("concordance.reading");
    await new Promise((resolve) => setTimeout(resolve, READING));
    found = await ask(query, offset);
  }
  if (!found) return;
  const all = found.complete ? "concordance.count" : "concordance.first";
  const said = query.get("by") === MEANING ? "concordance.nearest" : all;
  count.textContent = found.total ? t(said, { n: found.total }) : t("concordance.none");
  const file = /** @type {HTMLAnchorElement} */ (document.getElementById("file"));
  file.href = `/api/concordance.tsv?${query}`;
  file.hidden = !found.total;
  const part = document.createElement("ol");
  put(part, html`${found.hits.map((hit) => place(hit, found.hits))}`);
  document.getElementById("places")?.append(...part.children);
  const shown = offset + found.hits.length;
  const foot = /** @type {HTMLElement} */ (document.getElementById("more"));
  put(
    foot,
    shown < found.total
      ? html`<button type="button" class="act">${t("concordance.more")}</button>`
      : html``,
  );
  foot.querySelector("button")?.addEventListener("click", () => show(query, shown));
}

/**
 * @param {URLSearchParams} query
 * @param {number} offset
 * @returns {Promise<{ready: boolean, total: number, complete: boolean, hits: Hit[]} | null>}
 */
async function ask(query, offset) {
  try {
    return await api.concordance(new URLSearchParams([...query, ["offset", String(offset)]]));
  } catch (error) {
    if (!(error instanceof api.Refusal)) throw error;
    /** @type {HTMLElement} */ (document.getElementById("count")).textContent = error.message;
    return null;
  }
}

/**
 * Which way a language is written: by the script that its code names, or its usual one.
 * @param {string} lang
 */
function directionOf(lang) {
  const { script } = new Intl.Locale(lang).maximize();
  return RTL_SCRIPTS.includes(script ?? "") ? "rtl" : "ltr";
}

/**
 * A hit: the match in the middle of its line, so that the eye can run down the contexts.
 * @param {Hit} hit
 * @param {Hit[]} all
 */
const place = (hit, all) => html`<li>${hit.similarity === null ? keyword(hit) : sentence(hit)}
  <p class="opposite" lang="${hit.other_lang}">${hit.other || t("nothing-opposite")}</p>
  <p class="at"><a href="/pairs/${hit.pair}#${hit.segment}">${pairName(
    hit.pair,
    hit.named,
    all.map((other) => other.named),
  )} · ${hit.segment}</a> · ${t(`status.${hit.status}`)}${
    hit.similarity !== null && html` · ${t("concordance.similarity", { n: hit.similarity })}`
  }</p></li>`;

/** @param {Hit} hit */
const keyword = (hit) => html`<p class="keyword" lang="${hit.lang}"
  dir="${directionOf(hit.lang)}"><span
  class="before"><bdi>${hit.before}</bdi></span><mark>${hit.match}</mark><span
  class="after">${hit.after}</span></p>`;

/** A sentence that was found by its meaning, among those of its row. @param {Hit} hit */
const sentence = (hit) => html`<p lang="${hit.lang}"
  dir="${directionOf(hit.lang)}">${hit.before} <mark>${hit.match}</mark> ${hit.after}</p>`;
