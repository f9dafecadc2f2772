/** Commands that change which sentences belong together. */

import { t } from "../../core/strings.js";
import { beadOf, findSegment } from "../../model/lookup.js";
import { neighbour, runOf } from "../../model/selection.js";
import { active, idsOf, revise } from "./page.js";
import { edit } from "./text.js";

/**
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./page.js").Command} Command
 * @typedef {import("../../model/state.js").SideName} SideName
 */

/**
 * An edit of the active bead and its neighbour, made once no earlier edit of either is under way.
 * @param {Page} page
 * @param {string} verb
 * @param {1 | -1} by
 */
function withNeighbour({ queue, say, state }, verb, by) {
  const from = state().active ?? "";
  queue.submit(() => {
    const here = queue.now(from);
    const other = neighbour(state(), by, { from: here });
    if (other) return { verb, beads: [here, other.id], args: {} };
    say(t("no-neighbour"));
    return null;
  });
}

/** @param {1 | -1} by @returns {Command} */
const merge = (by) => (page) => {
  const run = runOf(page.state());
  if (run.length > 1) revise(page, "merge", idsOf(run));
  else withNeighbour(page, "merge", by);
};

/**
 * Move a sentence to the next bead in that direction that has a counterpart side.
 * @param {Page} page
 * @param {SideName} side
 * @param {1 | -1} by
 * @param {string} [segment]  else the last of the active bead going down, the first going up
 */
export function moveSentence({ queue, say, state }, side, by, segment) {
  const from = state().active ?? "";
  const other = side === "source" ? "target" : "source";
  queue.submit(() => {
    const bead = segment ? findSegment(state(), segment)?.bead : beadOf(state(), queue.now(from));
    const chosen = segment ?? bead?.[side].at(by > 0 ? -1 : 0)?.id;
    const there = bead && neighbour(state(), by, { side: other, from: bead.id });
    if (bead && chosen && there)
      return { verb: "move", beads: [bead.id, there.id], args: { segment: chosen } };
    say(t("no-neighbour"));
    return null;
  });
}

/**
 * Move a sentence to any bead.
 * @param {Page} page
 * @param {string} segment
 * @param {string} to  the bead's id
 */
export function dropSentence({ queue, state }, segment, to) {
  queue.submit(() => {
    const bead = findSegment(state(), segment)?.bead;
    const there = queue.now(to);
    return bead && bead.id !== there
      ? { verb: "move", beads: [bead.id, there], args: { segment } }
      : null;
  });
}

/** Choose where to split the active bead. @param {Page} page */
function split(page) {
  const bead = active(page);
  if (!bead) return;
  const [n, m] = [bead.source.length, bead.target.length];
  if (n + m > 2 || (n + m === 2 && n !== m)) {
    const [source, target] = [Math.ceil(n / 2), Math.ceil(m / 2)];
    return page.dispatch({ type: "mode", mode: { kind: "split", source, target } });
  }
  page.say(t("split.cut"));
  edit(m ? "target" : "source")(page);
}

/** @param {SideName} side @param {number} by @returns {Command} */
const moveCut = (side, by) => (page) => {
  const { mode } = page.state();
  const bead = active(page);
  if (mode?.kind !== "split" || !bead) return;
  const to = Math.max(0, Math.min(bead[side].length, mode[side] + by));
  page.dispatch({ type: "mode", mode: { ...mode, [side]: to } });
};

/** @param {Page} page */
function splitHere(page) {
  const { mode } = page.state();
  const bead = active(page);
  if (mode?.kind !== "split" || !bead) return;
  page.dispatch({ type: "mode", mode: null });
  revise(page, "split", [bead.id], { source: mode.source, target: mode.target });
}

/** @param {Page} page */
function link(page) {
  const bead = active(page);
  if (bead) page.dispatch({ type: "mode", mode: { kind: "link", from: bead.id } });
}

/** @param {Page} page */
function linkHere(page) {
  const { mode } = page.state();
  const bead = active(page);
  if (mode?.kind !== "link" || !bead) return;
  if (mode.from === bead.id) return page.say(t("link.other"));
  page.dispatch({ type: "mode", mode: null });
  revise(page, "link", [mode.from, bead.id]);
}

/** @param {Page} page */
function unlink(page) {
  const bead = active(page);
  if (bead) revise(page, "unlink", [bead.id]);
}

/** @type {Record<string, Command>} */
export const ALIGNMENT = {
  "merge-next": merge(1),
  "merge-previous": merge(-1),
  "swap-next": (page) => withNeighbour(page, "swap", 1),
  "swap-previous": (page) => withNeighbour(page, "swap", -1),
  split,
  "split-here": splitHere,
  "cut-target-down": moveCut("target", 1),
  "cut-target-up": moveCut("target", -1),
  "cut-source-down": moveCut("source", 1),
  "cut-source-up": moveCut("source", -1),
  "move-target-down": (page) => moveSentence(page, "target", 1),
  "move-target-up": (page) => moveSentence(page, "target", -1),
  "move-source-down": (page) => moveSentence(page, "source", 1),
  "move-source-up": (page) => moveSentence(page, "source", -1),
  link,
  "link-here": linkHere,
  unlink,
  realign: (page) => page.show("realign"),
  "realign-all": (page) => page.show("realign-all"),
};
