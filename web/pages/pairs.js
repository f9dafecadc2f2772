/** The first page: the pairs of the corpus. */

import * as api from "../core/api.js";
import { html, put } from "../core/html.js";
import {
  fileName,
  firstTitle,
  kindAndLanguages,
  nameText,
  otherTitle,
  titles,
} from "../core/naming.js";
import { isA } from "../core/roles.js";
import * as storage from "../core/storage.js";
import { ago, number, t, time } from "../core/strings.js";
import { taskLine } from "../core/task-line.js";
import { topBar } from "../core/top-bar.js";
import { whereSelect } from "../core/where.js";
import { showExport } from "../dialogs/export.js";
import { showTexts } from "../dialogs/texts.js";
import { addingPlace, listenToAdding } from "./adding.js";
import { deletedList, listenToHousekeeping } from "./housekeeping.js";
import { watchJobs } from "./jobs.js";
import { listed, reviewable, SORTS } from "./pair-order.js";
import { watchPeople } from "./presence.js";

/**
 * @typedef {import("../model/tasks.js").Task} Task
 * @typedef {import("../core/naming.js").Named & {beads: number, linked: number, confirmed: number,
 *   rejected: number, flagged: number,
 *   attention: number, version: number, published: number, reviewed: number, metadata:
 *   [string, string][],
 *   last_change: {who: string, at: string, what: string} | null}} Summary
 * @typedef {{pairs: Summary[], next: string, total: number, matching: number, beads: number,
 *   reviewed: number, go_on: Summary | null, metadata: [string, string][]}} Page
 *   a part of the list, the cursor of the next one, and what all pairs amount to
 */

/** Most pairs that this page has at once; of more the server searches and sorts. */
const AT_ONCE = 200;

/** How long after a key the server is asked, in milliseconds. */
const TYPING = 250;

/** @param {HTMLElement} app @param {import("../core/api.js").Session} session */
export async function pairs(app, session) {
  document.title = "baikonur-align";
  const me = session.reviewer || storage.reviewerName() || "";
  const ask = () => api.pairPage({ limit: String(AT_ONCE), reviewer: me });
  /** @type {Page} */
  let page = await ask();
  const adds = isA("lead");
  put(
    app,
    html`${topBar(session, "/")}<main class="page">${adds && addingPlace(!page.total)}
      <div id="pairs"></div>${adds && html`<div id="deleted"></div>`}</main><dialog id="dialog"></dialog>`,
  );
  /** @type {import("./pair-order.js").View} */
  const view = { q: "", where: "", sort: "title", table: storage.pairTable() };
  const draw = async () => {
    /** @type {{tasks: Task[]}} */
    const { tasks } = await api.tasks();
    if (page.total) drawPairs(page, tasks, view, me);
    else put(byId("pairs"), empty(adds));
  };
  const reload = async () => {
    page = await ask();
    await draw();
    if (adds) put(byId("deleted"), await deletedList());
  };
  app.addEventListener("click", (event) => openDialog(event, page, reload));
  if (adds) {
    listenToHousekeeping(app, session, () => page.pairs, reload);
    listenToAdding(app, session, () => page.pairs, watchJobs(byId("jobs"), reload));
  }
  await draw();
  watchPeople(app);
  if (adds) put(byId("deleted"), await deletedList());
}

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * Draw the pairs, and again in the order and by the search that the reader chooses.
 * @param {Page} page  the first of the list, to which pairs are added as the reader asks for them
 * @param {Task[]} tasks
 * @param {import("./pair-order.js").View} view  changed as the reader chooses
 * @param {string} me
 */
function drawPairs(page, tasks, view, me) {
  /** @param {Summary} pair */
  const mine = (pair) => tasks.some((task) => task.pair === pair.id && task.reviewer === me);
  const place = byId("pairs");
  put(place, lead(page, view));
  const many = page.total > AT_ONCE;
  const drawList = () => {
    const shown = many ? page.pairs : listed(page.pairs, view, mine);
    put(byId("found"), list(shown, page.pairs, tasks, view));
    if (many) byId("found").append(further(page, more));
  };
  let [asked, wait] = [0, 0];
  /** Ask the server for a part of a long list. @param {string} cursor  "" for the first */
  const fetchPart = async (cursor) => {
    const { q, where, sort } = view;
    const number = ++asked;
    const limit = String(AT_ONCE);
    const part = await api.pairPage({ q, where, sort, limit, cursor, reviewer: me });
    if (number !== asked) return; // a later question is on its way
    const before = cursor ? page.pairs : [];
    Object.assign(page, part, { pairs: [...before, ...part.pairs] });
    drawList();
  };
  const more = () => fetchPart(page.next);
  place.oninput = (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.name === "q" || field.name === "sort" || field.name === "where")
      view[field.name] = field.value;
    if (field.name === "table") {
      view.table = field.checked;
      storage.keepPairTable(view.table);
    }
    if (!many || field.name === "table") return drawList();
    clearTimeout(wait);
    wait = setTimeout(() => fetchPart(""), TYPING);
  };
  drawList();
}

