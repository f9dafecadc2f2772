/** What each command does: `commands(page).table[name]()`. */

import { activeBead, beadOf, findSegment, neighbour, nextBead, runOf, shownBeads, wantsLook } from "./state.js";
import { t } from "./strings.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Bead} Bead
 * @typedef {import("./state.js").SideName} SideName
 * @typedef {{
 *   state: () => State, dispatch: (event: import("./state.js").Event) => void,
 *   queue: import("./queue.js").Queue, say: (text: string) => void,
 *   write: (segment: string) => void, caret: () => number, focusSearch: () => void, show: (dialog: string) => void,
 *   publish: () => void,
 * }} Page
 */

/** One line, as the server will store it. @param {string} text */
export const clean = (text) => text.trim().split(/\s+/).join(" ");

/** The number of characters as the server counts them: code points. @param {string} text */
const length = (text) => [...text].length;

/** @param {Page} page */
export function commands(page) {
  const { dispatch, queue } = page;
  const state = page.state;
  const active = () => activeBead(state());

  /** @param {string} verb @param {string[]} beads @param {Record<string, unknown>} [args] */
  const revise = (verb, beads, args = {}) =>
    queue.submit(() => ({ verb, beads: beads.map((id) => queue.now(id)), args }));

  /** @param {number} by @param {boolean} [extend] */
  const step = (by, extend) => () => dispatch({ type: "step", by, extend });

  /** @param {import("./state.js").Status} status @param {string} verb */
  function judge(status, verb) {
    const beads = runOf(state());
    const changing = beads.filter((b) => b.status !== status).map((b) => b.id);
    if (changing.length) revise(verb, changing);
    const last = beads.at(-1);
    if (!last || status === "auto" || status === "flagged") return;
    dispatch({ type: "go", id: last.id });
    dispatch({ type: "step", by: 1 });
  }

  /** @param {1 | -1} by */
  function merge(by) {
    const run = runOf(state());
    if (run.length > 1) return void revise("merge", run.map((b) => b.id));
    const from = state().active ?? "";
    queue.submit(() => {
      const here = queue.now(from);
      const other = neighbour(state(), by, { from: here });
      if (other) return { verb: "merge", beads: [here, other.id], args: {} };
      page.say(t("no-neighbour"));
      return null;
    });
  }

  /**
   * A sentence goes to the neighbouring bead that has something opposite it.
   * @param {SideName} side @param {1 | -1} by
   * @param {string} [segment]  else the last of the active bead going down, the first going up
   */
  function move(side, by, segment) {
    const from = state().active ?? "";
    queue.submit(() => {
      const bead = segment ? findSegment(state(), segment)?.bead : beadOf(state(), queue.now(from));
      const chosen = segment ?? bead?.[side].at(by > 0 ? -1 : 0)?.id;
      const there = bead && neighbour(state(), by, { side: side === "source" ? "target" : "source", from: bead.id });
      if (bead && chosen && there) return { verb: "move", beads: [bead.id, there.id], args: { segment: chosen } };
      page.say(t("no-neighbour"));
      return null;
    });
  }

  /** @param {SideName} side */
  const edit = (side) => () => {
    const first = active()?.[side][0];
    if (first) page.write(first.id);
    else page.say(t("nothing-to-edit"));
  };

  function split() {
    const bead = active();
    if (!bead) return;
    const [n, m] = [bead.source.length, bead.target.length];
    if (n + m > 2 || (n + m === 2 && n !== m)) {
      return dispatch({ type: "mode", mode: { kind: "split", source: Math.ceil(n / 2), target: Math.ceil(m / 2) } });
    }
    page.say(t("split.cut"));
    edit(m ? "target" : "source")();
  }

  /** @param {SideName} side @param {number} by */
  const moveCut = (side, by) => () => {
    const { mode } = state();
    const bead = active();
    if (mode?.kind !== "split" || !bead) return;
    const to = Math.max(0, Math.min(bead[side].length, mode[side] + by));
    dispatch({ type: "mode", mode: { ...mode, [side]: to } });
  };

  function splitHere() {
    const { mode } = state();
    const bead = active();
    if (mode?.kind !== "split" || !bead) return;
    dispatch({ type: "mode", mode: null });
    revise("split", [bead.id], { source: mode.source, target: mode.target });
  }

  function linkHere() {
    const { mode } = state();
    const bead = active();
    if (mode?.kind !== "link" || !bead) return;
    if (mode.from === bead.id) return page.say(t("link.other"));
    dispatch({ type: "mode", mode: null });
    revise("link", [mode.from, bead.id]);
  }

  /** @param {boolean} confirm */
  function save(confirm) {
    const { editing } = state();
    if (!editing) return;
    const text = clean(editing.text);
    dispatch({ type: "stopped" });
    if (!text) {
      dispatch({ type: "settled", segment: editing.segment });
      page.say(t("empty-text"));
    } else if (text !== clean(editing.base)) {
      queue.submit(() => wishToReword(editing, confirm));
      if (confirm) dispatch({ type: "step", by: 1 });
    } else {
      dispatch({ type: "settled", segment: editing.segment });
      if (confirm) judge("confirmed", "confirm");
    }
  }

  async function cut() {
    const { editing } = state();
    if (!editing) return;
    const offset = length(clean(editing.text.slice(0, page.caret())));
    const changed = clean(editing.text) !== clean(editing.base);
    if (!changed) dispatch({ type: "settled", segment: editing.segment });
    const { segment } = editing;
    const saved = changed && queue.submit(() => wishToReword(editing));
    dispatch({ type: "stopped" });
    if (changed && !(await saved)) return;
    revise("cut", [editing.bead], { segment, offset });
  }

  /** @param {import("./state.js").Editing} editing @param {boolean} [confirm] */
  const wishToReword = ({ segment, bead, text, base }, confirm) => ({
    verb: "reword",
    beads: [queue.now(bead)],
    args: { segment, text: clean(text), ...(confirm && { confirm }) },
    base,
  });

  function restore() {
    const bead = active();
    const draft = clean(bead?.source.map((s) => s.draft ?? "").join(" ") ?? "");
    if (!bead || !draft || !bead.target.length) return page.say(t("no-draft"));
    if (bead.target.length > 1) return page.say(t("draft.many"));
    const [target] = bead.target;
    if (target.text === draft) return page.say(t("draft.same"));
    queue.submit(() => wishToReword({ segment: target.id, bead: bead.id, text: draft, base: target.text }));
  }

  function join() {
    const bead = active();
    const side = bead && bead.target.length > 1 ? bead.target : (bead?.source ?? []);
    if (!bead || side.length < 2) return page.say(t("join.one"));
    revise("join", [bead.id], { segment: side[0].id });
  }

  /** @param {"undo" | "redo"} verb */
  const takeBack = (verb) => async () => {
    const done = await queue.submit(() => ({ verb, beads: [], args: {} }));
    const ids = new Set(done?.added.map((b) => b.id));
    const first = state().beads.find((b) => ids.has(b.id));
    if (first) dispatch({ type: "go", id: first.id });
    if (first) page.say(t(`done.${verb}`));
  };

  function next() {
    const { pair } = state();
    const bead = nextBead(state(), (b) => wantsLook(b, pair)) ?? nextBead(state(), (b) => b.status === "auto");
    if (bead) dispatch({ type: "go", id: bead.id });
    else page.say(t("all-reviewed"));
  }

  function comment() {
    const bead = active();
    if (bead) dispatch({ type: "mode", mode: { kind: "comment", text: bead.note } });
  }

  function startLink() {
    const bead = active();
    if (bead) dispatch({ type: "mode", mode: { kind: "link", from: bead.id } });
  }

  function unlink() {
    const bead = active();
    if (bead) revise("unlink", [bead.id]);
  }

  function escape() {
    const { mode, active: here } = state();
    if (mode?.kind === "link") {
      dispatch({ type: "go", id: mode.from });
      dispatch({ type: "mode", mode: null });
    } else if (mode) dispatch({ type: "mode", mode: null });
    else if (here) dispatch({ type: "go", id: here });
    dispatch({ type: "hush" });
  }

  /** @param {number} end  0 for the first, -1 for the last */
  const toEnd = (end) => () => {
    const bead = shownBeads(state()).at(end);
    if (bead) dispatch({ type: "go", id: bead.id });
  };

  /** @type {Record<string, () => void>} */
  const table = {
    down: step(1),
    up: step(-1),
    first: toEnd(0),
    last: toEnd(-1),
    next,
    "extend-down": step(1, true),
    "extend-up": step(-1, true),
    search: page.focusSearch,
    confirm: () => judge("confirmed", "confirm"),
    reject: () => judge("rejected", "reject"),
    flag: () => judge("flagged", "flag"),
    reset: () => judge("auto", "reset"),
    comment,
    "edit-target": edit("target"),
    "edit-source": edit("source"),
    restore,
    join,
    "merge-next": () => merge(1),
    "merge-previous": () => merge(-1),
    split,
    "split-here": splitHere,
    "cut-target-down": moveCut("target", 1),
    "cut-target-up": moveCut("target", -1),
    "cut-source-down": moveCut("source", 1),
    "cut-source-up": moveCut("source", -1),
    "move-target-down": () => move("target", 1),
    "move-target-up": () => move("target", -1),
    "move-source-down": () => move("source", 1),
    "move-source-up": () => move("source", -1),
    link: startLink,
    "link-here": linkHere,
    unlink,
    save: () => save(false),
    "save-confirm": () => save(true),
    cut: () => void cut(),
    leave: () => dispatch({ type: "stopped" }),
    undo: takeBack("undo"),
    redo: takeBack("redo"),
    escape,
    clear: () => dispatch({ type: "unfilter" }),
    help: () => page.show("help"),
    export: () => page.show("export"),
    name: () => page.show("name"),
    publish: page.publish,
  };

  /** What to do with a text that was left or overtaken. @param {string} segment @param {string} choice */
  function settle(segment, choice) {
    const unsent = state().unsent[segment];
    if (!unsent) return;
    if (choice === "edit") return page.write(segment);
    if (choice !== "mine") return dispatch({ type: "settled", segment });
    queue.submit(() => {
      const found = findSegment(state(), segment);
      if (!found) return null;
      return wishToReword({ segment, bead: found.bead.id, text: unsent.text, base: found.segment.text });
    });
  }

  /** @param {string} text */
  function saveComment(text) {
    const bead = active();
    dispatch({ type: "mode", mode: null });
    if (bead && text !== bead.note) revise("comment", [bead.id], { text });
  }

  return { table, move, settle, saveComment };
}
