/** Asking before human text is replaced with machine translation. */

import { differences } from "../core/diff.js";
import { html, put } from "../core/html.js";
import { t } from "../core/strings.js";

/**
 * @param {HTMLDialogElement} dialog
 * @param {import("../model/state.js").Bead[]} beads  whose target text would be replaced
 * @param {() => void} replace
 */
export function askRestore(dialog, beads, replace) {
  put(
    dialog,
    html`<form method="dialog" class="past"><h2>${t("restore.ask", { n: beads.length })}</h2>
    <div class="edits">${beads
      .slice(0, 5)
      .map((bead) => html`<p>${differences(textOf(bead.target), drafts(bead))}</p>`)}</div>
    <p class="acts"><button type="submit" class="act main" value="yes">${t("restore.do")}</button>
    <button type="submit" class="act" value="">${t("cancel")}</button></p></form>`,
  );
  dialog.returnValue = "";
  dialog.addEventListener("close", () => dialog.returnValue === "yes" && replace(), { once: true });
  dialog.querySelector("button")?.focus();
}

/** @param {import("../model/state.js").Segment[]} segments */
const textOf = (segments) => segments.map((s) => s.text).join(" ");

/** @param {import("../model/state.js").Bead} bead */
const drafts = (bead) => bead.source.map((s) => s.draft ?? "").join(" ");
