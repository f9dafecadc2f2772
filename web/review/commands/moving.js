/** Commands that move about, undo and redo, or open something. */

import { t } from "../../core/strings.js";
import { wantsLook } from "../../model/bead.js";
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
  const { pair } = state();
  const bead =
    nextBead(state(), (b) => wantsLook(b, pair)) ?? nextBead(state(), (b) => b.status === "auto");
  if (bead) dispatch({ type: "go", id: bead.id });
  else say(t("all-reviewed"));
}

/** @param {Page} page */
function cancel({ dispatch, state }) {
  const { mode, active } = state();
  if (mode?.kind === "link") {
    dispatch({ type: "go", id: mode.from });
    dispatch({ type: "mode", mode: null });
  } else if (mode) dispatch({ type: "mode", mode: null });
  else if (active) dispatch({ type: "go", id: active });
  dispatch({ type: "hush" });
}

/** @param {"undo" | "redo"} verb @returns {Command} */
const takeBack = (verb) => async (page) => {
  const { dispatch, queue, say, state } = page;
  const edit = await queue.submit(() => ({ verb, beads: [], args: {} }));
  const ids = new Set(edit?.added.map((b) => b.id));
  const first = state().beads.find((b) => ids.has(b.id));
  if (!first) return;
  dispatch({ type: "go", id: first.id });
  say(t(`done.${verb}`));
};

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
  escape: cancel,
  concordance: () => void open(`/concordance${selectedWord()}`, "_blank", "noopener"),
  people: (page) => page.people(),
  actions: (page) => page.actions(),
  publish: (page) => page.publish(),
  assign: show("assign"),
  map: show("map"),
  history: show("history"),
  display: show("display"),
  replace: show("replace"),
  help: show("help"),
  export: show("export"),
  name: show("name"),
};
