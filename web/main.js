/** Which page this is. */

import { listenToAccount } from "./core/account.js";
import * as api from "./core/api.js";
import { reasonOf } from "./core/errors.js";
import { html, put } from "./core/html.js";
import { listenToLanguages } from "./core/languages.js";
import { language } from "./core/locale.js";
import { t } from "./core/strings.js";

/**
 * @typedef {import("./core/api.js").Session} Session
 * @typedef {(app: HTMLElement, session: Session, part: string) => Promise<void>} Page
 */

/**
 * Each page by its path. A page is loaded when it is shown, because its modules ask for the
 * session, and that may be refused.
 * @type {[RegExp, () => Promise<Page>][]}
 */
const PAGES = [
  [/^\/$/, async () => (await import("./pages/pairs.js")).pairs],
  [/^\/pairs\/([^/]+)$/, async () => (await import("./review/review.js")).review],
  [/^\/pairs\/([^/]+)\/history$/, async () => (await import("./pages/history.js")).history],
  [/^\/concordance$/, async () => (await import("./pages/concordance.js")).concordance],
  [/^\/warnings$/, async () => (await import("./pages/warnings.js")).allWarnings],
  [/^\/glossary$/, async () => (await import("./pages/glossary.js")).glossary],
  [/^\/scores$/, async () => (await import("./pages/scores.js")).scores],
  [/^\/evaluations$/, async () => (await import("./pages/evaluations.js")).evaluations],
  [/^\/evaluations\/([^/]+)$/, async () => (await import("./pages/evaluation.js")).evaluation],
  [/^\/team$/, async () => (await import("./pages/team.js")).team],
  [/^\/account$/, async () => (await import("./pages/account.js")).account],
  [/^\/audit$/, async () => (await import("./pages/audit.js")).audit],
  [/^\/sign-in$/, async () => (await import("./pages/sign-in.js")).signIn],
];

async function start() {
  const app = /** @type {HTMLElement} */ (document.getElementById("app"));
  document.documentElement.lang = language;
  listenToLanguages(app);
  listenToAccount(app);
  put(app, html`<p class="page empty slow">${t("loading")}</p>`);
  try {
    await show(app);
  } catch (error) {
    if (error instanceof api.Refusal && error.status === 401 && location.pathname !== "/sign-in")
      return location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
    const missing = isMissing(error);
    put(
      app,
      html`<main class="page empty"><h1>${t(missing ? "page-missing" : "sorry")}</h1>
        <p>${said(error)}</p><p class="acts">${
          !missing &&
          html`<button type="button"
          class="act">${t("try-again")}</button>`
        } <a href="/">${t(missing ? "page-missing.back" : "corpus")}</a></p></main>`,
    );
    app.querySelector("button")?.addEventListener("click", () => location.reload());
    if (!(error instanceof api.Refusal || error instanceof api.Unreachable)) throw error;
  }
}

/** Show the page of this address. @param {HTMLElement} app */
async function show(app) {
  for (const [path, load] of PAGES) {
    const found = path.exec(location.pathname);
    if (!found) continue;
    const [page, { session }] = await Promise.all([load(), import("./core/session.js")]);
    return page(app, session, decodeURIComponent(found[1] ?? ""));
  }
  throw new api.Refusal(404, { error: "" });
}

/** Why a page can't be shown. @param {unknown} error */
function said(error) {
  return isMissing(error) ? t("no-page") : reasonOf(error);
}

/** @param {unknown} error */
const isMissing = (error) => error instanceof api.Refusal && error.status === 404;

start();
