/** Who changed what in a pair, and when; the latest first. */

import * as api from "./api.js";
import { topBar } from "./chrome.js";
import { html, put } from "./html.js";
import { ago, t, time } from "./strings.js";
import { differences } from "./diff.js";

/**
 * @typedef {import("./state.js").Bead} Bead
 * @typedef {{version: number, verb: string, reviewer: string, at: string, undoes: number | null,
 *   before: Bead[], after: Bead[]}} Entry
 */

/** @param {HTMLElement} app @param {string} id @param {import("./api.js").Session} session */
export async function history(app, id, session) {
  document.title = `${t("history")} – ${id}`;
  const first = await api.history(id);
  put(app, html`${topBar(session, "")}<main class="page history"><p><a href="/pairs/${id}">← ${first.title || id}</a></p>
    <h1>${t("history")}</h1><ol id="edits" class="edits"></ol><p id="more"></p></main>`);
  show(id, first);
}

/** @param {string} id @param {{edits: Entry[], more: boolean}} page */
function show(id, { edits, more }) {
  const list = /** @type {HTMLElement} */ (document.getElementById("edits"));
  const part = document.createElement("ol");
  put(part, edits.length ? html`${edits.map(entry)}` : html`<li class="empty">${t("history.none")}</li>`);
  list.append(...part.children);
  const foot = /** @type {HTMLElement} */ (document.getElementById("more"));
  put(foot, more ? html`<button type="button" class="act">${t("history.more")}</button>` : html``);
  foot.querySelector("button")?.addEventListener("click", async () => show(id, await api.history(id, edits[edits.length - 1].version)));
}

/** @param {Entry} edit */
function entry(edit) {
  const [before, after] = [sides(edit.before), sides(edit.after)];
  const changed = before.source !== after.source || before.target !== after.target;
  return html`<li><header><b>${edit.version}</b> <span>${edit.reviewer}</span>
    <span>${edit.undoes ? t(`undid.${edit.verb}`, { n: edit.undoes }) : t(`verb.${edit.verb}`)}</span>
    <time datetime="${edit.at}" title="${time(edit.at)}">${ago(edit.at)}</time>
    ${edit.before.length !== edit.after.length && html`<small>${t("history.beads", { n: edit.before.length, m: edit.after.length })}</small>`}</header>
    <div class="versions"><p>${changed ? differences(before.source, after.source) : after.source}</p>
    <p>${changed ? differences(before.target, after.target) : after.target}</p></div>
    ${notes(edit.after) !== notes(edit.before) && html`<p class="note">${differences(notes(edit.before), notes(edit.after))}</p>`}</li>`;
}

/** @param {Bead[]} beads */
const notes = (beads) => beads.map((b) => b.note).filter(Boolean).join(" / ");

/** The texts of beads, in the order of their sentences, a bar between beads. @param {Bead[]} beads */
function sides(beads) {
  /** @param {"source" | "target"} side */
  const text = (side) => beads.filter((b) => b[side].length).map((b) => b[side].map((s) => s.text).join(" ")).join(" | ");
  return { source: text("source"), target: text("target") };
}
