/**
 * What helps to judge the open row: asked for once one has stayed on it, drawn calmly within it.
 */

import * as api from "../core/api.js";
import { differences } from "../core/diff.js";
import { html } from "../core/html.js";
import { keyOf } from "../core/keys.js";
import { namedOf, nameText, pairName } from "../core/naming.js";
import { may } from "../core/roles.js";
import { hundredths, number, t } from "../core/strings.js";
import { certaintyOf, isDraftQuality } from "../model/bead.js";
import { hintsOf } from "../model/hints.js";
import { beadWith, rowNumber } from "../model/lookup.js";
import { busyBeads } from "../model/state.js";

/**
 * @typedef {import("../model/state.js").State} State
 * @typedef {import("../model/state.js").Bead} Bead
 * @typedef {import("../model/hints.js").Match} Match
 * @typedef {import("../model/hints.js").Reasons} Reasons
 */

/** How long one must have been on a row before its hints are asked for, in milliseconds. */
const STAYED = 200;

/** Terms that have a key. */
const MOST_TERMS = 9;

/** When to ask again while the server still reads what was confirmed, in milliseconds. */
const READING = 1500;

export class Hints {
  /**
   * @param {() => State} state
   * @param {(event: import("../model/state.js").Event) => void} dispatch
   */
  constructor(state, dispatch) {
    this.state = state;
    this.dispatch = dispatch;
    this.wanted = "";
  }

  /** After every change of the state: is there another row to ask about? */
  follow() {
    const wanted = this.#wants();
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    clearTimeout(this.timer);
    if (wanted && this.state().hints?.bead !== wanted)
      this.timer = setTimeout(() => this.#ask(), STAYED);
  }

  /** Ask again about the row: the glossary has changed. */
  again() {
    if (this.wanted) void this.#ask();
  }

  #wants() {
    const state = this.state();
    const { active, part, net } = state; // the server reads no hints while it sends the rest
    const possible = active !== null && !part && net !== "offline" && state.run === null;
    return possible && !busyBeads(state).has(active) ? active : "";
  }

  async #ask() {
    const { wanted } = this;
    try {
      const hints = await api.hints(this.state().pair?.id ?? "", wanted);
      if (wanted !== this.wanted) return;
      this.dispatch({ type: "hints", hints: { bead: wanted, ...hints } });
      if (hints.memory === null) this.timer = setTimeout(() => this.#ask(), READING);
    } catch (error) {
      if (error instanceof api.Unreachable) this.dispatch({ type: "net", net: "offline" });
      else if (!(error instanceof api.Refusal)) throw error; // a row without hints is still a row
    }
  }
}

/**
 * What speaks for and against the bead, on a line that is there before it is known.
 * @param {State} state
 * @param {Bead} bead
 */
export function why(state, bead) {
  if (!bead.source.length || !bead.target.length) return "";
  const found = hintsOf(state, bead)?.reasons;
  const certainty = certaintyOf(bead);
  const name =
    certainty === null
      ? t("reason.title")
      : t(isDraftQuality(bead) ? "reason.draft" : "reason", { c: hundredths(certainty) });
  /** @type {{said: string, against?: boolean}[]} */
  const offline = state.net === "offline" ? [{ said: t("reason.offline") }] : [];
  return html`<p class="why"><b>${name}</b> ${(found ? reasons(state, found) : offline).map(
    (r) => html`<span class="${r.against && "against"}">${r.said}</span>`,
  )}</p>`;
}

/** @param {State} state @param {Reasons} found @returns {{said: string, against?: boolean}[]} */
function reasons(state, found) {
  const { similarity, rival, length, agree, missing, names, matched, words } = found;
  const said = [
    {
      said: t("reason.similarity", { s: number(similarity, { maximumFractionDigits: 2 }) }),
      against: rival !== null,
    },
  ];
  if (rival)
    said.push({
      said: t("reason.rival", {
        n: rowOf(state, rival.segment),
        s: number(rival.similarity, { maximumFractionDigits: 2 }),
      }),
      against: true,
    });
  if (agree.length)
    said.push({ said: t("reason.numbers", { what: agree.join(", ") }), against: false });
  if (missing.length)
    said.push({ said: t("reason.missing", { what: missing.join(", ") }), against: true });
  if (names.length)
    said.push({
      said: t("reason.names", { what: names.map((n) => n.join(" = ")).join(", ") }),
      against: false,
    });
  said.push({
    said: t("reason.length", { x: number(length, { maximumFractionDigits: 1 }) }),
    against: length > 1.8 || length < 0.55,
  });
  if (words) said.push({ said: t("reason.words", { n: matched, m: words }), against: false });
  return said;
}

