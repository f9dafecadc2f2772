/** The evaluations that are kept, those being made, and the form that asks for another. */

import * as api from "../core/api.js";
import { fileField, listenToFileFields } from "../core/file-field.js";
import { html, put } from "../core/html.js";
import { languageOf, translated } from "../core/messages.js";
import { isA } from "../core/roles.js";
import * as storage from "../core/storage.js";
import { has, languageName, t, time } from "../core/strings.js";
import { topBar } from "../core/top-bar.js";
import { showAnnotations } from "./annotations.js";
import { showGold } from "./gold.js";

/**
 * @typedef {{material: "translation" | "post-edit", source_lang: string, target_lang: string,
 *   packages: string[]}} Direction
 * @typedef {{id: number, title: string, state: string, step: string, done: number, total: number,
 *   problem: string}} Job
 * @typedef {{directions: Direction[], metrics: string[], jobs: Job[],
 *   evaluations: {id: string, title: string, at: string, who: string}[]}} Choices
 */

/** Milliseconds between two looks at the jobs. */
const LOOK = 1000;

/** The metrics that are chosen at first. */
const USUAL = ["BLEU", "chrF", "chrF++", "TER"];

/** @param {HTMLElement} app @param {import("../core/api.js").Session} session */
export async function evaluations(app, session) {
  document.title = `${t("evaluations")} – baikonur-align`;
  put(
    app,
    html`${topBar(session, "/scores")}<main class="page evaluations"><h1>${t("evaluations")}</h1>
    <p class="intro">${t("evaluations.intro")}</p><div id="ask"></div>
    <div id="jobs" role="status"></div><div id="kept"></div>
    <section id="annotations"></section><section id="gold"></section></main>`,
  );
  const choices = /** @type {Choices} */ (await api.evaluations());
  if (isA("lead")) showForm(choices, session);
  await Promise.all([showAnnotations(part("annotations")), showGold(part("gold"))]);
  await follow(choices);
}

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Show jobs and results, again and again while a job is under way. @param {Choices} choices */
async function follow(choices) {
  let now = choices;
  for (;;) {
    show(now);
    if (!now.jobs.some((job) => ["waiting", "running"].includes(job.state))) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK));
    if (!document.getElementById("jobs")) return;
    now = await api.evaluations();
  }
}

/** @param {Choices} choices */
function show(choices) {
  const open = choices.jobs.filter((job) => !["done", "cancelled"].includes(job.state));
  put(part("jobs"), html`${open.map(jobLine)}`);
  for (const button of part("jobs").querySelectorAll("button"))
    button.addEventListener("click", async () => {
      const end = button.dataset.end === "cancel" ? api.cancelJob : api.forgetJob;
      await end(Number(button.dataset.job));
      show(await api.evaluations());
    });
  put(
    part("kept"),
    choices.evaluations.length
      ? html`<h2>${t("evaluations.kept")}</h2><ul class="kept">${choices.evaluations.map(
          (one) =>
            html`<li><a href="/evaluations/${one.id}">${one.title}</a>
              <small>${time(one.at)}</small></li>`,
        )}</ul>`
      : html`<p class="empty">${t("evaluations.none")}</p>`,
  );
}

/** @param {Job} job */
function jobLine(job) {
  const step = has(`job.step.${job.step}`) ? t(`job.step.${job.step}`) : job.step;
  const failed = job.state === "failed";
  const said = failed
    ? html`${t("job.failed")} <span lang="${languageOf(job.problem)}">${translated(job.problem)}</span>`
    : job.state === "waiting"
      ? t("job.waiting")
      : job.total
        ? t("job.progress", { step, done: job.done, total: job.total })
        : step;
  return html`<p class="job">${job.title}: ${said}
    <button type="button" class="act" data-job="${job.id}"
      data-end="${failed ? "forget" : "cancel"}">${t(
        failed ? "job.forget" : "cancel",
      )}</button></p>`;
}

/** @param {Choices} choices @param {import("../core/api.js").Session} session */
function showForm(choices, session) {
  if (!choices.directions.length) {
    put(part("ask"), html`<p class="empty">${t("evaluations.nothing")}</p>`);
    return;
  }
  put(
    part("ask"),
    html`<form class="evaluation-form"><label>${t("evaluations.test-set")}
    <select name="direction">${choices.directions.map(
      (d, n) =>
        html`<option value="${n}">${t(`evaluations.${d.material}`)}: ${languageName(d.source_lang)}
          → ${languageName(d.target_lang)}</option>`,
    )}</select></label><div id="systems"></div>
    <fieldset><legend>${t("evaluations.metrics")}</legend>${choices.metrics.map(
      (name) =>
        html`<label><input type="checkbox" name="metric"
          value="${name}"${USUAL.includes(name) && html` checked`}> ${name}</label>`,
    )}</fieldset>
    <label>${t("evaluations.since")} <input type="date" name="since"></label>
    <label>${t("evaluations.until")} <input type="date" name="until"></label>
    <p class="problem" role="alert"></p><button
      class="act main">${t("evaluations.start")}</button></form>`,
  );
  const form = /** @type {HTMLFormElement} */ (part("ask").querySelector("form"));
  const reviewer = session.reviewer || storage.reviewerName() || "reviewer-1";
  const chosen = () => choices.directions[Number(new FormData(form).get("direction"))];
  const showSystems = () => put(part("systems"), systems(chosen()));
  showSystems();
  listenToFileFields(form);
  form.addEventListener("change", (event) => {
    if (/** @type {HTMLInputElement} */ (event.target).name === "direction") showSystems();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = /** @type {HTMLElement} */ (form.querySelector(".problem"));
    problem.textContent = "";
    try {
      await api.evaluate({ ...(await request(form, chosen())), reviewer });
    } catch (error) {
      if (!(error instanceof api.Refusal)) throw error;
      problem.textContent = error.message;
      return;
    }
    await follow(await api.evaluations());
  });
}

/** @param {Direction} direction */
function systems(direction) {
  /** @param {string} value @param {string} label */
  const box = (value, label) =>
    html`<label><input type="checkbox" name="system" value="${value}"> ${label}</label>`;
  return html`<fieldset><legend>${t("evaluations.systems")}</legend>
    ${direction.material === "post-edit" && box("draft:", t("evaluations.draft"))}
    ${direction.packages.map((name) => box(`package:${name}`, name))}
    ${box("memory:", t("evaluations.memory"))}
    ${fileField(t("evaluations.files"), { name: "file", multiple: true })}</fieldset>`;
}

/** What the form asks for. @param {HTMLFormElement} form @param {Direction} direction */
async function request(form, direction) {
  const data = new FormData(form);
  const wanted = data.getAll("system").map((value) => {
    const [origin, ...name] = String(value).split(":");
    return { origin, name: name.join(":"), text: "" };
  });
  for (const file of data.getAll("file"))
    if (file instanceof File && file.size)
      wanted.push({ origin: "file", name: file.name, text: await file.text() });
  const { material, source_lang, target_lang } = direction;
  const dates = { since: String(data.get("since")), until: String(data.get("until")) };
  const metrics = data.getAll("metric").map(String);
  return { material, source_lang, target_lang, systems: wanted, metrics, ...dates };
}
