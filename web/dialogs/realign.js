/** Realigning: what would be aligned again, kept and changed, before it is done. */

import * as api from "../core/api.js";
import { answerTo } from "../core/dialog-answer.js";
import { changes } from "../core/edit-entries.js";
import { reasonOf } from "../core/errors.js";
import { html, put } from "../core/html.js";
import { rowRange, t } from "../core/strings.js";
import { rowNumber } from "../model/lookup.js";
import { regrouped } from "../model/realign.js";

/**
 * @typedef {import("../model/state.js").Bead} Bead
 * @typedef {import("../review/review.js").Review} Review
 * @typedef {{kept: Record<string, number>, aligned: number, changed: number,
 *   parts: import("../core/edit-entries.js").Part[], left_out: number}} Plan
 */

/** Judgements that a reviewer may give up; confirmed beads are always kept. */
const KINDS = ["rejected", "flagged", "commented", "edited", "translated"];

/**
 * Ask what to realign, with a preview, and do it.
 * @param {HTMLDialogElement} dialog
 * @param {Review} page
 * @param {Bead[]} beads  in reading order, next to each other
 */
export async function showRealign(dialog, page, beads) {
  /** @param {string[]} include @param {string} [ticked]  the kind that keeps the focus */
  async function preview(include, ticked) {
    const named = beads.map((bead) => page.queue.now(bead.id));
    const { pair, reviewer } = page.state;
    try {
      const asked = api.planRealign(pair?.id ?? "", { beads: named, include, reviewer });
      draw(await answerTo(dialog, asked), include, ticked);
    } catch (error) {
      const text = reasonOf(error);
      put(dialog, shell(page, beads, html`<p class="error" role="alert">${text}</p>`));
    }
  }

  /** @param {Plan} plan @param {string[]} include @param {string} [ticked] */
  function draw(plan, include, ticked) {
    put(dialog, shell(page, beads, contents(plan, include, beads.length)));
    const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
    const chosen = () => new FormData(form).getAll("include").map(String);
    form.addEventListener("change", (event) => {
      form.querySelector("[data-realign]")?.setAttribute("disabled", "");
      preview(chosen(), /** @type {HTMLInputElement} */ (event.target).value);
    });
    form.addEventListener("submit", (event) => {
      if (event.submitter?.hasAttribute("data-realign")) realign(page, beads, chosen());
    });
    const main = form.querySelector("[data-realign]") ?? form.querySelector("button");
    /** @type {HTMLElement} */ (form.querySelector(`[value="${ticked}"]`) ?? main).focus();
  }

  put(dialog, shell(page, beads, html`<p class="slow" role="status">${t("realign.planning")}</p>`));
  await preview([]);
}

/** @param {Review} page @param {Bead[]} beads @param {string[]} include */
async function realign(page, beads, include) {
  const what = scope(page.state, beads);
  const answer = page.queue.submit(() => ({
    verb: "realign",
    beads: beads.map((bead) => page.queue.now(bead.id)),
    args: { include },
  }));
  page.dispatch({ type: "say", text: t("realign.working", { n: beads.length }) });
  const edited = await answer;
  if (edited)
    page.dispatch({
      type: "say",
      text: t("realign.done", { what, n: regrouped(beads, edited.added) }),
    });
}

/** "Rows 3–96". @param {import("../model/state.js").State} state @param {Bead[]} beads */
const scope = (state, beads) =>
  rowRange(rowNumber(state, beads[0].id), rowNumber(state, beads[beads.length - 1].id));

/** @param {Review} page @param {Bead[]} beads @param {import("../core/html.js").Markup} inside */
function shell({ state }, beads, inside) {
  const counted = { what: scope(state, beads), n: beads.length };
  return html`<form method="dialog" class="past realign"><header><h2>${t("do.realign")}</h2>
    <button type="button" class="icon" data-close aria-label="${t("close")}"
      title="${t("close")}">✕</button></header>
    <p class="scope">${t("realign.scope", counted)}</p>${inside}</form>`;
}

/** @param {Plan} plan @param {string[]} include @param {number} all  how many rows are named */
function contents({ kept, aligned, changed, parts, left_out }, include, all) {
  const kinds = KINDS.filter((kind) => kept[kind]);
  return html`${
    aligned < all &&
    html`<p>${t("realign.kept", { n: all - aligned, confirmed: kept.confirmed ?? 0 })}</p>`
  }
    ${
      kinds.length > 0 &&
      html`<fieldset><legend>${t("realign.also")}</legend>${kinds.map(
        (kind) =>
          html`<label><input type="checkbox" name="include"
            value="${kind}"${include.includes(kind) && html` checked`}>
              ${t(`realign.${kind}`, { n: kept[kind] })}</label>`,
      )}</fieldset>`
    }
    <p role="status"><b>${
      changed ? t("realign.changes", { n: changed, m: aligned }) : t("realign.same", { n: aligned })
    }</b></p>
    <div class="edits">${changes({ parts, left_out })}</div>
    <p class="acts">${
      parts.length > 0 &&
      html`<button type="submit" class="act main" data-realign>${t("do.realign")}</button>`
    }
      <button type="submit" class="act">${t("cancel")}</button></p>`;
}
