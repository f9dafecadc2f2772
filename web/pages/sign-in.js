/** Signing in, where the server has accounts. */

import { refusal } from "../core/account.js";
import * as api from "../core/api.js";
import { html, put } from "../core/html.js";
import { languageChoice } from "../core/languages.js";
import { t } from "../core/strings.js";

/** @param {HTMLElement} app */
export async function signIn(app) {
  document.title = `${t("sign-in")} – baikonur-align`;
  put(
    app,
    html`<main class="page sign-in"><h1>baikonur-align</h1>
    ${ended() && html`<p class="notice" role="status">${t("sign-in.ended")}</p>`}<form>
    <label>${t("sign-in.name")} <input name="name" required autocomplete="username"
      autofocus></label>
    <label>${t("sign-in.password")} <input name="password" type="password" required
      autocomplete="current-password"></label>
    <p class="error" role="alert"></p><button
      class="act main">${t("sign-in")}</button></form>${languageChoice()}</main>`,
  );
  app.querySelector("form")?.addEventListener("submit", (event) => submit(event, app));
  app.querySelector("input")?.focus();
}

/** Whether the session ended while somebody worked in it. */
const ended = () => new URLSearchParams(location.search).has("ended");

/** @param {SubmitEvent} event @param {HTMLElement} app */
async function submit(event, app) {
  event.preventDefault();
  const fields = new FormData(/** @type {HTMLFormElement} */ (event.target));
  const said = /** @type {HTMLElement} */ (app.querySelector(".error"));
  try {
    await api.signIn(String(fields.get("name")), String(fields.get("password")));
    location.assign(next());
  } catch (error) {
    said.textContent = refusal(error);
  }
}

/** Where the reader wanted to go: a path of this server and nothing else. */
function next() {
  const wanted = new URLSearchParams(location.search).get("next") ?? "/";
  // The browser's own parser decides: it drops tabs and line ends, so "/\t/elsewhere" leads away.
  const url = URL.canParse(wanted, location.origin) ? new URL(wanted, location.origin) : null;
  return url?.origin === location.origin ? url.href : "/";
}
