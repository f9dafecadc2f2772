/** Commands that change the text of sentences. */

import { t } from "../../core/strings.js";
import { wordsOf } from "../../model/bead.js";
import { codesFor } from "../../model/codes.js";
import { hintsOf } from "../../model/hints.js";
import { beadWith, findSegment, isUnwritten, unsettled, writable } from "../../model/lookup.js";
import { runOf } from "../../model/selection.js";
import { judge } from "./judging.js";
import { active, goOn, idsOf, revise } from "./page.js";

/**
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Command} Command
 * @typedef {import("../../model/state.js").Editing} Editing
 * @typedef {import("../../model/state.js").SideName} SideName
 */

/** One line, as the server stores it. @param {string} text */
export const clean = (text) => text.trim().split(/\s+/).join(" ");

/** The number of code points, as the server counts characters. @param {string} text */
const length = (text) => [...text].length;

/** Edit the first sentence of a side, or write one. @param {SideName} side @returns {Command} */
export const edit = (side) => (page) => {
  const bead = active(page);
  const first = bead && writable(bead, side)[0];
  if (first) page.write(first.id);
  else page.say(t("nothing-to-edit"));
};

/**
 * @param {Page} page
 * @param {Editing} editing
 * @param {boolean} [confirm]  confirm the bead too
 * @returns {import("../queue.js").EditDraft}
 */
const rewording = ({ queue, state }, { segment, bead, text, base }, confirm) => {
  const row = beadWith(state(), segment);
  return {
    verb: isUnwritten(segment) ? "translate" : "reword",
    beads: [queue.now(bead)],
    args: { segment, text: clean(text), ...(confirm && { confirm }) },
    base,
    seen: row && wordsOf(row),
  };
};

/** @param {boolean} confirm @returns {Command} */
const save = (confirm) => (page) => {
  const { editing } = page.state();
  if (!editing) return;
  const text = clean(editing.text);
  page.dispatch({ type: "stopped" });
  if (text && text !== clean(editing.base)) {
    page.queue.submit(() => rewording(page, editing, confirm));
    if (confirm) page.dispatch({ type: "step", by: 1 });
    return;
  }
  page.dispatch({ type: "settled", segment: editing.segment });
  if (!text) page.say(t("empty-text"));
  else if (confirm) judge(page, "confirmed", "confirm");
};

/** Split the sentence being edited in two, at the cursor. @param {Page} page */
async function cut(page) {
  const { dispatch, queue } = page;
  const { editing } = page.state();
  if (!editing) return;
  const { segment, bead, text, base } = editing;
  const offset = length(clean(text.slice(0, page.caret())));
  const changed = clean(text) !== clean(base);
  if (!changed) dispatch({ type: "settled", segment });
  const saved = changed && queue.submit(() => rewording(page, editing));
  dispatch({ type: "stopped" });
  if (changed && !(await saved)) return;
  revise(page, "cut", [bead], { segment, offset });
}

/** Join the sentences of a side into one. @param {Page} page */
function join(page) {
  const bead = active(page);
  const side = bead && bead.target.length > 1 ? bead.target : (bead?.source ?? []);
  if (!bead || side.length < 2) return page.say(t("join.one"));
  revise(page, "join", [bead.id], { segment: side[0].id });
}

/** Put an earlier translation into the target sentence. @param {number} nth @returns {Command} */
const take = (nth) => (page) => {
  const state = page.state();
  const bead = active(page);
  const match = bead && hintsOf(state, bead)?.memory?.[nth];
  if (!match) return;
  const { target: text, pair, percent } = match;
  const [target] = writable(bead, "target");
  if (writable(bead, "target").some((s) => s.id === state.editing?.segment)) return page.fill(text);
  const editing = { segment: target.id, bead: bead.id, text, base: target.text };
  page.queue.submit(() => {
    const { args, ...edit } = rewording(page, editing);
    return { ...edit, args: { ...args, memory: `${pair} ${percent}` } };
  });
};

