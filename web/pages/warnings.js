/** Every open warning of the corpus, each with a link to its row. */

import * as api from "../core/api.js";
import { html, put } from "../core/html.js";
import { firstTitle, nameText } from "../core/naming.js";
import { t } from "../core/strings.js";
import { topBar } from "../core/top-bar.js";
import { told } from "../review/warnings.js";

/**
 * @typedef {{pair: string, segment: string, kind: string, what: string, where: "source" | "target",
 *   source: string, target: string, named: import("../core/naming.js").Named | null}} Warning
 * @typedef {{total: number, kinds: Record<string, number>, warnings: Warning[]}} Found
 */

/** @param {HTMLElement} app @param {import("../core/api.js").Session} session */
export async function allWarnings(app, session) {
  document.title = `${t("warnings.all")} – baikonur-align`;
  const { pairs } = await api.pairs();
  const asked = new URLSearchParams(location.search);
  put(
    app,
    html`${topBar(session, "/warnings")}<main class="page"><h1>${t("warnings.all")}</h1>
    <form class="pair-tools"><label>${t("warnings.kind")} <select name="kind"></select></label>
    <label>${t("warnings.pair")} <select name="pair"><option value="">${t("texts.all")}</option>${pairs.map(
      (/** @type {any} */ one) =>
        html`<option value="${one.id}"${one.id === asked.get("pair") && html` selected`}>${nameText(
          one.id,
          one,
        )}</option>`,
    )}</select></label></form>
    <div id="found" aria-live="polite"></div></main>`,
  );
  const form = /** @type {HTMLFormElement} */ (app.querySelector("form"));
  const draw = async () => {
    const query = new URLSearchParams(
      [...asked].filter(([key, value]) => value && ["kind", "pair"].includes(key)),
    );
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
    show(form, await api.warnings(query), asked.get("kind") ?? "");
  };
  form.addEventListener("input", (event) => {
    const field = /** @type {HTMLSelectElement} */ (event.target);
    asked.set(field.name, field.value);
    void draw();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  await draw();
}

/** @param {HTMLFormElement} form @param {Found} found @param {string} kind */
function show(form, { total, kinds, warnings }, kind) {
  const all = Object.values(kinds).reduce((sum, n) => sum + n, 0);
  const choices = Object.entries(kinds)
    .map(([name, n]) => ({ name, n, label: t(`check-kind.${name}`) }))
    .sort((a, b) => b.n - a.n);
  put(
    /** @type {HTMLElement} */ (form.querySelector("[name=kind]")),
    html`<option value="">${t("warnings.any", { n: all })}</option>${choices.map(
      ({ name, n, label }) =>
        html`<option value="${name}"${name === kind && html` selected`}>${label} (${n})</option>`,
    )}`,
  );
  put(
    /** @type {HTMLElement} */ (document.getElementById("found")),
    total
      ? html`<div class="wide"><table class="pair-table warned-rows"><thead><tr>${[
          "row",
          "kind",
          "source",
          "target",
        ].map(
          (name) => html`<th scope="col">${t(`warnings.${name}`)}</th>`,
        )}</tr></thead><tbody>${warnings.map(row)}</tbody></table></div>${
          total > warnings.length &&
          html`<p class="quiet">${t("warnings.more", { n: warnings.length, all: total })}</p>`
        }`
      : html`<p class="empty">${t("warnings.none")}</p>`,
  );
}

/** @param {Warning} one */
const row = (one) => html`<tr><td><a href="/pairs/${one.pair}#${one.segment}">${
  one.named ? firstTitle(one.named) : one.pair
} · ${one.segment.split(".").slice(1).join(".")}</a></td>
  <td>${told(one)}</td><td lang="${one.named?.source_lang}">${one.source}</td>
  <td lang="${one.named?.target_lang}">${one.target}</td></tr>`;
