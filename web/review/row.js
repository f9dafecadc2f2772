/** A row of the review page as markup: a bead side by side. */

import { badges } from "../core/badges.js";
import { button } from "../core/button.js";
import { html } from "../core/html.js";
import { may } from "../core/roles.js";
import { hundredths, t } from "../core/strings.js";
import { certaintyOf, isDraftQuality, isLinked, wantsLook, warningsOf } from "../model/bead.js";
import { stretches } from "../model/codes.js";
import { isUnwritten, writable } from "../model/lookup.js";
import { blinded } from "../model/opinions.js";
import { originOf } from "../model/origin.js";
import { peopleByBead } from "../model/people.js";
import { runOf } from "../model/selection.js";
import { clashes } from "./clash.js";
import { more } from "./open-row.js";
import { warning } from "./warnings.js";

/**
 * @typedef {import("../model/state.js").State} State
 * @typedef {import("../model/state.js").Bead} Bead
 * @typedef {import("../model/state.js").Segment} Segment
 * @typedef {import("../model/state.js").SideName} SideName
 */

const MARKS = { auto: "", confirmed: "✓", rejected: "✕", flagged: "⚑" };

/**
 * @typedef {{key: string, className: string, label: string, current: boolean, markup:
 *   ReturnType<typeof html>,
 *   people: ReturnType<typeof html>}} Row
 * What a row looks like; two equal rows need no drawing.
 */

/** What of a state all rows look at, gathered once a drawing. @param {State} state */
export function context(state) {
  const run = runOf(state);
  return {
    state,
    people: peopleByBead(state),
    run: new Set(run.length > 1 ? run.map((b) => b.id) : []),
    waiting: new Map(
      state.pending.flatMap((i) => i.beads.map((b) => /** @type {const} */ ([b, i]))),
    ),
  };
}

/** @param {ReturnType<typeof context>} ctx @param {Bead} given @param {Bead | undefined} previous
 * @param {number} position  from 1 @returns {Row} */
export function row(ctx, given, previous, position) {
  const { state } = ctx;
  const bead = blinded(state, given);
  const active = bead.id === state.active;
  const look = wantsLook(bead, state.pair);
  const waiting = ctx.waiting.get(bead.id);
  const names = [
    "row",
    bead.status,
    look && "look",
    active && "active",
    ctx.run.has(bead.id) && "in-run",
  ];
  names.push(
    waiting !== undefined && "waiting",
    opensBlock(bead, previous) && "opens",
    blockName(state, bead),
  );
  names.push(bead.opinion === "disputed" && "disputed");
  const people = ctx.people.get(bead.id) ?? [];
  names.push(state.mode?.kind === "link" && state.mode.from === bead.id && "linking");
  return {
    key: bead.id,
    className: names.filter(Boolean).join(" "),
    label: [rowLabel(state, bead, position), ...people.map((p) => p.name)].join(", "),
    current: active,
    people: badges(people),
    markup: html`<div class="gutter"><span
      class="n">${position}</span>${mark(bead, Boolean(waiting))}</div>
      ${cell(ctx, bead, "source", active)}
      <div class="shape" title="${shapeTitle(bead)}">${shape(bead)}</div>
      ${cell(ctx, bead, "target", active)}
      <div class="conf">${warning(bead)}${confidence(bead, active)}</div>
      ${
        bead.note &&
        !(active && state.mode?.kind === "comment") &&
        html`<p class="note"><span>${bead.resp}</span> ${bead.note}</p>`
      }
      ${clashes(state, bead)}
      ${active && more(state, bead, ctx.run.size)}`,
  };
}

/** @param {State} state @param {Bead} bead @param {number} position */
function rowLabel(state, bead, position) {
  const parts = [t("row", { n: position }), t(`status.${bead.status}`)];
  const certainty = certaintyOf(bead);
  const name = isDraftQuality(bead) ? "quality" : "confidence";
  if (certainty !== null) parts.push(t(name, { c: hundredths(certainty) }));
  if (!isLinked(bead)) parts.push(aloneWord(state, bead));
  if (wantsLook(bead, state.pair)) parts.push(t("wants-look"));
  if (bead.opinion === "disputed") parts.push(t("opinion.disputed"));
  if (warningsOf(bead).length) parts.push(t("warnings", { n: warningsOf(bead).length }));
  return parts.join(", ");
}

