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
 *   after: string, other_lang: string, other: string, named: import("../core/naming.js").Named |
 *   null}} Hit
 */

/** When to ask again while the server still reads the corpus, in milliseconds. */
const READING = 1000;
const LANGUAGES = ["kk", "en"];

/** @param {HTMLElement} app @param {import("../core/api.js").Session} session */
export async function concordance(app, session) {
  document.title = `${t("concordance")} – baikonur-align`;
  const query = new URLSearchParams(location.search);
  const { pairs } = await api.pairs();
  put(
    app,
    html`${topBar(session, "/concordance")}<main
      class="page concordance"><h1>${t("concordance")}</h1>
    <p class="intro">${t("concordance.how")}</p>${form(query, pairs)}
    <p id="count" role="status"></p><ol id="places" class="places"></ol><p id="more"></p></main>`,
  );
  const field = /** @type {HTMLInputElement} */ (document.getElementById("q"));
  if (query.get("q")) await show(query, 0);
  else field.focus();
}

/**
 * A plain form, so that every search has its address.
 * @param {URLSearchParams} query
 * @param {import("../core/where.js").Described[]} pairs
 */
function form(query, pairs) {
  /** @param {string} name @param {string} value @param {string} label */
  const option = (name, value, label) =>
    html`<option value="${value}"${
      (query.get(name) ?? "") === value &&
      html`
      selected`
    }>${label}</option>`;
  const languages = [...new Set([...LANGUAGES, query.get("lang") ?? ""])].filter(Boolean);
  return html`<form class="asking" role="search">
    <label>${t("concordance.word")} <input id="q" name="q" type="search" required maxlength="200"
      value="${query.get("q") ?? ""}"></label>
    <label>${t("concordance.by")} <select
      name="by">${option("by", "stem", t("concordance.stem"))}${option(
        "by",
        "exact",
        t("concordance.exact"),
      )}</select></label>
    <label>${t("concordance.lang")} <select
      name="lang">${option("lang", "", t("concordance.both"))}${languages.map((l) =>
        option("lang", l, languageName(l)),
      )}</select></label>
    <label>${t("concordance.status")} <select
      name="status">${option("status", "", t("filter.all"))}${option(
        "status",
        "confirmed",
        t("filter.confirmed"),
      )}</select></label>
    ${whereSelect(pairs, query.get("where") ?? "")}
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
  count.textContent = found.total
    ? t("concordance.count", { n: found.total })
    : t("concordance.none");
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
 * @returns {Promise<{ready: boolean, total: number, hits: Hit[]} | null>}
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

/** @param {Hit} hit @param {Hit[]} all */
const place = (hit, all) => html`<li><p class="keyword" lang="${hit.lang}"><span
  class="before">${hit.before}</span><mark>${hit.match}</mark><span>${hit.after}</span></p>
  <p class="opposite" lang="${hit.other_lang}">${hit.other || t("nothing-opposite")}</p>
  <p class="at"><a href="/pairs/${hit.pair}#${hit.segment}">${pairName(
    hit.pair,
    hit.named,
    all.map((other) => other.named),
  )} · ${hit.segment}</a> · ${t(`status.${hit.status}`)}</p></li>`;