/** The number of the row that holds a sentence. @param {State} state @param {string} segment */
const rowOf = (state, segment) => rowNumber(state, beadWith(state, segment)?.id ?? "");

/**
 * The terms of the glossary that the source has, each with the key that inserts its translation.
 * @param {State} state
 * @param {Bead} bead
 */
export function terms(state, bead) {
  const found = hintsOf(state, bead)?.terms ?? [];
  if (!found.length) return "";
  const now = bead.target
    .map((s) => s.text)
    .join(" ")
    .toLocaleLowerCase();
  return html`<div class="terms" role="group" aria-label="${t("terms")}"><b>${t("terms")}</b>
    ${found.slice(0, MOST_TERMS).map(
      (term, i) => html`<span><span lang="${state.pair?.source.lang}">${term.text}</span> =
        <span lang="${state.pair?.target.lang}" class="${
          term.others.some((other) => begins(now, other)) && "used"
        }">${term.others.join(" / ")}</span>
        ${
          may("term-1") &&
          html`<button type="button" class="act quiet" data-command="term-${i + 1}"
          aria-label="${t("terms.insert", { what: term.others[0] })}"><kbd>${keyOf(
            `term-${i + 1}`,
          )}</kbd></button>`
        }</span>`,
    )}
    ${
      may("change-term") &&
      html`<button type="button" class="act quiet" data-command="change-term">${t(
        "terms.change",
      )} <kbd>${keyOf("change-term")}</kbd></button>`
    }</div>`;
}

/** Whether a word of a text begins as a term does, in any form. @param {string} text
 * @param {string} term */
const begins = (text, term) =>
  ` ${text}`
    .toLocaleLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .includes(` ${term.toLocaleLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ")}`);

/**
 * Earlier translations of the same sentence, or one like it.
 * @param {State} state
 * @param {Bead} bead
 */
export function remembered(state, bead) {
  const matches = hintsOf(state, bead)?.memory ?? [];
  return (
    matches.length > 0 &&
    html`<section class="memory" aria-label="${t("memory")}"><h3>${t("memory")}</h3>
    <ol>${matches.map((m, i) => match(state, bead, m, i, matches))}</ol></section>`
  );
}

/**
 * @param {State} state
 * @param {Bead} bead
 * @param {Match} m
 * @param {number} i
 * @param {Match[]} all
 */
function match(state, bead, m, i, all) {
  const now = {
    source: bead.source.map((s) => s.text).join(" "),
    target: bead.target.map((s) => s.text).join(" "),
  };
  const command = `take-${i + 1}`;
  const others = [...all.map((other) => other.named), state.pair && namedOf(state.pair)];
  const button = html`<button type="button" class="act" data-command="${command}"
    aria-keyshortcuts="${i + 1}">${t("do.take")} <kbd>${keyOf(command)}</kbd></button>`;
  return html`<li><span class="percent">${number(m.percent / 100, { style: "percent" })}</span>
    <p lang="${state.pair?.source.lang}">${
      m.percent < 100 ? differences(m.source, now.source) : m.source
    }</p>
    <p lang="${state.pair?.target.lang}">${m.target}</p>
    <span class="taking">${
      m.target === now.target
        ? html`<span class="hint">${t("memory.same")}</span>`
        : may(command) && button
    }</span>
    <p class="at">${
      m.named
        ? html`<a href="/pairs/${m.pair}#${m.segment}"
      title="${t("memory.where", {
        by: m.reviewer,
        pair: nameText(m.pair, m.named),
      })}">${m.reviewer}
      · ${pairName(m.pair, m.named, others)}</a>`
        : m.pair
    }</p></li>`;
}
