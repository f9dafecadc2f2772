/**
 * All that the review page knows, and how each event changes it: `reduce` is pure, and nothing else
 * changes a state.
 */

import { segmentsOf } from "./bead.js";
import {
  activeBead,
  beadOf,
  beadWith,
  findSegment,
  indexOf,
  positionOf,
  standAlike,
} from "./lookup.js";
import { blinded } from "./opinions.js";
import { inOrder } from "./order.js";
import { beadAfter } from "./selection.js";
import { ranksOf } from "./worklist.js";

/**
 * @typedef {{start: number, end: number, kind: string, data?: string, id?: string}} Code
 *   formatting or a placeholder: offsets are in characters of its sentence
 * @typedef {{id: string, text: string, block: number, draft?: string, draft_quality?: number,
 *   codes?: Code[]}} Segment
 * @typedef {"source" | "target"} SideName
 * @typedef {{kind: string, what: string, where: SideName, at?: string, named?:
 *   import("../core/naming.js").Named | null,
 *   dismissed?: {reason: string, resp: string}}} Finding  what a check saw, on which side, and
 *   where else (`pair#sentence`, in the pair `named` so); who said that it is nothing
 * @typedef {"auto" | "confirmed" | "rejected" | "flagged"} Status
 * @typedef {{id: string, source: Segment[], target: Segment[], status: Status,
 *   confidence: number | null, origin: string, resp: string, note: string, checks?: Finding[],
 *   people?: string[], judged?: Record<string, Status>, opinion?: "disputed" | "second",
 *   settled?: {by: string, as: Status}, properties?: [string, string][],
 *   dismissed?: {check: string, where: string, what: string, reason: string, resp: string}[]}}
 *   Bead  who had to do with it, what each thinks of it, what
 *   it needs, how it was decided
 * @typedef {{lang: string, title: string, blocks: string[]}} Side
 * @typedef {{id: string, kind: string, source: Side, target: Side, look_below: number,
 *   glossary_problem?: string, coded?: boolean}} PairInfo
 * @typedef {{version: number, verb: string, reviewer: string, at: string, undoes: number | null,
 *   removed: string[], added: Bead[], about?: string}} Edit
 * @typedef {{key: string, verb: string, beads: string[], args: Record<string, unknown>, base?:
 *   string, seen?: string}} QueuedEdit
 *   what the reviewer wants done; `base` is the text that a reworded sentence had, `seen` what its
 *   row said
 * @typedef {{text: string, base: string, by?: string, at?: string}} Unsent
 *   what was typed for a sentence and not saved; `by` is who changed the sentence meanwhile
 * @typedef {{segment: string, bead: string, text: string, base: string}} Editing
 * @typedef {{kind: "split", source: number, target: number} | {kind: "link", from: string}
 *   | {kind: "comment", text: string, verb?: "disagree"}
 *   | {kind: "dismiss", text: string, finding: Finding}} Mode  a comment may go with a verb
 * @typedef {{act: "undo" | "redo", version: number, verb: string, segment: string,
 *   later: {version: number, verb: string, by: string, at: string}[]}} Blocked
 *   an own edit that cannot be undone or redone, and the later edits in its way
 * @typedef {import("./filters.js").Filter} Filter
 * @typedef {import("./hints.js").Hints} Hints
 * @typedef {PairInfo & {version: number, beads: Bead[], first?: number, count?: number}} Loaded
 *   a pair as the server gives it: `first` is the position of the first of these beads, `count` how
 *   many there are in all
 * @typedef {{
 *   pair: PairInfo | null, version: number, beads: Bead[], part: {first: number} | null, active:
 *   string | null, run: string | null,
 *   filter: Filter, ranks: import("./worklist.js").Ranks | null, editing: Editing | null, mode:
 *   Mode | null, pending: QueuedEdit[],
 *   unsent: Record<string, Unsent>, net: "saved" | "saving" | "offline",
 *   blocked: Blocked | null, skipped: number[], undoable: {undo: boolean, redo: boolean},
 *   hints: Hints | null, people: import("../review/people.js").Person[], tasks:
 *   import("./tasks.js").Task[],
 *   message: {text: string, tone: "info" | "error"} | null, reviewer: string,
 *   session: import("../core/api.js").Session,
 * }} State
 */

