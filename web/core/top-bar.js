/** The bar over the quiet pages. */

import { accountTools } from "./account.js";
import { html } from "./html.js";
import { languageChoice } from "./languages.js";
import { t } from "./strings.js";

/** The pages that it leads to, each named by its string. */
const PAGES = ["corpus", "concordance", "glossary", "scores", "team"];

/** @param {import("./api.js").Session} session @param {string} here  the path of this page */
export function topBar(session, here) {
  /** @param {string} name */
  const link = (name) => {
    const path = name === "corpus" ? "/" : `/${name}`;
    return html`<a href="${path}"${path === here && html` aria-current="page"`}>${t(name)}</a>`;
  };
  const pages = session.accounts && session.role === "lead" ? [...PAGES, "audit"] : PAGES;
  return html`<header class="bar"><nav class="where" aria-label="${t("where")}">
    <a class="brand" href="/">baikonur-align</a>${pages.map(link)}</nav>
    <div class="tools">${languageChoice()}${accountTools(session)}</div></header>`;
}
