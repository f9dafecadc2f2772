/**
 * How a reader wants the texts to look: their size, the columns, Kazakh in Latin letters. The
 * browser remembers it.
 */

import { html, put } from "../core/html.js";
import { showLatin } from "../core/latin.js";
import * as storage from "../core/storage.js";
import { number, t } from "../core/strings.js";

/**
 * @typedef {{size: number, share: number, latin: boolean, compact: boolean, more: boolean}} Chosen
 *   `size` in per cent of the usual one, `share` of the source's column in per cent of both, `more`
 *   whether the open row shows all there is
 */

/** @type {Chosen} */
const USUAL = { size: 100, share: 50, latin: false, compact: false, more: false };
const SIZES = { min: 80, max: 200, step: 10 };
const SHARES = { min: 25, max: 75, step: 1 };
/** How far an arrow moves the divider, in per cent. @type {Record<string, number>} */
const STEPS = { ArrowLeft: -2, ArrowRight: 2 };

export class Display {
  /** @param {import("../review/drawing.js").Drawing} drawing */
  constructor(drawing) {
    this.drawing = drawing;
    /** @type {Chosen} */
    this.chosen = { ...USUAL, ...storage.display() };
    this.divider = /** @type {HTMLElement} */ (drawing.app.querySelector("#divider"));
    this.#listen();
    this.#apply();
  }

  /** @param {Partial<Chosen>} part */
  change(part) {
    const before = this.chosen;
    this.chosen = { ...before, ...part };
    storage.keepDisplay(this.chosen);
    this.#apply();
    if (this.chosen.latin !== before.latin) this.drawing.drawAnew();
  }

  #apply() {
    const { size, share, latin, compact, more } = this.chosen;
    const { style } = document.documentElement;
    style.setProperty("--size", String(size / 100));
    document.documentElement.toggleAttribute("data-compact", compact);
    document.documentElement.toggleAttribute("data-more", more);
    style.setProperty("--left", `${share}fr`);
    style.setProperty("--right", `${100 - share}fr`);
    this.divider.setAttribute("aria-valuenow", String(share));
    this.drawing.rows.finish = latin ? showLatin : () => {};
    const notice = /** @type {HTMLElement} */ (this.drawing.app.querySelector("#letters"));
    notice.hidden = !latin;
    put(
      notice,
      latin
        ? html`${t("display.notice")} <button type="button" class="act quiet"
          data-letters="kk">${t("display.back")}</button>`
        : html``,
    );
  }

  // --- the line between the columns ---

  #listen() {
    const { app } = this.drawing;
    app.addEventListener("click", (event) => {
      if (/** @type {Element} */ (event.target).closest("[data-letters]"))
        this.change({ latin: false });
    });
    this.divider.addEventListener("pointerdown", (event) =>
      this.divider.setPointerCapture(event.pointerId),
    );
    this.divider.addEventListener(
      "pointermove",
      (event) => event.buttons && this.#dragTo(event.clientX),
    );
    this.divider.addEventListener("dblclick", () => this.#widen(USUAL.share));
    this.divider.addEventListener("keydown", (event) => {
      if (event.key in STEPS) this.#widen(this.chosen.share + STEPS[event.key]);
      else if (event.key === "Home") this.#widen(USUAL.share);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  /** @param {number} x  in the window */
  #dragTo(x) {
    const [left, right] = [...this.drawing.app.querySelectorAll(".heads h2")].map((head) =>
      head.getBoundingClientRect(),
    );
    const width = left.width + right.width;
    this.#widen(Math.round(((x - this.divider.offsetWidth / 2 - left.left) / width) * 100));
  }

  /** @param {number} share */
  #widen(share) {
    this.change({ share: Math.max(SHARES.min, Math.min(SHARES.max, share)) });
  }

  // --- the dialog ---

  /** @param {HTMLDialogElement} dialog @param {boolean} kazakh  whether a text of the pair is */
  show(dialog, kazakh) {
    put(dialog, form(this.chosen, kazakh));
    const fields = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
    fields.addEventListener("input", () => {
      this.change(read(fields));
      for (const name of /** @type {const} */ (["size", "share"]))
        put(
          /** @type {Element} */ (fields.querySelector(`output[for="${name}"]`)),
          html`${percent(this.chosen[name])}`,
        );
    });
    fields.querySelector("[data-usual]")?.addEventListener("click", () => {
      this.change(USUAL);
      this.show(dialog, kazakh);
    });
  }
}

/** @param {HTMLFormElement} fields @returns {Partial<Chosen>} */
function read(fields) {
  const data = new FormData(fields);
  return {
    size: Number(data.get("size")),
    share: Number(data.get("share")),
    latin: data.get("letters") === "latin",
    compact: data.has("compact"),
  };
}

/** @param {number} value */
const percent = (value) => number(value / 100, { style: "percent" });

/** @param {Chosen} chosen @param {boolean} kazakh */
const form = (
  { size, share, latin, compact },
  kazakh,
) => html`<form method="dialog" class="display"><header><h2>${t("do.display")}</h2>
    <button class="icon" aria-label="${t("close")}" title="${t("close")}">✕</button></header>
  ${slider("size", size, SIZES)}${slider("share", share, SHARES)}
  <p><label><input type="checkbox" name="compact"${compact && html` checked`}>
    ${t("display.compact")}</label></p>
  ${
    kazakh &&
    html`<fieldset><legend>${t("display.letters")}</legend>
      ${letters("cyrillic", !latin)}${letters("latin", latin)}</fieldset>`
  }
  <p class="acts"><button type="button" class="act" data-usual>${t("display.usual")}</button><button
    class="act main">${t("close")}</button></p></form>`;

/** @param {"size" | "share"} name @param {number} value @param {typeof SIZES} range */
const slider = (
  name,
  value,
  { min, max, step },
) => html`<label for="${name}">${t(`display.${name}`)} <output
  for="${name}">${percent(value)}</output>
  <input type="range" id="${name}" name="${name}" min="${min}" max="${max}" step="${step}"
    value="${value}"></label>`;

/** @param {string} name @param {boolean} checked */
const letters = (name, checked) =>
  html`<label><input type="radio" name="letters" value="${name}"${checked && html` checked`}>
    ${t(`display.${name}`)}</label>`;