/** @type {State} */
export const initial = {
  pair: null,
  version: 0,
  beads: [],
  part: null,
  active: null,
  run: null,
  filter: {},
  ranks: null,
  editing: null,
  mode: null,
  pending: [],
  unsent: {},
  net: "saved",
  people: [],
  blocked: null,
  skipped: [],
  undoable: { undo: true, redo: true },
  hints: null,
  tasks: [],
  message: null,
  reviewer: "",
  session: { accounts: false, reviewer: "", role: "" },
};

/** The beads that an edit on its way touches. @param {State} state */
export const busyBeads = (state) => new Set(state.pending.flatMap((queued) => queued.beads));

/** @param {State} state */
export function progress(state) {
  let confirmed = 0;
  let reviewed = 0;
  for (const { status } of state.beads) {
    if (status === "confirmed") confirmed++;
    if (status === "confirmed" || status === "rejected") reviewed++;
  }
  return { confirmed, reviewed, all: state.beads.length };
}

// --- events ---

/**
 * The place that took over a sentence's: the sentence, its first half, or what it was cut from.
 * @param {import("./lookup.js").Index} index
 * @param {string} segment
 * @returns {string | undefined}
 */
function successorOfSegment(index, segment) {
  for (let id = segment; id.includes("."); id = id.slice(0, id.lastIndexOf(".")))
    for (const successor of [id, `${id}.1`]) if (index.bySegment.has(successor)) return successor;
  return undefined;
}

/**
 * Where a bead's sentences have gone.
 * @param {Bead[]} beads
 * @param {Bead | undefined} old
 * @returns {string | null}
 */
function successorOfBead(beads, old) {
  if (!old) return null;
  if (positionOf(beads, old.id) >= 0) return old.id;
  const index = indexOf(beads);
  for (const segment of segmentsOf(old)) {
    const successor = successorOfSegment(index, segment.id);
    if (successor) return beads[index.bySegment.get(successor) ?? -1].id;
  }
  return null;
}

/** @param {State} state @param {{version: number, edits: Edit[]}} news @returns {State} */
function applyEdits(state, { version, edits }) {
  const fresh = edits.filter((e) => e.version > state.version);
  if (fresh.length === 0) return state;
  return remapSelection(state, { ...state, beads: edited(state.beads, fresh), version });
}

/** The beads after edits, in reading order. @param {Bead[]} beads @param {Edit[]} edits */
function edited(beads, edits) {
  const gone = new Set();
  /** @type {Map<string, Bead>} */
  const come = new Map();
  for (const { removed, added } of edits) {
    for (const id of removed) if (!come.delete(id)) gone.add(id);
    for (const bead of added) come.set(bead.id, bead);
  }
  const swaps = [...come.values()].map((bead) => ({
    bead,
    at: indexOf(beads).bySegment.get(segmentsOf(bead)[0].id) ?? -1,
  }));
  if (
    swaps.length !== gone.size ||
    !swaps.every(({ bead, at }) => gone.has(beads[at]?.id) && sameSentences(bead, beads[at]))
  )
    return inOrder([...beads.filter((b) => !gone.has(b.id)), ...come.values()]);
  const now = [...beads];
  for (const { bead, at } of swaps) now[at] = bead;
  return standAlike(beads, now); // most edits only judge a bead or reword it
}

/** @param {Bead} a @param {Bead} b */
const sameSentences = (a, b) =>
  a.source.length === b.source.length &&
  segmentsOf(a)
    .map((s) => s.id)
    .join() ===
    segmentsOf(b)
      .map((s) => s.id)
      .join();

/**
 * After edits: what pointed at beads that are gone points at their successors.
 * @param {State} old
 * @param {State} now
 * @returns {State}
 */
