/** Where the target of a bead is from. */

/**
 * @typedef {import("./state.js").Bead} Bead
 * @typedef {{kind: "mt" | "memory" | "person", percent?: number, name?: string}} Origin
 *   of a memory also how like its source is, and its name
 */

/**
 * Null where the texts were given, or nothing is opposite.
 * @param {Bead} bead
 * @returns {Origin | null}
 */
export function originOf({ origin, properties, target }) {
  if (!target.length) return null;
  if (origin === "mt") return { kind: "mt" };
  if (origin === "reviewer") return { kind: "person" };
  const said = properties?.findLast(([key]) => key === "memory")?.[1];
  const at = said?.lastIndexOf(" ") ?? -1;
  if (origin !== "memory" || !said || at < 0) return null;
  return { kind: "memory", name: said.slice(0, at), percent: Number(said.slice(at + 1)) };
}
