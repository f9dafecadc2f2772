/**
 * Who changed what in a pair, and when; the latest first. From here a pair goes back to an earlier
 * state.
 */

import * as api from "../core/api.js";
import { entry, goBack, question } from "../core/edit-entries.js";
import { reasonOf } from "../core/errors.js";
import { html, put } from "../core/html.js";
import { pairName, titles } from "../core/naming.js";
import * as storage from "../core/storage.js";
import { t } from "../core/strings.js";
import { topBar } from "../core/top-bar.js";

/** @typedef {import("../core/edit-entries.js").Answer} Answer */

/** @param {string} id */
const find = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {HTMLElement} app @param {import("../core/api.js").Session} session @param {string} id */
export async function history(app, session, id) {
  const reviewer = new URLSearchParams(location.search).get("reviewer") ?? "";
  const first = await api.history(id, reviewer ? { reviewer } : {});
  document.title = `${t("history")} – ${first.named ? titles(first.named) : id}`;
  put(
    app,
    html`${topBar(session, "")}<main class="page history"><p><a class="back" href="/pairs/${id}">←
      ${pairName(id, first.named, [])}</a></p>
    <h1>${t("history")}</h1>${first.reviewers.length > 1 && choice(first.reviewers, reviewer)}
    <ol id="edits" class="edits"></ol><p id="more" class="acts"></p><p id="said"
      role="alert"></p></main><dialog id="dialog"></dialog>`,
  );
  show(id, reviewer, first);
  app.querySelector("#by")?.addEventListener("change", (event) => {
    const by = /** @type {HTMLSelectElement} */ (event.target).value;
    location.search = by ? `?${new URLSearchParams({ reviewer: by })}` : "";
  });
  app.addEventListener("click", (event) => {
    const to = /** @type {HTMLElement} */ (event.target).closest("button")?.dataset.to;
    if (to)
      ask(id, Number(to), session.reviewer || storage.reviewerName() || "reviewer-1").catch(told);
  });
}

/** @param {string[]} reviewers @param {string} chosen */
const choice = (reviewers, chosen) => html`<p><label>${t("history.by")} <select id="by"><option
  value="">${t("history.everyone")}</option>
  ${reviewers.map(
    (r) => html`<option${r === chosen && html` selected`}>${r}</option>`,
  )}</select></label></p>`;

/** @param {string} id @param {string} reviewer @param {Answer} page */
function show(id, reviewer, { edits, more, version }) {
  const part = document.createElement("ol");
  put(
    part,
    edits.length
      ? html`${edits.map((e) => entry(e, version))}`
      : html`<li class="empty">${t("history.none")}</li>`,
  );
  find("edits").append(...part.children);
  const foot = find("more");
  const last = edits[edits.length - 1];
  put(
    foot,
    more
      ? html`<button type="button" class="act" id="earlier">${t("history.more")}</button>`
      : html`${last && !reviewer && goBack(last.version - 1, t("history.beginning"))}`,
  );
  foot
    .querySelector("#earlier")
    ?.addEventListener("click", async () =>
      show(
        id,
        reviewer,
        await api.history(id, { ...(reviewer && { reviewer }), before: String(last.version) }),
      ),
    );
}

/**
 * Say what going back takes, and do it if that is agreed to.
 * @param {string} id
 * @param {number} to
 * @param {string} reviewer
 */
async function ask(id, to, reviewer) {
  const dialog = /** @type {HTMLDialogElement} */ (find("dialog"));
  const plan = await api.planRevert(id, { to, beads: [], reviewer });
  put(dialog, question(plan));
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (dialog.returnValue !== "yes") return;
    api
      .revert(id, { to, beads: [], version: plan.version, reviewer })
      .then(() => location.reload(), told);
  };
  dialog.showModal();
}

/** @param {unknown} error */
function told(error) {
  find("said").textContent = reasonOf(error);
}