function remapSelection(old, now) {
  /** @param {string | null} id */
  const successor = (id) => (id === null ? null : successorOfBead(now.beads, beadOf(old, id)));
  const run = successor(old.run) === old.run ? old.run : null;
  let { mode } = old;
  if (mode?.kind === "split" && successor(old.active) !== old.active) mode = null;
  if (mode?.kind === "link") mode = successor(mode.from) === mode.from ? mode : null;
  const active = successor(old.active) ?? now.beads[0]?.id ?? null;
  return remapTexts({ ...now, active, run, mode });
}

/**
 * Text typed for a sentence that is no more is kept with its successor, as a clash.
 * @param {State} state
 * @returns {State}
 */
function remapTexts(state) {
  const index = indexOf(state.beads);
  const lost = Object.keys(state.unsent).filter((s) => !findSegment(state, s));
  const editing = state.editing && findSegment(state, state.editing.segment) ? state.editing : null;
  if (lost.length === 0) return { ...state, editing };
  const unsent = { ...state.unsent };
  for (const segment of lost) {
    const successor =
      beadWith(state, segment)?.target[0]?.id ??
      successorOfSegment(index, segment) ??
      segmentsOf(activeBead(state) ?? state.beads[0])[0].id;
    const text = [...new Set([unsent[successor]?.text, unsent[segment].text])]
      .filter(Boolean)
      .join(" / ");
    unsent[successor] = { ...unsent[segment], text, by: unsent[segment].by ?? "" };
    delete unsent[segment];
  }
  return { ...state, editing, unsent };
}

/** @param {Record<string, Unsent>} unsent @param {string} segment */
function without(unsent, segment) {
  const { [segment]: _, ...rest } = unsent;
  return rest;
}

/** @param {State} state @param {string} text @returns {State} */
function typed(state, text) {
  if (!state.editing) return state;
  const { segment, base } = state.editing;
  const kept =
    text === base ? without(state.unsent, segment) : { ...state.unsent, [segment]: { text, base } };
  return { ...state, editing: { ...state.editing, text }, unsent: kept };
}

/** @param {State} state @param {string} segment @returns {State} */
function write(state, segment) {
  const found = findSegment(state, segment);
  if (!found) return state;
  const base = found.segment.text;
  const text = state.unsent[segment]?.text ?? base;
  const editing = { segment, bead: found.bead.id, text, base };
  return { ...state, active: found.bead.id, run: null, mode: null, editing };
}

/** @param {State} state @param {number} by @param {boolean} extend @returns {State} */
function step(state, by, extend) {
  const to = beadAfter(state, by);
  return to ? go(state, to.id, extend) : state;
}

/** @param {State} state @param {string} id @param {boolean} [extend] @returns {State} */
function go(state, id, extend) {
  if (!beadOf(state, id)) return state;
  const run = extend ? (state.run ?? state.active) : null;
  const mode = state.mode?.kind === "link" ? state.mode : id === state.active ? state.mode : null;
  return { ...state, active: id, run: run === id ? null : run, mode };
}

/**
 * @typedef {{type: "loaded", pair: Loaded, unsent: Record<string, Unsent>, reviewer: string, at:
 *   string}
 *   | {type: "completed", pair: Loaded, unsent: Record<string, Unsent>}
 *   | {type: "edits", version: number, edits: Edit[]}
 *   | {type: "go", id: string, extend?: boolean}
 *   | {type: "step", by: number, extend?: boolean}
 *   | {type: "write", segment: string}
 *   | {type: "typed", text: string}
 *   | {type: "stopped"}
 *   | {type: "settled", segment: string}
 *   | {type: "kept", segment: string, unsent: Unsent}
 *   | {type: "mode", mode: Mode | null}
 *   | {type: "filter", filter: Filter}
 *   | {type: "unfilter"}
 *   | {type: "order", unsureFirst: boolean}
 *   | {type: "queued", queued: QueuedEdit}
 *   | {type: "done", key: string}
 *   | {type: "tasks", tasks: import("./tasks.js").Task[]}
 *   | {type: "blocked", blocked: Blocked | null}
 *   | {type: "skip"}
 *   | {type: "undoable", undoable: State["undoable"]}
 *   | {type: "hints", hints: Hints}
 *   | {type: "people", people: import("../review/people.js").Person[]}
 *   | {type: "net", net: State["net"]}
 *   | {type: "say", text: string, tone?: "info" | "error"}
 *   | {type: "hush"}
 *   | {type: "reviewer", name: string}} Event
 */

