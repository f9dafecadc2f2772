/** The audit log, for leads, and the unlocking of accounts. */

import * as api from "../core/api.js";
import { html, put } from "../core/html.js";
import { has, t, time } from "../core/strings.js";
import { topBar } from "../core/top-bar.js";

/**
 * @typedef {{id: number, at: string, who: string, what: string, about: string, address: string}}
 *   Line
 */

const COLUMNS = ["at", "who", "what", "about", "address"];

/** @param {HTMLElement} app @param {import("../core/api.js").Session} session */
export async function audit(app, session) {
  document.title = `${t("audit")} – baikonur-align`;
  put(
    app,
    html`${topBar(session, "/audit")}<main class="page audit"><h1>${t("audit")}</h1>
    ${session.accounts && unlocking()}
    <div class="wide"><table class="stacked" hidden><thead><tr>${COLUMNS.map(
      (column) => html`<th scope="col">${t(`audit.${column}`)}</th>`,
    )}</tr></thead><tbody></tbody></table></div>
    <p class="empty" id="none" hidden>${t("audit.none")}</p>
    <p class="acts"><button type="button" class="act" id="more">${t("audit.more")}</button></p>
    </main>`,
  );
  app.querySelector("form")?.addEventListener("submit", unlock);
  const more = /** @type {HTMLButtonElement} */ (document.getElementById("more"));
  const table = /** @type {HTMLTableElement} */ (app.querySelector("table"));
  const rows = table.tBodies[0];
  const none = /** @type {HTMLElement} */ (document.getElementById("none"));
  let before = 0;
  const load = async () => {
    const answer = await api.audit(before);
    /** @type {Line[]} */
    const lines = answer.lines;
    const part = document.createElement("tbody");
    put(part, html`${lines.map(row)}`);
    rows.append(...part.children);
    before = lines.at(-1)?.id ?? 0;
    none.hidden = rows.children.length > 0;
    table.hidden = !none.hidden;
    more.hidden = !answer.more;
  };
  more.addEventListener("click", load);
  await load();
}

const unlocking = () => html`<form class="ask"><label>${t("audit.unlock-name")}
      <input name="name" required maxlength="80"></label>
    <p class="acts"><button class="act">${t("audit.unlock")}</button></p>
    <p id="said" role="status"></p></form>`;

/** @param {Line} line */
function row(line) {
  const [what, failed] = line.what.split(" failed");
  const key = `audit.${what.replaceAll(" ", "-")}`;
  const said = has(key) ? t(key) : what;
  const act = failed === undefined ? said : t("audit.failed", { what: said });
  const at = html`<time datetime="${line.at}">${time(line.at)}</time>`;
  const cells = [at, line.who, act, line.about, line.address];
  return html`<tr>${cells.map(
    (cell, i) => html`<td data-column="${t(`audit.${COLUMNS[i]}`)}">${cell}</td>`,
  )}</tr>`;
}

/** @param {SubmitEvent} event */
async function unlock(event) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  const said = /** @type {HTMLElement} */ (document.getElementById("said"));
  try {
    await api.unlock(String(new FormData(form).get("name")));
    said.textContent = t("audit.unlocked");
  } catch (error) {
    if (!(error instanceof api.Refusal)) throw error;
    said.textContent = error.message;
  }
}
