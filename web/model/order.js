/** Reading order. The same rule as `edit.in_order` on the server; a test compares the two. */

/** @typedef {import("./state.js").Bead} Bead */

/** Where a segment stands on its side: `kk.5.2` is [5, 2]. @param {{id: string}} segment */
export function place(segment) {
  return segment.id.split(".").slice(1).map(Number);
}

/** @param {number[]} a @param {number[]} b */
export function comparePlaces(a, b) {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

/** @param {Bead[]} beads @param {"source" | "target"} side */
function byPlace(beads, side) {
  return beads
    .map((bead) => ({ bead, at: place(bead[side][0]) }))
    .sort((x, y) => comparePlaces(x.at, y.at));
}

/**
 * By first source sentence; a bead with a target side only comes after the sentence before it.
 * @param {Bead[]} beads
 * @returns {Bead[]}
 */
export function inOrder(beads) {
  const sourced = byPlace(
    beads.filter((b) => b.source.length > 0),
    "source",
  );
  const loose = byPlace(
    beads.filter((b) => b.source.length === 0),
    "target",
  );
  const ends = sourced
    .flatMap(({ bead }, host) => bead.target.map((s) => ({ at: place(s), host })))
    .sort((x, y) => comparePlaces(x.at, y.at));
  /** @type {Bead[][]} */
  const after = Array.from({ length: sourced.length + 1 }, () => []);
  let host = -1;
  let next = 0;
  for (const { bead, at } of loose) {
    while (next < ends.length && comparePlaces(ends[next].at, at) < 0) host = ends[next++].host;
    after[host + 1].push(bead);
  }
  return [...after[0], ...sourced.flatMap(({ bead }, i) => [bead, ...after[i + 1]])];
}