/** @type {{[K in Event["type"]]: (state: State, event: Extract<Event, {type: K}>) => State}} */
const EVENTS = {
  loaded: (state, { pair, unsent, reviewer, at }) => {
    const { beads, version, first = 0, count, ...info } = pair;
    const part = beads.length < (count ?? 0) ? { first } : null;
    const now = { ...state, pair: info, version, beads, part, reviewer };
    const fitting = Object.entries(unsent).filter(([segment]) => !part || beadWith(now, segment));
    return remapTexts({
      ...now,
      unsent: Object.fromEntries(fitting),
      active: (beadWith(now, at) ?? beads[0])?.id ?? null,
    });
  },
  completed: (state, { pair: { beads, version }, unsent }) =>
    remapSelection(state, {
      ...state,
      version,
      beads,
      part: null,
      unsent: { ...unsent, ...state.unsent },
    }),
  edits: (state, news) => applyEdits(state, news),
  go: (state, { id, extend }) => go(state, id, extend),
  step: (state, { by, extend }) => step(state, by, extend ?? false),
  write: (state, { segment }) => write(state, segment),
  typed: (state, { text }) => typed(state, text),
  stopped: (state) => ({ ...state, editing: null }),
  settled: (state, { segment }) => ({ ...state, unsent: without(state.unsent, segment) }),
  kept: (state, { segment, unsent }) =>
    remapTexts({ ...state, unsent: { ...state.unsent, [segment]: unsent } }),
  mode: (state, { mode }) => ({ ...state, mode }),
  filter: (state, { filter }) => ({ ...state, run: null, filter: { ...state.filter, ...filter } }),
  unfilter: (state) => ({ ...state, run: null, filter: {} }),
  order: (state, { unsureFirst }) => ({
    ...state,
    run: null,
    ranks: unsureFirst ? ranksOf(state.beads.map((bead) => blinded(state, bead))) : null,
  }),
  // Who goes on with another edit has answered what is asked about a blocked one, and has read
  // what was said about the one before.
  queued: (state, { queued }) => ({
    ...state,
    blocked: null,
    message: state.message?.tone === "error" ? state.message : null,
    pending: [...state.pending, queued],
  }),
  done: (state, { key }) => ({ ...state, pending: state.pending.filter((i) => i.key !== key) }),
  // A filter asks for them.
  tasks: (state, { tasks }) => ({ ...state, tasks, filter: { ...state.filter } }),
  people: (state, { people }) =>
    JSON.stringify(people) === JSON.stringify(state.people) ? state : { ...state, people },
  blocked: (state, { blocked }) => ({ ...state, blocked }),
  skip: (state) =>
    state.blocked
      ? { ...state, blocked: null, skipped: [...state.skipped, state.blocked.version] }
      : state,
  undoable: (state, { undoable }) => {
    const { undo, redo } = state.undoable;
    return undoable.undo === undo && undoable.redo === redo ? state : { ...state, undoable };
  },
  hints: (state, { hints }) => ({ ...state, hints }),
  net: (state, { net }) => (state.net === net ? state : { ...state, net }),
  say: (state, { text, tone }) => ({ ...state, message: { text, tone: tone ?? "info" } }),
  hush: (state) => ({ ...state, message: null }),
  reviewer: (state, { name }) => ({ ...state, reviewer: name }),
};

/** @param {State} state @param {Event} event @returns {State} */
export function reduce(state, event) {
  return /** @type {(s: State, e: Event) => State} */ (EVENTS[event.type])(state, event);
}
