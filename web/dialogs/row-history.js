/** The past of the active row, and going back to an earlier state of it. */

import * as api from "../core/api.js";
import { answerTo } from "../core/dialog-answer.js";
import { entry, goBack, question } from "../core/edit-entries.js";
import { reasonOf } from "../core/errors.js";
import { html, put } from "../core/html.js";
import { t } from "../core/strings.js";
import { segmentsOf } from "../model/bead.js";
import { activeBead } from "../model/lookup.js";

/** @typedef {import("../core/edit-entries.js").Entry} Entry */

/**
 * Fill `dialog` with what became of the active bead.
 * @param {HTMLDialogElement} dialog
 * @param {import("../review/review.js").Review} page
 */
export async function showPast(dialog, page) {
  const { pair, reviewer } = page.state;
  const bead = activeBead(page.state);
  if (!pair || !bead) return;
  put(dialog, shell(html`<p class="slow" role="status">${t("loading")}</p>`));
  /** @param {unknown} error */
  const failed = (error) => put(dialog, shell(html`<p role="alert">${reasonOf(error)}</p>`));
  /** @param {number} to */
  async function askThenGo(to) {
    const asked = api.planRevert(pair?.id ?? "", { to, beads: [bead?.id], reviewer });
    const plan = await answerTo(dialog, asked);
    if (plan.beads.length > 1 || plan.others.length > 0) {
      put(dialog, question(plan));
      dialog.querySelector("button")?.focus();
      dialog.addEventListener("close", () => dialog.returnValue === "yes" && go(to, plan.beads), {
        once: true,
      });
    } else {
      dialog.close();
      go(to, plan.beads);
    }
  }
  /** @param {number} to @param {string[]} beads */
  const go = (to, beads) => page.queue.submit(() => ({ verb: "revert", beads, args: { to } }));
  dialog.returnValue = "";
  try {
    const asked = api.history(pair.id, { segment: segmentsOf(bead)[0].id });
    put(dialog, shell(list(await answerTo(dialog, asked))));
    dialog.querySelector("button")?.focus();
    for (const button of dialog.querySelectorAll("button"))
      if (button.dataset.to)
        button.addEventListener("click", () => askThenGo(Number(button.dataset.to)).catch(failed));
  } catch (error) {
    failed(error);
  }
}

/** @param {ReturnType<typeof html>} inside */
const shell = (
  inside,
) => html`<form method="dialog" class="past"><header><h2>${t("history.row")}</h2>
  <button class="icon" value="" aria-label="${t("close")}"
    title="${t("close")}">✕</button></header>${inside}</form>`;

/** @param {import("../core/edit-entries.js").Answer} answer */
function list({ edits, more }) {
  if (!edits.length) return html`<p>${t("history.row-none")}</p>`;
  return html`<section aria-label="${t("history.row")}"><ol
    class="edits">${edits.map((e) => entry(e, edits[0].version))}</ol></section>
    <p>${!more && goBack(edits[edits.length - 1].version - 1, t("history.beginning"))}</p>`;
}
