/** Commands that move about, undo and redo, or open something. */

import * as api from "../../core/api.js";
import { reasonOf } from "../../core/errors.js";
import { t } from "../../core/strings.js";
import { wantsLook } from "../../model/bead.js";
import { beadWith } from "../../model/lookup.js";
import { blinded } from "../../model/opinions.js";
import { nextBead, shownBeads } from "../../model/selection.js";

/**
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Command} Command
 */

/** @param {number} by @param {boolean} [extend] @returns {Command} */
const step =
  (by, extend) =>
  ({ dispatch }) =>
    dispatch({ type: "step", by, extend });

/** @param {number} end  0 for the first row, -1 for the last @returns {Command} */
const toEnd =
  (end) =>
  ({ dispatch, state }) => {
    const bead = shownBeads(state()).at(end);
    if (bead) dispatch({ type: "go", id: bead.id });
  };

/** To the next row that needs a look, else the next that is not reviewed. @param {Page} page */
function next({ dispatch, say, state }) {
  const now = state();
  const bead =
    nextBead(now, (b) => wantsLook(blinded(now, b), now.pair)) ??
    nextBead(now, (b) => blinded(now, b).status === "auto");
  if (bead) dispatch({ type: "go", id: bead.id });
  else say(t("all-reviewed"));
}

/** @param {Page} page */
function cancel({ dispatch, state }) {
  const { mode, active } = state();
  dispatch({ type: "blocked", blocked: null });
  if (mode?.kind === "link") {
    dispatch({ type: "go", id: mode.from });
    dispatch({ type: "mode", mode: null });
  } else if (mode) dispatch({ type: "mode", mode: null });
  else if (active) dispatch({ type: "go", id: active });
  dispatch({ type: "hush" });
}

/** Of an edit of more rows the message says how many, else which. */
const FEW = 2;

/** @param {"undo" | "redo"} verb @returns {Command} */
const takeBack = (verb) => async (page) => {
  const { dispatch, queue, say, state } = page;
  dispatch({ type: "blocked", blocked: null });
  const args = { skip: state().skipped };
  const edit = await queue.submit(() => ({ verb, beads: [], args }));
  page.askUndoable();
  const ids = new Set(edit?.added.map((b) => b.id));
  const row = state().beads.findIndex((b) => ids.has(b.id));
  if (row < 0) return;
  if (!ids.has(state().active ?? "")) dispatch({ type: "go", id: state().beads[row].id });
  const what = t(`verb.${edit?.about ?? verb}`);
  const [name, n] = ids.size > FEW ? ["rows", ids.size] : ["row", row + 1];
  say(t(`done.${verb}.${name}`, { what, n }));
};

/** Skip the edit that is in the way, and undo or redo the one before it. @param {Page} page */
function skip(page) {
  const { blocked } = page.state();
  if (!blocked) return;
  page.dispatch({ type: "skip" });
  takeBack(blocked.act)(page);
}

/** Go to the row of the edit that is in the way. @param {Page} page */
function goToBlocked({ dispatch, state }) {
  const { blocked } = state();
  const bead = blocked && beadWith(state(), blocked.segment);
  if (bead) dispatch({ type: "go", id: bead.id });
  dispatch({ type: "blocked", blocked: null });
  return bead;
}

/** Show what happened to the row of the edit that is in the way. @param {Page} page */
function blockedHistory(page) {
  if (goToBlocked(page)) page.show("history");
}

/** Revert one's own edit and the later ones together. @param {Page} page */
async function revertBoth(page) {
  const { blocked, pair, reviewer } = page.state();
  const bead = goToBlocked(page);
  if (!blocked || !bead) return;
  const to = blocked.version - 1;
  try {
    const plan = await api.planRevert(pair?.id ?? "", { to, beads: [bead.id], reviewer });
    page.queue.submit(() => ({ verb: "revert", beads: plan.beads, args: { to } }));
  } catch (error) {
    page.say(reasonOf(error));
  }
}

/** What is selected in the page, as the concordance's address has it. */
function selectedWord() {
  const q = (getSelection()?.toString() ?? "").trim().slice(0, 200);
  return q ? `?${new URLSearchParams({ q })}` : "";
}

/** @param {string} dialog @returns {Command} */
const show =
  (dialog) =>
  ({ show: open }) =>
    open(dialog);

/** @type {Record<string, Command>} */
export const MOVING = {
  down: step(1),
  up: step(-1),
  "extend-down": step(1, true),
  "extend-up": step(-1, true),
  first: toEnd(0),
  last: toEnd(-1),
  next,
  "words-next": (page) => page.highlight(1),
  "words-previous": (page) => page.highlight(-1),
  search: (page) => page.focusSearch(),
  clear: ({ dispatch }) => dispatch({ type: "unfilter" }),
  order: ({ dispatch, state }) => dispatch({ type: "order", unsureFirst: state().ranks === null }),
  undo: takeBack("undo"),
  redo: takeBack("redo"),
  "blocked-skip": skip,
  "blocked-history": (page) => void blockedHistory(page),
  "blocked-revert": (page) => void revertBoth(page),
  escape: cancel,
  concordance: () => void open(`/concordance${selectedWord()}`, "_blank", "noopener"),
  more: (page) => page.more(),
  people: (page) => page.people(),
  actions: (page) => page.actions(),
  publish: (page) => page.publish(),
  annotate: show("annotate"),
  assign: show("assign"),
  map: show("map"),
  history: show("history"),
  display: show("display"),
  replace: show("replace"),
  help: show("help"),
  export: show("export"),
  name: show("name"),
};
