/** One's own account: where one is signed in, and the tokens of one's scripts. */

import * as api from "../core/api.js";
import { html, put } from "../core/html.js";
import { isA } from "../core/roles.js";
import { t, time } from "../core/strings.js";
import { topBar } from "../core/top-bar.js";

/**
 * @typedef {{id: string, began: number, seen: number}} OpenSession  times in seconds since 1970
 * @typedef {{id: number, role: string, label: string, made: number, expires: number}} Token
 */

/** Days that a token can be valid. */
const DAYS = [7, 30, 90, 365];
const USUAL_DAYS = 90;

/** @param {HTMLElement} app @param {import("../core/api.js").Session} session */
export async function account(app, session) {
  document.title = `${t("account")} – baikonur-align`;
  put(
    app,
    html`${topBar(session, "/account")}<main class="page account"><h1>${t("account")}</h1>
    ${session.reviewer ? own() : html`<p class="empty">${t("account.none")}</p>`}</main>`,
  );
  if (!session.reviewer) return;
  app.querySelector("form")?.addEventListener("submit", makeToken);
  app.addEventListener("click", end);
  await show();
}

const own = () => html`<h2>${t("account.sessions")}</h2><div id="sessions"></div>
  <h2>${t("account.tokens")}</h2><p class="intro">${t("account.tokens-intro")}</p>
  <div id="tokens"></div>${tokenForm()}<p id="secret" role="status"></p>`;

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {number} seconds */
const when = (seconds) => time(new Date(1000 * seconds).toISOString());

async function show() {
  const [{ sessions }, { tokens }] = await Promise.all([api.sessions(), api.tokens()]);
  put(part("sessions"), html`<ul class="kept">${sessions.map(sessionLine)}</ul>`);
  put(
    part("tokens"),
    tokens.length
      ? html`<ul class="kept">${tokens.map(tokenLine)}</ul>`
      : html`<p class="empty">${t("account.no-tokens")}</p>`,
  );
}

/** @param {OpenSession} session */
const sessionLine = (session) => html`<li>
  ${t("account.session", { began: when(session.began), seen: when(session.seen) })}
  <button type="button" class="act" data-session="${session.id}">${t("account.end")}</button></li>`;

/** @param {Token} token */
const tokenLine = (token) => html`<li><strong>${token.label}</strong> ${t(`role.${token.role}`)},
  ${t("account.expires", { at: when(token.expires) })}
  <button type="button" class="act" data-token="${token.id}">${t("account.revoke")}</button></li>`;

function tokenForm() {
  const roles = ["reader", "reviewer", "lead"].filter((role) =>
    isA(/** @type {import("../core/roles.js").Role} */ (role)),
  );
  return html`<form class="ask"><h3>${t("account.new-token")}</h3>
    <label>${t("account.label")} <input name="label" required maxlength="80"></label>
    <label>${t("account.role")} <select name="role">${roles.map(
      (role) => html`<option value="${role}">${t(`role.${role}`)}</option>`,
    )}</select></label>
    <label>${t("account.days")} <select name="days">${DAYS.map(
      (n) => html`<option value="${n}"${n === USUAL_DAYS && html` selected`}>${n}</option>`,
    )}</select></label>
    <p class="acts"><button class="act main">${t("account.make")}</button></p></form>`;
}

/** @param {SubmitEvent} event */
async function makeToken(event) {
  event.preventDefault();
  const fields = new FormData(/** @type {HTMLFormElement} */ (event.target));
  try {
    const { secret } = await api.makeToken({
      label: String(fields.get("label")),
      role: String(fields.get("role")),
      days: Number(fields.get("days")),
    });
    put(part("secret"), html`${t("account.secret")} <code>${secret}</code>`);
    await show();
  } catch (error) {
    if (!(error instanceof api.Refusal)) throw error;
    put(part("secret"), html`<span class="error">${error.message}</span>`);
  }
}

/** End a session or revoke a token. @param {MouseEvent} event */
async function end(event) {
  const { session, token } =
    /** @type {HTMLElement} */ (event.target).closest("button")?.dataset ?? {};
  if (session) await api.endSession(session);
  else if (token) await api.endToken(Number(token));
  else return;
  try {
    await show();
  } catch (error) {
    if (!(error instanceof api.Refusal && error.status === 401)) throw error;
    location.assign("/sign-in"); // it was this very session
  }
}
