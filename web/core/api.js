/** The server's API, as functions. Only this module and locale.js fetch. */

import { messageOf } from "./messages.js";
import { t } from "./strings.js";

/** The server said no: `status` is the HTTP code, `message` what it said, `body` all of it. */
export class Refusal extends Error {
  /** @param {number} status @param {Record<string, any>} body */
  constructor(status, body) {
    super(messageOf(body) ?? t("net.failed", { status: String(status) }));
    this.status = status;
    this.body = body;
  }
}

/** The server can't be reached. */
export class Unreachable extends Error {}

/**
 * @param {string} path
 * @param {unknown} [body]  sent by POST, as JSON if it is no form; without one it is a GET
 * @returns {Promise<any>}
 */
async function call(path, body) {
  const json = { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const post = { method: "POST", ...(body instanceof FormData ? { body } : json) };
  const response = await reached(fetch(path, body === undefined ? {} : post));
  const answer = parse(await reached(response.text()));
  if (!response.ok || answer === undefined) throw new Refusal(response.status, answer ?? {});
  return answer;
}

/**
 * A file, all of it. @param {string} path @returns {Promise<Blob>}
 */
export async function file(path) {
  const response = await reached(fetch(path));
  if (!response.ok) throw new Refusal(response.status, parse(await reached(response.text())) ?? {});
  return reached(response.blob());
}

/** What ends the answer with a pair. */
const END = "]}";

/**
 * A pair, of which each bead has a line. They are read while the others are on their way: all of a
 * large pair at once would hold the page up.
 * @param {string} path
 * @returns {Promise<import("../model/state.js").Loaded>}
 */
async function callForPair(path) {
  const response = await reached(fetch(path));
  if (!response.ok || !response.body)
    throw new Refusal(response.status, parse(await reached(response.text())) ?? {});
  const texts = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let [head, rest] = ["", ""];
  /** @type {import("../model/state.js").Bead[]} */
  const beads = [];
  for (let piece = await reached(texts.read()); !piece.done; piece = await reached(texts.read())) {
    const lines = (rest + piece.value).split("\n");
    rest = lines.pop() ?? "";
    head ||= lines.shift() ?? "";
    for (const line of lines)
      if (line) beads.push(JSON.parse(line.endsWith(",") ? line.slice(0, -1) : line));
  }
  if (rest !== END) throw new Unreachable(path); // the connection has died on the way
  return { ...JSON.parse(head + END), beads };
}

/**
 * What came over the net, or `Unreachable`.
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
const reached = (promise) =>
  promise.catch((error) => {
    throw new Unreachable(String(error));
  });

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {string} id */
const pairPath = (id) => `/api/pairs/${encodeURIComponent(id)}`;

/**
 * @typedef {{accounts: boolean, reviewer: string, role: import("./roles.js").Role | ""}} Session
 */

/** @returns {Promise<Session>} */
export const session = () => call("/api/session");
/** @param {string} name @param {string} password */
export const signIn = (name, password) => call("/api/session", { name, password });
export const signOut = () => call("/api/session/end", {});
/** @param {string} old @param {string} fresh */
export const changePassword = (old, fresh) => call("/api/session/password", { old, new: fresh });
/** One's own sign-ins. */
export const sessions = () => call("/api/sessions");
/** @param {string} id */
export const endSession = (id) => call(`/api/sessions/${encodeURIComponent(id)}/end`, {});
/** One's own API tokens, without their secrets. */
export const tokens = () => call("/api/tokens");
/** @param {{label: string, role: string, days: number}} token */
export const makeToken = (token) => call("/api/tokens", token);
/** @param {number} id */
export const endToken = (id) => call(`/api/tokens/${id}/end`, {});
/** Lines of the audit log, the latest first. @param {number} before  a line's number, 0 for none */
export const audit = (before) => call(`/api/audit${before ? `?before=${before}` : ""}`);
/** @param {string} name */
export const unlock = (name) => call(`/api/accounts/${encodeURIComponent(name)}/unlock`, {});
/**
 * A part of the list of pairs, and what all of them amount to.
 * @param {Record<string, string>} query  q, where, sort, reviewer, limit, cursor
 */
export const pairPage = (query) => call(`/api/pairs?${new URLSearchParams(query)}`);
/**
 * @param {string} id
 * @param {string} [near]  of a large pair only the beads around this sentence, or the first ones
 */
export const pair = (id, near) =>
  callForPair(`${pairPath(id)}${near === undefined ? "" : `?${new URLSearchParams({ near })}`}`);
/**
 * Say where this window is; what others have done since, and where they are.
 * @param {string} id
 * @param {Record<string, unknown>} place
 */
export const here = (id, place) => call(`${pairPath(id)}/here`, place);
export const people = () => call("/api/people");
/** Who is to review what, and who might be asked. @param {string} [id]  else of all pairs */
export const tasks = (id) => call(`/api/tasks${id ? `?pair=${encodeURIComponent(id)}` : ""}`);
/** @param {string} id @param {Record<string, unknown>} task */
export const assign = (id, task) => call(`${pairPath(id)}/tasks`, task);
/** @param {string} id @param {number} number */
export const withdraw = (id, number) => call(`${pairPath(id)}/tasks/${number}/end`, {});
export const agreement = () => call("/api/agreement");
/** @param {string} id @param {Record<string, unknown>} queued */
export const revise = (id, queued) => call(`${pairPath(id)}/edits`, queued);
/** @param {string} id @param {"undo" | "redo"} verb @param {Record<string, unknown>} who */
export const takeBack = (id, verb, who) => call(`${pairPath(id)}/${verb}`, who);
/** @param {string} id @param {string} bead */
export const hints = (id, bead) => call(`${pairPath(id)}/beads/${encodeURIComponent(bead)}/hints`);
/**
 * Edits, the latest first.
 * @param {string} id
 * @param {Record<string, string>} [query]  which: `segment`, `reviewer`, `before`
 */
export const history = (id, query = {}) =>
  call(`${pairPath(id)}/history?${new URLSearchParams(query)}`);
/** What going back would take. @param {string} id @param {Record<string, unknown>} draft */
export const planRevert = (id, draft) => call(`${pairPath(id)}/revert/plan`, draft);
/** @param {string} id @param {Record<string, unknown>} draft */
export const revert = (id, draft) => call(`${pairPath(id)}/revert`, draft);
/** What a search finds. @param {string} id @param {Record<string, unknown>} search */
export const find = (id, search) => call(`${pairPath(id)}/find`, search);
/** @param {string} id @param {string} reviewer */
export const publish = (id, reviewer) => call(`${pairPath(id)}/publish`, { reviewer });
/** Open warnings of the corpus. @param {URLSearchParams} query  `kind`, `pair`, `cursor` */
export const warnings = (query) => call(`/api/warnings?${query}`);
/**
 * How many beads an export has, and would have with other choices.
 * @param {string} name  of the file @param {URLSearchParams} query
 */
export const exportable = (name, query) =>
  call(`/api/exportable/${encodeURIComponent(name)}?${query}`);
/** The glossaries of the corpus. */
export const glossaries = () => call("/api/glossaries");
/** @param {Record<string, string>} term */
export const addTerm = (term) => call("/api/glossaries/terms", term);
/** Correct a term, or take it out. @param {Record<string, string>} term */
export const changeTerm = (term) => call("/api/glossaries/terms/change", term);
/** @param {FormData} form */
export const addGlossary = (form) => call("/api/glossaries", form);
/** @param {string} id @param {Record<string, string>} names */
export const rename = (id, names) => call(`${pairPath(id)}/names`, names);
/** @param {string} id */
export const deletePair = (id) => call(`${pairPath(id)}/delete`, {});
/** @param {string} id */
export const restorePair = (id) => call(`${pairPath(id)}/restore`, {});
export const deletedPairs = () => call("/api/deleted");
/** @param {URLSearchParams} query */
export const concordance = (query) => call(`/api/concordance?${query}`);
/** Whether sentences are found by meaning. */
export const meaning = () => call("/api/concordance/meaning");
/** @param {string} [id] */
export const scores = (id) => call(`/api/scores${id ? `?pair=${encodeURIComponent(id)}` : ""}`);
/** What can be compared, what was, and what is being compared. */
export const evaluations = () => call("/api/evaluations");
/** Compare systems, in the background. @param {Record<string, unknown>} request */
export const evaluate = (request) => call("/api/evaluations", request);
/** @param {string} id */
export const evaluation = (id) => call(`/api/evaluations/${encodeURIComponent(id)}`);
export const annotations = () => call("/api/annotations");
/** @param {boolean} enabled */
export const enableAnnotations = (enabled) => call("/api/annotations", { enabled });
/** One's own annotation of a row. @param {string} id @param {Record<string, string>} query */
export const annotation = (id, query) =>
  call(`${pairPath(id)}/annotation?${new URLSearchParams(query)}`);
/** @param {string} id @param {Record<string, unknown>} body */
export const annotate = (id, body) => call(`${pairPath(id)}/annotation`, body);
/** @param {string} id @param {string} reviewer */
export const blindPair = (id, reviewer) =>
  call(`/api/evaluations/${encodeURIComponent(id)}/blind?${new URLSearchParams({ reviewer })}`);
/** @param {string} id @param {Record<string, unknown>} choice */
export const rankBlindly = (id, choice) =>
  call(`/api/evaluations/${encodeURIComponent(id)}/blind`, choice);
/** @param {string} id @param {string} gold */
export const scoreAlignment = (id, gold) => call(`${pairPath(id)}/alignment-score`, { gold });
/** What the server understands of texts, nothing kept. @param {FormData} form */
export const look = (form) => call("/api/texts", form);
/** Have a pair made of texts. @param {FormData} form */
export const order = (form) => call("/api/jobs", form);
export const jobs = () => call("/api/jobs");
/** @param {number} id */
export const cancelJob = (id) => call(`/api/jobs/${id}/cancel`, {});
/** @param {number} id */
export const forgetJob = (id) => call(`/api/jobs/${id}/forget`, {});
/** Metadata and import reports of the texts of a pair. @param {string} id */
export const description = (id) => call(`${pairPath(id)}/metadata`);
/** @param {string} id @param {object} said */
export const describe = (id, said) => call(`${pairPath(id)}/metadata`, said);
/**
 * What a realignment would keep and change.
 * @param {string} id
 * @param {Record<string, unknown>} body
 */
export const planRealign = (id, body) => call(`${pairPath(id)}/realign/plan`, body);
/** Whether one has an edit to undo, and one to redo. @param {string} id @param {string} reviewer */
export const undoable = (id, reviewer) => call(`${pairPath(id)}/undoable`, { reviewer });