/** What a sentence with nothing opposite is. @param {State} state @param {Bead} bead */
function aloneWord(state, bead) {
  if (bead.status !== "confirmed")
    return t(
      state.pair?.kind === "draft" && bead.source.length ? "not-translated" : "nothing-opposite",
    );
  return t(bead.source.length ? "omission" : "addition");
}

/** @param {Bead} bead @param {Bead | undefined} previous */
function opensBlock(bead, previous) {
  for (const side of /** @type {SideName[]} */ (["source", "target"])) {
    const first = bead[side][0];
    const before = previous?.[side].at(-1);
    if (first && before && first.block !== before.block) return true;
  }
  return false;
}

/** @param {State} state @param {Bead} bead */
function blockName(state, bead) {
  const kinds = [
    ...bead.source.map((s) => state.pair?.source.blocks[s.block]),
    ...bead.target.map((s) => state.pair?.target.blocks[s.block]),
  ];
  return kinds.includes("heading") && "heads-up";
}

/** @param {Bead} bead @param {boolean} waiting */
function mark(bead, waiting) {
  if (waiting) return html`<span class="mark" title="${t("net.saving")}">…</span>`;
  return html`<span class="mark"
    title="${t(`status.${bead.status}`)}${bead.resp && ` · ${bead.resp}`}">${MARKS[bead.status]}${
      bead.opinion === "disputed" && html`<span class="differ">≠</span>`
    }</span>`;
}

/** How many sentences to how many, and where the translation is from. @param {Bead} bead */
function shapeTitle(bead) {
  const size = t("shape", { n: bead.source.length, m: bead.target.length });
  const origin = originOf(bead);
  return origin ? `${size}. ${originTitle(origin)}` : size;
}

/** @param {import("../model/origin.js").Origin} origin */
const originTitle = ({ kind, percent = 0, name = "" }) =>
  t(`origin.${kind}.title`, { n: percent, name: name === "repetition" ? t("repetition") : name });

/** @param {Bead} bead */
function shape(bead) {
  const [n, m] = [bead.source.length, bead.target.length];
  if (!n || !m) return "";
  const origin = originOf(bead);
  const size = n === 1 && m === 1 ? !origin && "=" : `${n}:${m}`;
  return html`${size}${
    origin &&
    html`<span class="origin">${t(`origin.${origin.kind}`, { n: origin.percent ?? 0 })}</span>`
  }`;
}

/** @param {Bead} bead @param {boolean} active */
function confidence(bead, active) {
  const c = certaintyOf(bead);
  if (c === null) return "";
  const title = isDraftQuality(bead) ? "quality.title" : "confidence.title";
  const bar = html`<svg viewBox="0 0 40 4" aria-hidden="true"><rect class="track" width="40"
    height="4" rx="2"/>
    <rect class="fill" width="${Math.max(2, Math.round(c * 40))}" height="4" rx="2"/></svg>`;
  const figure = active && html`<span title="${t(title)}">${hundredths(c)}</span>`;
  return html`${bar}${figure}`;
}

/**
 * @param {ReturnType<typeof context>} ctx
 * @param {Bead} bead
 * @param {SideName} side
 * @param {boolean} active
 */
function cell(ctx, bead, side, active) {
  const { state } = ctx;
  const info = /** @type {import("../model/state.js").PairInfo} */ (state.pair)[side];
  const segments = bead[side];
  const line = active && state.mode?.kind === "split" ? state.mode[side] : -1;
  const [fresh] = writable(bead, side);
  if (
    segments.length === 0 &&
    fresh &&
    (state.editing?.segment === fresh.id || ctx.waiting.get(bead.id)?.verb === "translate")
  )
    return html`<div class="cell ${side}" lang="${info.lang}">${sentence(ctx, bead, side, fresh, active)}</div>`;
  if (segments.length === 0)
    return html`<div class="cell ${side} void"${fresh && html` data-write="${fresh.id}"`}><span>${aloneWord(state, bead)}</span>
      ${
        active &&
        state.mode === null &&
        ctx.run.size === 0 &&
        html`<span class="can">${fresh && button("edit-target", { tone: "quiet", label: t("translate") })}
          ${fresh && button("draft", { tone: "quiet" })}${button("link", { tone: "quiet" })}</span>`
      }</div>`;
  const before = (/** @type {number} */ at) => [
    line === at && cutLine(side),
    gap(side, at, segments.length, line),
  ];
  return html`<div class="cell ${side}" lang="${info.lang}">
    ${segments.map((s, i) => [before(i), sentence(ctx, bead, side, s, active)])}
    ${before(segments.length)}</div>`;
}