/**
 * How many pairs of a long list are shown, and the way to the next.
 * @param {Page} page
 * @param {() => void} more
 */
function further(page, more) {
  const foot = document.createElement("p");
  foot.className = "further";
  const [n, all] = [page.pairs.length, page.matching];
  put(
    foot,
    html`<span>${t("pairs.shown", { n, all })}</span> ${
      page.next && html`<button type="button" class="act">${t("pairs.more")}</button>`
    }`,
  );
  foot.querySelector("button")?.addEventListener("click", more);
  return foot;
}

/**
 * Open the dialog that a button of a pair asks for.
 * @param {MouseEvent} event
 * @param {Page} page
 * @param {() => Promise<void>} reload
 */
function openDialog(event, page, reload) {
  const button = /** @type {HTMLElement} */ (event.target).closest("button");
  const dialog = /** @type {HTMLDialogElement} */ (byId("dialog"));
  const { export: exported, texts, title = "" } = button?.dataset ?? {};
  if (texts) showTexts(dialog, texts, title, reload);
  if (!exported) return;
  showExport(dialog, exported, title, exported === "all" ? [page] : []);
  dialog.showModal();
}

/** @param {boolean} adds  whether the page has a place to add texts, which says the rest */
const empty = (
  adds,
) => html`<div class="empty">${!adds && html`<h1>${t("empty.title")}</h1>`}<p>${t("empty.how")}</p>
  <p><code>baikonur-align build seeds/</code></p><p>${t("empty.then")}</p></div>`;

/** Where to go on reviewing. @param {Summary} next */
const goOn = (next) =>
  next.attention
    ? t("corpus.next", { title: firstTitle(next), n: next.attention })
    : t("corpus.start", { title: firstTitle(next) });

/** @param {Page} page @param {import("./pair-order.js").View} view */
function lead(page, view) {
  const { total, beads, reviewed, go_on: next } = page;
  return html`<div class="lead"><h1>${t("corpus")}</h1>
    <p>${t("corpus.size", { n: total })}, ${t("corpus.reviewed", { reviewed, beads })}</p>
    <a class="act" href="/warnings">${t("warnings.all")}</a>
    <button type="button" class="act" data-export="all"
      data-title="${t("export.everything")}">${t("export.all")}</button></div>
    ${
      next &&
      isA("reviewer") &&
      html`<p class="next"><a class="act main"
      href="/pairs/${next.id}">${goOn(next)}</a></p>`
    }
    <div class="pair-tools" role="search">
      <label>${t("search")} <input type="search" name="q" autocomplete="off"></label>
      ${whereSelect([page], view.where)}
      <label>${t("sort")} <select name="sort">${SORTS.map(
        (sort) => html`<option value="${sort}">${t(`sort.${sort}`)}</option>`,
      )}</select></label>
      <label><input type="checkbox" name="table"${view.table && html` checked`}>
        ${t("pairs.table")}</label></div>
    <div id="found"></div>`;
}

/**
 * @param {Summary[]} shown
 * @param {Summary[]} all
 * @param {Task[]} tasks
 * @param {import("./pair-order.js").View} view
 */
function list(shown, all, tasks, { table }) {
  if (!shown.length) return html`<p class="empty">${t("pairs.none")}</p>`;
  if (table)
    return html`<div class="wide"><table
      class="pair-table"><tbody>${shown.map(line)}</tbody></table></div>`;
  return html`<ul class="cards">${shown.map((pair) =>
    card(
      pair,
      tasks.filter((task) => task.pair === pair.id),
      all,
    ),
  )}</ul>`;
}

