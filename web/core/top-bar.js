/** The bar over the quiet pages. */

import { accountTools } from "./account.js";
import { html } from "./html.js";
import { languageChoice } from "./languages.js";
import { t } from "./strings.js";

/** @param {import("./api.js").Session} session @param {string} here  the path of this page */
export function topBar(session, here) {
  /** @param {string} path @param {string} name */
  const link = (path, name) =>
    html`<a href="${path}"${path === here && html` aria-current="page"`}>${name}</a>`;
  return html`<header class="bar"><nav class="where" aria-label="${t("where")}">
    <a class="brand" href="/">baikonur-align</a>${link("/", t("corpus"))}${link("/concordance", t("concordance"))}${link("/scores", t("scores"))}${link("/team", t("team"))}</nav>
    <div class="tools">${languageChoice()}${accountTools(session)}</div></header>`;
}
