/** The glossaries of the corpus: what there is, files in and out. */

import * as api from "../core/api.js";
import { reasonOf } from "../core/errors.js";
import { html, put } from "../core/html.js";
import { isA } from "../core/roles.js";
import { languageName, t } from "../core/strings.js";
import { topBar } from "../core/top-bar.js";

/**
 * @typedef {{name: string, langs: [string, string], terms: number, fits: boolean}} Line
 */

const FORMATS = ["tbx", "csv", "tsv"];

/** @param {HTMLElement} app @param {import("../core/api.js").Session} session */
export async function glossary(app, session) {
  document.title = `${t("glossary")} – baikonur-align`;
  put(
    app,
    html`${topBar(session, "/glossary")}<main class="page glossary"><h1>${t("glossary")}</h1>
    <p class="intro">${t("glossary.intro")}</p><div id="lists"></div>
    ${isA("lead") && upload()}
    </main>`,
  );
  await draw();
  app.querySelector("input[type=file]")?.addEventListener("change", (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    void send([...(field.files ?? [])]).then(() => (field.value = ""));
  });
}

const upload = () => html`<p><label class="act file">${t("glossary.add")}
  <input type="file" accept=".tsv,.csv,.tbx" multiple></label></p>
  <p class="error" role="alert"></p>`;

async function draw() {
  /** @type {{glossaries: Line[], problem: string}} */
  const { glossaries, problem } = await api.glossaries();
  put(
    /** @type {HTMLElement} */ (document.getElementById("lists")),
    html`${problem && html`<p class="error">${problem}</p>`}
    ${
      glossaries.length
        ? html`<div class="wide"><table class="pair-table"><tbody>${glossaries.map(
            line,
          )}</tbody></table></div><p class="acts">${FORMATS.map(download)}</p>`
        : html`<p class="empty">${t("glossary.none")}</p>`
    }`,
  );
}

/** @param {string} format */
const download = (format) =>
  html`<a class="act" href="/api/glossary.${format}" download>${t("glossary.download", {
    format: format.toUpperCase(),
  })}</a>`;

/** @param {Line} one */
const line = ({ name, langs, terms, fits }) => html`<tr><th scope="row">${name}</th>
  <td>${langs.map(languageName).join(" – ")}</td><td class="figure">${t("glossary.terms", { n: terms })}</td>
  <td>${!fits && html`<span class="look">${t("glossary.fits-none")}</span>`}</td></tr>`;

/** @param {File[]} files */
async function send(files) {
  const error = /** @type {HTMLElement} */ (document.querySelector("main .error[role=alert]"));
  error.textContent = "";
  try {
    for (const file of files) {
      const form = new FormData();
      form.set("file", file);
      await api.addGlossary(form);
    }
  } catch (caught) {
    error.textContent = reasonOf(caught);
  }
  await draw();
}