/** A pair as a line of the list. @param {Summary} pair */
const line = (
  pair,
) => html`<tr><th scope="row"><a href="/pairs/${pair.id}" lang="${pair.source_lang}"
    title="${nameText(pair.id, pair)}">${titles(pair)}</a></th>
  <td>${kindAndLanguages(pair)}</td><td class="figure">${t("corpus.rows", { n: pair.beads })}</td>
  <td class="figure">${number(pair.reviewed, { style: "percent", maximumFractionDigits: 0 })}</td>
  <td>${
    !reviewable(pair)
      ? t("pairs.no-links")
      : pair.attention > 0 &&
        html`<a class="look"
    href="/pairs/${pair.id}?status=look">${t("attention", { n: pair.attention })}</a>`
  }</td>
  <td class="quiet">${pair.last_change && ago(pair.last_change.at)}</td>
  <td class="keep">${keeping(pair)}</td></tr>`;

/** What a lead does to a pair as a whole. @param {Summary} pair */
const keeping = (pair) =>
  isA("lead") &&
  html`<button type="button" class="act quiet" data-rename="${pair.id}">${t("rename")}</button>
    <button type="button" class="act quiet" data-delete="${pair.id}">${t("delete")}</button>`;

/** @param {{who: string, at: string}} change */
const lastChange = ({ who, at }) => t("last-change", { who, ago: ago(at) });

/** How many beads have which status, with links to those that need a look. @param {Summary} pair */
function counts({ id, confirmed, rejected, flagged, attention }) {
  /** @param {string} status @param {string} label */
  const link = (status, label) =>
    html`<a class="${status === "look" && "look"}"
      href="/pairs/${id}?status=${status}">${label}</a>`;
  return html`<p class="counts">${t("confirmed", { n: confirmed })}
    ${rejected > 0 && html` · ${t("rejected", { n: rejected })}`}
    ${flagged > 0 && html` · ${link("flagged", t("flagged", { n: flagged }))}`}
    ${attention > 0 && html` · ${link("look", t("attention", { n: attention }))}`}</p>`;
}

/** Who changed the pair last, and what is not published. @param {Summary} pair */
function changes({ last_change, version, published }) {
  const ahead = version - published;
  return html`<p class="last">${
    last_change
      ? html`<span title="${time(last_change.at)}">${lastChange(last_change)}</span>`
      : t("untouched")
  }
    ${ahead > 0 && html`<span class="ahead">${t("unpublished", { n: ahead })}</span>`}</p>`;
}

/** What one does in a pair: readers cannot review. @param {Summary} pair */
function openWord({ reviewed }) {
  if (!isA("reviewer")) return t("open");
  return t(reviewed > 0 ? "go-on" : "begin");
}

/** @param {Summary} pair @param {Task[]} tasks @param {Summary[]} all */
function card(pair, tasks, all) {
  const path = `/pairs/${pair.id}`;
  const share = number(pair.reviewed, { style: "percent", maximumFractionDigits: 0 });
  const other = otherTitle(pair);
  const label = t("assign.so-far");
  return html`<li class="card">
    <div class="card-head">${kindAndLanguages(pair)}
      <span class="present" data-here="${pair.id}"></span></div>
    <h2><a href="${path}" lang="${pair.source_lang}"
      title="${nameText(pair.id, pair)}">${firstTitle(pair)}</a></h2>
    ${other && html`<p class="other" lang="${pair.target_lang}">${other}</p>`}
    ${fileName(pair, all)}
    <p class="sizes">${t("corpus.rows", { n: pair.beads })} · ${t("linked", { n: pair.linked })}</p>
    ${!reviewable(pair) && html`<p class="no-links">${t("pairs.no-links")}</p>`}
    <div class="bar-line"><progress max="${pair.beads || 1}"
      value="${pair.confirmed + pair.rejected}"
      aria-label="${t("progress.label")}">${share}</progress><span>${share}</span></div>
    ${counts(pair)}
    ${changes(pair)}
    ${
      tasks.length > 0 &&
      html`<ul class="tasks" aria-label="${label}">${tasks.map((task) => taskLine(task))}</ul>`
    }
    <p class="card-foot">
      <a class="act main" href="${path}">${openWord(pair)}</a>
      <button type="button" class="act" data-export="${pair.id}"
        data-title="${titles(pair)}">${t("export")}</button>
      <button type="button" class="act" data-texts="${pair.id}"
        data-title="${titles(pair)}">${t("texts")}</button>
      <a class="act" href="/scores#${pair.id}">${t("scores")}</a>
      <a class="act" href="${path}/history">${t("history")}</a>${keeping(pair)}</p></li>`;
}
