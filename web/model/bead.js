/** What follows from one bead alone. */

/**
 * @typedef {import("./state.js").Bead} Bead
 * @typedef {import("./state.js").PairInfo} PairInfo
 */

/** The sides of a bead, source first. */
export const SIDES = /** @type {const} */ (["source", "target"]);

/** @param {Pick<Bead, "source" | "target">} bead */
export const segmentsOf = (bead) => [...bead.source, ...bead.target];

/** What a bead says, to compare. @param {Bead} bead */
export const wordsOf = (bead) => JSON.stringify(segmentsOf(bead).map((s) => [s.id, s.text]));

/** Whether something stands on both sides. @param {Bead} bead */
export const isLinked = (bead) => bead.source.length > 0 && bead.target.length > 0;

/** How many sentences to how many: `1-2`. @param {Bead} bead */
export const shapeOf = (bead) => `${bead.source.length}-${bead.target.length}`;

/**
 * How sure the machine is of a bead, 0 to 1: the confidence of its alignment or, where the target
 * is the machine draft of the source, the lowest estimated quality of its translations. Null if
 * unknown.
 * @param {Bead} bead
 * @returns {number | null}
 */
export function certaintyOf(bead) {
  const { confidence, origin, source } = bead;
  if (confidence !== null || origin !== "mt" || !holdsDraft(bead)) return confidence;
  const known = source.flatMap((s) => s.draft_quality ?? []);
  return known.length ? Math.min(...known) : null;
}

/** Whether the target is the draft of the source. @param {Bead} bead */
const holdsDraft = ({ source, target }) =>
  spaced(source.map((s) => s.draft ?? "")) === spaced(target.map((s) => s.text));

/** @param {string[]} texts */
const spaced = (texts) => texts.join(" ").trim().split(/\s+/).join(" ");

/** Whether a bead's certainty is the estimated quality of its draft. @param {Bead} bead */
export const isDraftQuality = ({ confidence, origin }) => confidence === null && origin === "mt";

/** What the checks of a bead found. @param {Bead} bead */
export const findings = (bead) => bead.checks ?? [];

/** What of that nobody has dismissed. @param {Bead} bead */
export const warningsOf = (bead) => findings(bead).filter((f) => !f.dismissed);

/** Whether a reviewer should see the bead before others; the server counts by the same rule.
 * @param {Bead} bead @param {PairInfo | null} pair */
export function wantsLook(bead, pair) {
  const certainty = certaintyOf(bead);
  const unsure = certainty !== null && certainty < (pair?.look_below ?? 0);
  return bead.status === "flagged" || (bead.status === "auto" && unsure);
}
