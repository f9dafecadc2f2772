/** The commands that change which sentences belong together. */

import { t } from "../core/strings.js";
import { activeBead, beadOf, findSegment, neighbour, runOf } from "../model/state.js";

/**
 * @typedef {import("../model/state.js").SideName} SideName
 * @typedef {(verb: string, beads: string[], args?: Record<string, unknown>) => void} Revise
 */

/**
 * @param {import("./commands.js").Page} page
 * @param {Revise} revise
 * @param {(side: SideName) => () => void} edit
 */
export function aligning(page, revise, edit) {
  const { dispatch, queue, state } = page;
  const active = () => activeBead(state());

  /**
   * Something with the neighbour, once nothing is on its way to either.
   * @param {string} verb
   * @param {1 | -1} by
   */
  function withNeighbour(verb, by) {
    const from = state().active ?? "";
    queue.submit(() => {
      const here = queue.now(from);
      const other = neighbour(state(), by, { from: here });
      if (other) return { verb, beads: [here, other.id], args: {} };
      page.say(t("no-neighbour"));
      return null;
    });
  }

  /** @param {1 | -1} by */
  const merge = (by) => () => {
    const run = runOf(state());
    if (run.length > 1)
      revise(
        "merge",
        run.map((b) => b.id),
      );
    else withNeighbour("merge", by);
  };

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
      const there =
        bead &&
        neighbour(state(), by, { side: side === "source" ? "target" : "source", from: bead.id });
      if (bead && chosen && there)
        return { verb: "move", beads: [bead.id, there.id], args: { segment: chosen } };
      page.say(t("no-neighbour"));
      return null;
    });
  }

  /** A sentence goes to a bead, wherever that is. @param {string} segment @param {string} to */
  function drop(segment, to) {
    queue.submit(() => {
      const bead = findSegment(state(), segment)?.bead;
      const there = queue.now(to);
      return bead && bead.id !== there
        ? { verb: "move", beads: [bead.id, there], args: { segment } }
        : null;
    });
  }

  function split() {
    const bead = active();
    if (!bead) return;
    const [n, m] = [bead.source.length, bead.target.length];
    if (n + m > 2 || (n + m === 2 && n !== m)) {
      return dispatch({
        type: "mode",
        mode: { kind: "split", source: Math.ceil(n / 2), target: Math.ceil(m / 2) },
      });
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

  function link() {
    const bead = active();
    if (bead) dispatch({ type: "mode", mode: { kind: "link", from: bead.id } });
  }

  function linkHere() {
    const { mode } = state();
    const bead = active();
    if (mode?.kind !== "link" || !bead) return;
    if (mode.from === bead.id) return page.say(t("link.other"));
    dispatch({ type: "mode", mode: null });
    revise("link", [mode.from, bead.id]);
  }

  function unlink() {
    const bead = active();
    if (bead) revise("unlink", [bead.id]);
  }

  /** @type {Record<string, () => void>} */
  const table = {
    "merge-next": merge(1),
    "merge-previous": merge(-1),
    "swap-next": () => withNeighbour("swap", 1),
    "swap-previous": () => withNeighbour("swap", -1),
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
    link,
    "link-here": linkHere,
    unlink,
  };
  return { table, move, drop };
}