/** @param {SideName} side */
const cutLine = (side) =>
  html`<div class="cut-line" data-side="${side}" role="separator"><span>✂</span></div>`;

/**
 * A place where the line may go.
 * @param {SideName} side
 * @param {number} at
 * @param {number} size
 * @param {number} line
 */
function gap(side, at, size, line) {
  if (line === -1 || line === at) return "";
  return html`<button type="button" class="gap" data-gap="${at}"
    data-side="${side}">${t("split.gap", { n: at, m: size })}</button>`;
}

/**
 * @param {ReturnType<typeof context>} ctx
 * @param {Bead} bead
 * @param {SideName} side
 * @param {Segment} s
 * @param {boolean} active
 */
function sentence(ctx, bead, side, s, active) {
  const { state } = ctx;
  const kind = state.pair?.[side].blocks[s.block] ?? "paragraph";
  if (state.editing?.segment === s.id)
    return html`<div class="seg ${kind} writing"><span class="num"
      aria-hidden="true">${placeOf(s)}</span>
      <textarea class="text" data-segment="${s.id}" rows="1" dir="auto" spellcheck="true"
        aria-label="${t("edit.label", { n: placeOf(s) })}"></textarea></div>`;
  const waiting = ctx.waiting.get(bead.id);
  const typed =
    (waiting?.verb === "reword" || waiting?.verb === "translate") && waiting.args.segment === s.id;
  const text = typed ? String(waiting.args.text) : s.text;
  const movable = active && may("move-target-up") && bead.source.length + bead.target.length > 2;
  return html`<div class="seg ${kind}" data-segment="${s.id}"><span class="num"
    aria-hidden="true">${placeOf(s)}</span>
    <span class="text">${typed ? text : coded(text, s.codes ?? [])}</span>${invisible(text)}${movable && moves(s, side)}</div>`;
}

/** Characters that change the order of others, or have no width: no reader or edit keeps them. */
const INVISIBLE = /[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/gu;

/** @param {string} c */
const codeOf = (c) => `U+${c.charCodeAt(0).toString(16).toUpperCase()}`;

/** Names them beside a text of a file that was made elsewhere. @param {string} text */
const invisible = (text) =>
  [...new Set(text.match(INVISIBLE))].map(
    (c) => html` <code class="invisible" title="${t("invisible")}">${codeOf(c)}</code>`,
  );

/**
 * A sentence with its formatting shown quietly. Codes without text are painted by the style sheet:
 * the letters of the element stay those of the sentence.
 * @param {string} text
 * @param {import("../model/state.js").Code[]} codes
 */
function coded(text, codes) {
  if (!codes.length) return text;
  return stretches(text, codes).map(
    ({ text: part, codes: around, marks }) =>
      html`${marks.map(
        (c) => html`<i class="code-mark code-${c.kind}" title="${t(`code.${c.kind}`)}"></i>`,
      )}${
        around.length && part
          ? html`<span class="${around.map((c) => `code code-${c.kind}`).join(" ")}"
          title="${around.map((c) => t(`code.${c.kind}`)).join(", ")}">${part}</span>`
          : part
      }`,
  );
}

/** @param {Segment} s */
const placeOf = (s) => (isUnwritten(s.id) ? "" : s.id.split(".").slice(1).join("."));

/** Moving this very sentence, by mouse. @param {Segment} s @param {SideName} side */
function moves(s, side) {
  /** @param {string} way @param {string} face */
  const move = (
    way,
    face,
  ) => html`<button type="button" class="icon small" data-move="${way}" data-segment="${s.id}"
    title="${t(`do.move-${side}-${way}`)}"
      aria-label="${t(`do.move-${side}-${way}`)}">${face}</button>`;
  return html`<span class="moves">${move("up", "↑")}${move("down", "↓")}</span>`;
}
