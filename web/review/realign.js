/** Aligning again: which beads are asked for, and what came of it. */

import { t } from "../core/strings.js";
import { segmentsOf } from "../model/bead.js";
import { positionOf } from "../model/lookup.js";
import { runOf } from "../model/selection.js";

/**
 * @typedef {import("../model/state.js").State} State
 * @typedef {import("../model/state.js").Bead} Bead
 */

/**
 * The selected run, or the beads around the active one up to the nearest confirmed ones.
 * @param {State} state
 * @returns {Bead[]}
 */
export function regionOf(state) {
  const run = runOf(state);
  const { beads } = state;
  const at = positionOf(beads, state.active);
  if (run.length > 1 || at < 0 || beads[at].status === "confirmed") return run;
  let [from, to] = [at, at + 1];
  while (from > 0 && beads[from - 1].status !== "confirmed") from--;
  while (to < beads.length && beads[to].status !== "confirmed") to++;
  return beads.slice(from, to);
}

/** What belongs together in a bead. @param {Bead} bead */
const groupOf = (bead) =>
  segmentsOf(bead)
    .map((s) => s.id)
    .join(" ");

/**
 * How many beads of an edit hold other sentences than any did before.
 * @param {Bead[]} before
 * @param {Bead[]} after
 */
export function regrouped(before, after) {
  const known = new Set(before.map(groupOf));
  return after.filter((bead) => !known.has(groupOf(bead))).length;
}

/**
 * The commands.
 * @param {import("./commands.js").Page} page
 * @returns {Record<string, () => void>}
 */
export function realigning(page) {
  const { queue, state } = page;

  /** @param {Bead[]} beads */
  async function realign(beads) {
    const free = beads.filter((b) => b.status !== "confirmed");
    page.say(t("realign.working", { n: free.length }));
    const edit = await queue.submit(() => ({
      verb: "realign",
      beads: free.map((b) => queue.now(b.id)),
      args: {},
    }));
    if (edit) page.say(t("realign.done", { n: regrouped(free, edit.added) }));
  }

  return {
    realign: () => void realign(regionOf(state())),
    "realign-all": () => void realign(state().beads),
  };
}
