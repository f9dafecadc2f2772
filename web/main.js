/** Which page this is. */

import { listenToAccount } from "./core/account.js";
import * as api from "./core/api.js";
import { html, put } from "./core/html.js";
import { listenToLanguages } from "./core/languages.js";
import { beA } from "./core/roles.js";
import { loadStrings, t } from "./core/strings.js";

/**
 * @type {[RegExp, (app: HTMLElement, session: import("./core/api.js").Session, ...parts: string[])
 *   => Promise<void>][]}
 */
const PAGES = [
  [/^\/$/, async (app, session) => (await import("./pages/pairs.js")).pairs(app, session)],
  [
    /^\/pairs\/([^/]+)$/,
    async (app, session, id) => (await import("./review/review.js")).review(app, id, session),
  ],
  [
    /^\/pairs\/([^/]+)\/history$/,
    async (app, session, id) => (await import("./pages/history.js")).history(app, id, session),
  ],
  [
    /^\/concordance$/,
    async (app, session) => (await import("./pages/concordance.js")).concordance(app, session),
  ],
  [/^\/scores$/, async (app, session) => (await import("./pages/scores.js")).scores(app, session)],
  [
    /^\/evaluations$/,
    async (app, session) => (await import("./pages/evaluations.js")).evaluations(app, session),
  ],
  [
    /^\/evaluations\/([^/]+)$/,
    async (app, session, id) =>
      (await import("./pages/evaluation.js")).evaluation(app, session, id),
  ],
  [/^\/team$/, async (app, session) => (await import("./pages/team.js")).team(app, session)],
  [/^\/sign-in$/, async (app) => (await import("./pages/sign-in.js")).signIn(app)],
];

async function start() {
  const app = /** @type {HTMLElement} */ (document.getElementById("app"));
  await loadStrings();
  listenToLanguages(app);
  listenToAccount(app);
  put(app, html`<p class="page empty slow">${t("loading")}</p>`);
  try {
    const session = await api.session();
    beA(session.role, session.accounts);
    for (const [path, page] of PAGES) {
      const found = path.exec(location.pathname);
      if (found) return await page(app, session, ...found.slice(1).map(decodeURIComponent));
    }
    throw new api.Refusal(404, { error: "" });
  } catch (error) {
    if (error instanceof api.Refusal && error.status === 401 && location.pathname !== "/sign-in")
      return location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
    put(
      app,
      html`<main class="page empty"><h1>${t("sorry")}</h1><p>${said(error)}</p><p><a
        href="/">${t("corpus")}</a></p></main>`,
    );
    if (!(error instanceof api.Refusal || error instanceof api.Unreachable)) throw error;
  }
}

/** Why a page can't be shown. @param {unknown} error */
function said(error) {
  if (error instanceof api.Unreachable) return t("net.unreachable");
  return error instanceof api.Refusal && error.status === 404
    ? t("no-page")
    : /** @type {Error} */ (error).message;
}

start();
