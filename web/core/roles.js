/** What the account may do. The server decides; the page leaves out what it would refuse. */

import { BINDINGS, WRITING } from "./keys.js";

/** @typedef {"reader" | "reviewer" | "lead"} Role  each may do what the one before may, and more */

/** @type {Role[]} */
const ROLES = ["reader", "reviewer", "lead"];
/** The groups of commands that change the pair. */
const CHANGING = ["judge", "text", "align", "writing"];
/** What no key does, or what stands among the harmless ones. @type {Record<string, Role>} */
const LEAST = {
  undo: "reviewer",
  redo: "reviewer",
  actions: "reviewer",
  publish: "lead",
  "decide-confirm": "lead",
  "decide-reject": "lead",
};

/** @type {Role} one for as long as the page is open, as its language is */
let own = "lead";
let accounts = false;

/**
 * @param {Role | ""} role  empty where nobody has signed in yet
 * @param {boolean} withAccounts  whether the server has accounts
 */
export function beA(role, withAccounts) {
  own = role || "reader";
  accounts = withAccounts;
}

/** Whether reviewers are known by their accounts. */
export const hasAccounts = () => accounts;

/** @param {Role} role */
export const isA = (role) => ROLES.indexOf(own) >= ROLES.indexOf(role);

/** @param {string} command */
export function may(command) {
  const group = [...BINDINGS, ...WRITING].find((b) => b.command === command)?.group ?? "";
  return isA(LEAST[command] ?? (CHANGING.includes(group) ? "reviewer" : "reader"));
}
