/** What each command does: `commands(page).table[name]()`. */

import { t } from "../core/strings.js";
import {
  activeBead,
  findSegment,
  nextBead,
  runOf,
  shownBeads,
  unsettled,
  wantsLook,
} from "../model/state.js";
import { aligning } from "./aligning.js";
import { hinted } from "./hints.js";
import { answering, canAgree } from "./opinions.js";
import { realigning } from "./realign.js";
import { dismissing } from "./warnings.js";

/**
 * @typedef {import("../model/state.js").State} State
 * @typedef {import("../model/state.js").Bead} Bead
 * @typedef {import("../model/state.js").SideName} SideName
 * @typedef {{
 *   state: () => State, dispatch: (event: import("../model/state.js").Event) => void,
 *   queue: import("./queue.js").Queue, say: (text: string) => void,
 *   write: (segment: string) => void, caret: () => number, focusSearch: () => void, show: (dialog:
 *   string) => void,
 *   actions: () => void, publish: () => void, people: () => void,
 *   fill: (text: string) => void, light: (by: 1 | -1) => void,
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

  /** @param {import("../model/state.js").Status} status @param {string} verb */
  function judge(status, verb) {
    const beads = runOf(state());
    const changing = beads.filter((b) => b.status !== status).map((b) => b.id);
    if (changing.length) revise(verb, changing);
    const agreeing = beads
      .filter((b) => b.status === status && canAgree(b, state().reviewer))
      .map((b) => b.id);
    if (agreeing.length) revise("agree", agreeing); // who confirms what another confirmed agrees
    if (status === "confirmed" || status === "rejected") goOn(beads);
  }

  /** To the row after these. @param {Bead[]} beads */
  function goOn(beads) {
    const last = beads.at(-1);
    if (!last) return;
    dispatch({ type: "go", id: last.id });
    dispatch({ type: "step", by: 1 });
  }

  /** What has nothing opposite is meant to have nothing opposite. */
  function omission() {
    const beads = runOf(state());
    judge("confirmed", beads.some((b) => b.target.length > 0) ? "addition" : "omission");
  }

  /** @param {SideName} side */
  const edit = (side) => () => {
    const first = active()?.[side][0];
    if (first) page.write(first.id);
    else page.say(t("nothing-to-edit"));
  };

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

  /** @param {import("../model/state.js").Editing} editing @param {boolean} [confirm] */
  const wishToReword = ({ segment, bead, text, base }, confirm) => ({
    verb: "reword",
    beads: [queue.now(bead)],
    args: { segment, text: clean(text), ...(confirm && { confirm }) },
    base,
  });

  /**
   * What the machine drafted becomes the text of the run again.
   * @param {"restore" | "accept"} verb
   */
  function draft(verb) {
    const run = runOf(state());
    revise(
      verb,
      run.map((b) => b.id),
    );
    if (verb === "accept") goOn(run);
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
    const bead =
      nextBead(state(), (b) => wantsLook(b, pair)) ?? nextBead(state(), (b) => b.status === "auto");
    if (bead) dispatch({ type: "go", id: bead.id });
    else page.say(t("all-reviewed"));
  }

  function comment() {
    const bead = active();
    if (bead) dispatch({ type: "mode", mode: { kind: "comment", text: bead.note } });
  }

  function cancel() {
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

  const links = aligning(page, revise, edit);

  const checks = dismissing(page, revise);

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
    people: page.people,
    confirm: () => judge("confirmed", "confirm"),
    reject: () => judge("rejected", "reject"),
    flag: () => judge("flagged", "flag"),
    reset: () => judge("auto", "reset"),
    omission,
    comment,
    "edit-target": edit("target"),
    "edit-source": edit("source"),
    restore: () => draft("restore"),
    accept: () => draft("accept"),
    ...hinted(page, wishToReword),
    join,
    ...answering(page, revise, goOn),
    ...links.table,
    ...checks.table,
    ...realigning(page),
    save: () => save(false),
    "save-confirm": () => save(true),
    cut: () => void cut(),
    "settle-mine": () => settle(unsettled(state()) ?? "", "mine"),
    "settle-theirs": () => settle(unsettled(state()) ?? "", "theirs"),
    "settle-edit": () => settle(unsettled(state()) ?? "", "edit"),
    leave: () => dispatch({ type: "stopped" }),
    undo: takeBack("undo"),
    redo: takeBack("redo"),
    escape: cancel,
    clear: () => dispatch({ type: "unfilter" }),
    actions: page.actions,
    assign: () => page.show("assign"),
    order: () => dispatch({ type: "order", unsureFirst: state().ranks === null }),
    map: () => page.show("map"),
    history: () => page.show("history"),
    display: () => page.show("display"),
    replace: () => page.show("replace"),
    help: () => page.show("help"),
    export: () => page.show("export"),
    name: () => page.show("name"),
    publish: page.publish,
  };

  /**
   * What to do with a text that was left or overtaken.
   * @param {string} segment
   * @param {string} choice
   */
  function settle(segment, choice) {
    const unsent = state().unsent[segment];
    if (!unsent) return;
    if (choice === "edit") return page.write(segment);
    if (choice !== "mine") return dispatch({ type: "settled", segment });
    queue.submit(() => {
      const found = findSegment(state(), segment);
      if (!found) return null;
      return wishToReword({
        segment,
        bead: found.bead.id,
        text: unsent.text,
        base: found.segment.text,
      });
    });
  }

  /** @param {string} text */
  function saveComment(text) {
    const bead = active();
    const { mode } = state();
    dispatch({ type: "mode", mode: null });
    if (bead && mode?.kind === "comment" && mode.verb) revise(mode.verb, [bead.id], { text });
    else if (bead && text !== bead.note) revise("comment", [bead.id], { text });
  }

  return { table, move: links.move, drop: links.drop, settle, saveComment, ...checks.form };
}
