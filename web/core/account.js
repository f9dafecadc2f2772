/** One's own account: who one is, another password, signing out. */

import * as api from "./api.js";
import { html, put } from "./html.js";
import { t } from "./strings.js";

/** What the bar or the menu of a page shows of it. @param {api.Session} session */
export const accountTools = (session) =>
  session.accounts &&
  session.reviewer &&
  html`
  <span class="signed-in"><a href="/account"
    title="${t("account")}">${session.reviewer}</a> <span
    class="kind">${t(`role.${session.role || "reader"}`)}</span></span>
  <button type="button" class="act" data-account="password">${t("password.change")}</button>
  <button type="button" class="act" data-account="sign-out">${t("sign-out")}</button>`;

/** On whatever page. @param {HTMLElement} app */
export function listenToAccount(app) {
  app.addEventListener("click", async (event) => {
    const wanted = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.account;
    if (wanted === "password") return askPassword(app);
    if (wanted !== "sign-out") return;
    await api.signOut();
    location.assign("/sign-in");
  });
}

/** @param {HTMLElement} app */
function askPassword(app) {
  const dialog = document.createElement("dialog");
  put(dialog, form());
  app.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.querySelector("form")?.addEventListener("submit", (event) => change(event, dialog));
  dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
  dialog.showModal();
}

/** The sizes are the server's (workbench/people.py), which has the last word. */
const form = () => html`<form class="ask"><h2>${t("password.change")}</h2>
  <label>${t("password.old")} <input name="old" type="password" required
    autocomplete="current-password"></label>
  <label>${t("password.new")} <input name="new" type="password" required minlength="8"
    maxlength="1000" autocomplete="new-password"></label>
  <label>${t("password.again")} <input name="again" type="password" required
    autocomplete="new-password"></label>
  <p class="error" role="alert"></p>
  <p class="acts"><button class="act main">${t("save")}</button>
  <button type="button" class="act" data-close>${t("cancel")}</button></p></form>`;

/** @param {SubmitEvent} event @param {HTMLDialogElement} dialog */
async function change(event, dialog) {
  event.preventDefault();
  event.stopPropagation(); // the page has forms of its own
  const fields = new FormData(/** @type {HTMLFormElement} */ (event.target));
  const said = /** @type {HTMLElement} */ (dialog.querySelector(".error"));
  if (fields.get("new") !== fields.get("again")) {
    said.textContent = t("password.differ");
    return;
  }
  try {
    await api.changePassword(String(fields.get("old")), String(fields.get("new")));
    put(
      dialog,
      html`<form method="dialog" class="ask"><p role="status">${t("password.changed")}</p>
      <p class="acts"><button class="act main">${t("close")}</button></p></form>`,
    );
    dialog.querySelector("button")?.focus();
  } catch (error) {
    said.textContent = refusal(error);
  }
}

/** Why a password was not taken. @param {unknown} error */
export function refusal(error) {
  if (!(error instanceof api.Refusal)) return t("net.unreachable");
  if (error.status === 401) return t("sign-in.wrong");
  if (error.status === 429) return t("sign-in.wait", { n: Math.ceil(error.body.retry_after / 60) });
  return error.message;
}
