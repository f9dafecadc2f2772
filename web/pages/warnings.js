/** Every open warning of the corpus, each with a link to its row. */

import * as api from "../core/api.js";
import { html, put } from "../core/html.js";
import { firstTitle } from "../core/naming.js";
import { firstPairs, listenToPairSelect, pairSelect } from "../core/pair-select.js";
import { t } from "../core/strings.js";
import { topBar } from "../core/top-bar.js";
import { told } from "../review/warnings.js";

/**
 * @typedef {{pair: string, segment: string, kind: string, what: string, where: "source" | "target",
 *   source: string, target: string, named: import("../core/naming.js").Named | null}} Warning
 * @typedef {{kinds: Record<string, number>, warnings: Warning[], next: string}} Found  in some
 *   texts: how many of each kind, those asked for, and where to go on; "" at the end
 */

/** @param {HTMLElement} app @param {import("../core/api.js").Session} session */
export async function allWarnings(app, session) {
  document.title = `${t("warnings.all")} – baikonur-align`;
  const asked = new URLSearchParams(location.search);
  const all = t("texts.all");
  put(
    app,
    html`${topBar(session, "/warnings")}<main class="page"><h1>${t("warnings.all")}</h1>
    <form class="pair-tools"><label>${t("warnings.kind")} <select name="kind"></select></label>
    ${pairSelect(t("warnings.pair"), await firstPairs(), all, asked.get("pair") ?? "")}</form>
    <div id="found" aria-live="polite"></div></main>`,
  );
  const form = /** @type {HTMLFormElement} */ (app.querySelector("form"));
  listenToPairSelect(form, all);
  let choices = 0;
  const draw = async () => {
    const query = new URLSearchParams(
      [...asked].filter(([key, value]) => value && ["kind", "pair"].includes(key)),
    );
    history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
    const choice = ++choices;
    /** @param {Found} before  what was found in the texts before @param {string} cursor */
    const further = async (before, cursor) => {
      /** @type {Found} */
      const found = await api.warnings(new URLSearchParams([...query, ["cursor", cursor]]));
      if (choice !== choices) return; // another choice was made meanwhile
      const sum = together(before, found);
      show(form, sum, asked.get("kind") ?? "", () => further(sum, found.next));
    };
    await further({ kinds: {}, warnings: [], next: "" }, "");
  };
  form.addEventListener("input", (event) => {
    const field = /** @type {HTMLSelectElement} */ (event.target);
    asked.set(field.name, field.value);
    void draw();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  await draw();
}

/** @param {Found} before @param {Found} found @returns {Found} */
function together(before, found) {
  const kinds = { ...before.kinds };
  for (const [kind, n] of Object.entries(found.kinds)) kinds[kind] = (kinds[kind] ?? 0) + n;
  return { kinds, warnings: [...before.warnings, ...found.warnings], next: found.next };
}

/**
 * @param {HTMLFormElement} form
 * @param {Found} found
 * @param {string} kind
 * @param {() => void} further  looks into further texts
 */
function show(form, { kinds, warnings, next }, kind, further) {
  const all = Object.values(kinds).reduce((sum, n) => sum + n, 0);
  const choices = Object.entries(kinds)
    .map(([name, n]) => ({ name, n, label: t(`check-kind.${name}`) }))
    .sort((a, b) => b.n - a.n);
  if (kind && !kinds[kind]) choices.push({ name: kind, n: 0, label: t(`check-kind.${kind}`) });
  put(
    /** @type {HTMLElement} */ (form.querySelector("[name=kind]")),
    html`<option value="">${t("warnings.any", { n: all })}</option>${choices.map(
      ({ name, n, label }) =>
        html`<option value="${name}"${name === kind && html` selected`}>${label} (${n})</option>`,
    )}`,
  );
  const place = /** @type {HTMLElement} */ (document.getElementById("found"));
  put(
    place,
    html`${
      warnings.length
        ? html`<div class="wide"><table class="pair-table warned-rows"><thead><tr>${[
            "row",
            "kind",
            "source",
            "target",
          ].map(
            (name) => html`<th scope="col">${t(`warnings.${name}`)}</th>`,
          )}</tr></thead><tbody>${warnings.map(row)}</tbody></table></div>`
        : !next && html`<p class="empty">${t("warnings.none")}</p>`
    }${
      next &&
      html`<p class="further"><span>${t("warnings.so-far", { n: warnings.length })}</span>
        <button type="button" class="act">${t("warnings.further")}</button></p>`
    }`,
  );
  place.querySelector(".further button")?.addEventListener("click", further);
}

/** @param {Warning} one */
const row = (one) => html`<tr><td><a href="/pairs/${one.pair}#${one.segment}">${
  one.named ? firstTitle(one.named) : one.pair
} · ${one.segment.split(".").slice(1).join(".")}</a></td>
  <td>${told(one)}</td><td lang="${one.named?.source_lang}">${one.source}</td>
  <td lang="${one.named?.target_lang}">${one.target}</td></tr>`;
