/** The jobs on the first page: how far each is, and what can be done about it. */

import * as api from "../core/api.js";
import { html, put } from "../core/html.js";
import { sentenceOf } from "../core/messages.js";
import { languageName, number, t } from "../core/strings.js";

/**
 * @typedef {{id: number, pair: string, kind: string, source_lang: string, target_lang: string,
 *   title: string,
 *   state: "waiting" | "running" | "done" | "failed" | "cancelled", step: string, done: number,
 *   total: number,
 *   problem: string}} Job
 */

/**
 * Milliseconds between two looks while something is under way, and while the server doesn't
 * answer.
 */
const LOOK = 700;
const AGAIN = 3000;

/** @param {Job} job */
const active = (job) => job.state === "waiting" || job.state === "running";

/**
 * Keep the list true while there is anything to see; `look` looks at once.
 * @param {HTMLElement} place @param {() => void} ended  called when a job has come to its end
 */
export function watchJobs(place, ended) {
  /** @type {Job[]} */
  let known = [];
  let timer = 0;
  const look = async () => {
    clearTimeout(timer);
    try {
      const { jobs } = await api.jobs();
      draw(place, known, jobs);
      if (
        jobs.some(
          (/** @type {Job} */ j) =>
            j.state === "done" && known.some((k) => k.id === j.id && active(k)),
        )
      )
        ended();
      known = jobs;
      if (jobs.some(active)) timer = setTimeout(look, LOOK);
    } catch (error) {
      if (!(error instanceof api.Unreachable)) throw error;
      timer = setTimeout(look, AGAIN);
    }
  };
  place.addEventListener("click", async (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    const job = Number(button?.closest("li")?.dataset.job);
    if (!job) return;
    try {
      await (button?.dataset.do === "cancel" ? api.cancelJob(job) : api.forgetJob(job));
    } catch (error) {
      // A refusal: the job has ended, which the next look shows.
      if (!(error instanceof api.Refusal)) throw error;
    }
    await look();
  });
  look();
  return look;
}

/**
 * A job's line is made anew only when its state is another, so that its button keeps the focus.
 * @param {HTMLElement} place
 * @param {Job[]} before
 * @param {Job[]} jobs
 */
function draw(place, before, jobs) {
  for (const line of [...place.children])
    if (!jobs.some((j) => String(j.id) === /** @type {HTMLElement} */ (line).dataset.job))
      line.remove();
  for (const job of jobs) {
    const old = before.find((k) => k.id === job.id);
    const line = /** @type {HTMLElement} */ (
      place.querySelector(`[data-job="${job.id}"]`) ?? place.appendChild(newLine(job))
    );
    if (old?.state !== job.state) redraw(line, job);
    if (active(job)) advance(line, job);
    if (old && (old.state !== job.state || (active(job) && old.step !== job.step))) announce(job);
  }
}

/** @param {Job} job */
function newLine(job) {
  const line = document.createElement("li");
  line.dataset.job = String(job.id);
  return line;
}

/** @param {HTMLElement} line @param {Job} job */
function redraw(line, job) {
  const focused = line.contains(document.activeElement);
  put(line, markup(job));
  if (focused) /** @type {HTMLElement | null} */ (line.querySelector("a, button"))?.focus();
}

/** @param {HTMLElement} line @param {Job} job */
function advance(line, job) {
  const bar = /** @type {HTMLProgressElement} */ (line.querySelector("progress"));
  if (job.total) Object.assign(bar, { max: job.total, value: job.done });
  else bar.removeAttribute("value");
  /** @type {HTMLElement} */ (line.querySelector(".step")).textContent = progress(job);
}

/** @param {Job} job */
const step = (job) => (job.state === "waiting" ? t("job.waiting") : t(`job.step.${job.step}`));

/** @param {Job} job */
const progress = (job) =>
  job.total
    ? t("job.progress", { step: step(job), done: number(job.done), total: number(job.total) })
    : step(job);

/** @param {Job} job */
function announce(job) {
  const live = /** @type {HTMLElement} */ (document.getElementById("live"));
  const doing = active(job) ? step(job) : t(`job.${job.state}`);
  live.textContent = `${job.title}: ${doing} ${job.problem}`;
}

/** @param {Job} job */
function markup(job) {
  const head = html`<p class="job-head"><strong lang="${job.source_lang}">${job.title}</strong>
    <span class="quiet">${t(`kind.${job.kind}`)} · ${languageName(job.source_lang)} →
    ${languageName(job.target_lang)}</span></p>`;
  if (active(job))
    return html`${head}<p class="bar-line"><progress
      aria-label="${t("job.label", { title: job.title })}"></progress><span class="step"></span></p>
      <p class="acts"><button type="button" class="act"
        data-do="cancel">${t("cancel")}</button></p>`;
  return html`${head}<p
    class="${job.state === "failed" ? "error" : "quiet"}">${t(`job.${job.state}`)}
      ${job.problem && sentenceOf(job.problem)}</p>
    <p class="acts">${
      job.state === "done" &&
      html`<a class="act main" href="/pairs/${job.pair}">${t("job.review")}</a>`
    }
      <button type="button" class="act" data-do="forget">${t("job.forget")}</button></p>`;
}