/** Put the nth term's translation where one is writing. @param {number} nth @returns {Command} */
const insertTerm = (nth) => (page) => {
  const bead = active(page);
  const term = bead && hintsOf(page.state(), bead)?.terms?.[nth];
  if (!term) return page.say(t("terms.none"));
  if (!page.state().editing) edit("target")(page);
  page.insert(term.others[0]);
};

/**
 * Put the next code around the selected words, or at the cursor: those first that are missing or
 * stand elsewhere.
 * @param {Page} page
 * @param {string} [name]  else the first that fits
 */
export async function setCode(page, name) {
  const bead = active(page);
  const at = page.selected();
  if (!bead || !at) return page.say(t("codes.select"));
  const { segment, start, end } = at;
  const code = codesFor(bead, start === end).find((c) => !name || c.id === name);
  if (!code) return page.say(t(start === end ? "codes.select" : "codes.none"));
  const { editing } = page.state();
  if (editing) {
    const changed = clean(editing.text) !== clean(editing.base);
    const saved = changed && page.queue.submit(() => rewording(page, editing));
    if (!changed) page.dispatch({ type: "settled", segment: editing.segment });
    page.dispatch({ type: "stopped" });
    if (changed && !(await saved)) return;
  }
  const written = isUnwritten(segment) ? (active(page)?.target[0]?.id ?? segment) : segment;
  revise(page, "code", [bead.id], { segment: written, code: code.id, start, end });
}

/**
 * Decide about a text that was left unsaved or overtaken by a colleague's.
 * @param {Page} page
 * @param {string} segment
 * @param {string} choice  `edit`, `mine`, or anything else to drop it
 */
export function settle(page, segment, choice) {
  const unsent = page.state().unsent[segment];
  if (!unsent) return;
  if (choice === "edit") return page.write(segment);
  if (choice !== "mine") return page.dispatch({ type: "settled", segment });
  page.queue.submit(() => {
    const found = findSegment(page.state(), segment);
    if (!found) return null;
    const { bead } = found;
    return rewording(page, {
      segment,
      bead: bead.id,
      text: unsent.text,
      base: found.segment.text,
    });
  });
}

/** @param {string} choice @returns {Command} */
const settleFirst = (choice) => (page) => settle(page, unsettled(page.state()) ?? "", choice);

/** Put the machine translation back into the chosen rows. @param {Page} page */
export const restore = (page) => void revise(page, "restore", idsOf(runOf(page.state())));

/** Draft the chosen rows that have nothing opposite. @param {Page} page */
function draft(page) {
  const empty = runOf(page.state()).filter((b) => b.source.length && !b.target.length);
  revise(page, "draft", idsOf(empty));
}

/** @type {Record<string, Command>} */
export const TEXT = {
  "edit-target": edit("target"),
  "edit-source": edit("source"),
  save: save(false),
  "save-confirm": save(true),
  leave: ({ dispatch }) => dispatch({ type: "stopped" }),
  cut: (page) => void cut(page),
  join,
  draft,
  "place-codes": (page) => {
    const bead = active(page);
    if (bead) revise(page, "place", [bead.id]);
  },
  "set-code": (page) => void setCode(page),
  ...Object.fromEntries([...Array(9).keys()].map((n) => [`term-${n + 1}`, insertTerm(n)])),
  "add-term": (page) => page.show("add-term"),
  "change-term": (page) => page.show("change-term"),
  restore: (page) => {
    if (page.state().pair?.kind === "draft") restore(page);
    else page.show("restore");
  },
  accept: (page) => {
    const run = runOf(page.state());
    revise(page, "accept", idsOf(run));
    goOn(page, run);
  },
  "take-1": take(0),
  "take-2": take(1),
  "take-3": take(2),
  "settle-mine": settleFirst("mine"),
  "settle-theirs": settleFirst("theirs"),
  "settle-edit": settleFirst("edit"),
};
