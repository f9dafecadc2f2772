/** What a role may do. The server decides; the page leaves out what it would refuse. */

import { BINDINGS, WRITING } from "./keys.js";
import { session } from "./session.js";

/** @typedef {"reader" | "reviewer" | "lead"} Role  each may do what the one before may, and more */

/** @type {Role[]} */
const ROLES = ["reader", "reviewer", "lead"];
/** The groups of commands that change the pair. */
const CHANGING = ["judge", "text", "terms", "align", "writing"];
/** What no key does, or what stands among the harmless ones. @type {Record<string, Role>} */
const LEAST = {
  undo: "reviewer",
  redo: "reviewer",
  actions: "reviewer",
  annotate: "reviewer",
  publish: "lead",
  "decide-confirm": "lead",
  "decide-reject": "lead",
};

/** Whether the reader has a role, or one that may do more. @param {Role} role */
export const isA = (role) => ROLES.indexOf(session.role || "reader") >= ROLES.indexOf(role);

/** Whether the reader may give a command. @param {string} command */
export function may(command) {
  const group = [...BINDINGS, ...WRITING].find((b) => b.command === command)?.group ?? "";
  return isA(LEAST[command] ?? (CHANGING.includes(group) ? "reviewer" : "reader"));
}
