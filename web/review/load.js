/**
 * How the review page opens: where the address says, with what was left unsaved; of a large pair
 * its first rows at once, the rest while one begins to read.
 */

import * as api from "../core/api.js";
import * as storage from "../core/storage.js";
import { segmentsOf } from "../model/bead.js";
import { filterIn, isFiltering, queryOf } from "../model/filters.js";
import { activeBead } from "../model/lookup.js";
import { passedBeads } from "../model/selection.js";
import { initial, reduce } from "../model/state.js";

/** @typedef {import("../model/state.js").State} State */
/** @typedef {import("../model/state.js").Loaded} Loaded */

/** How the address names the order of work. */
const UNSURE = "unsure";
/** When to ask again for the rest of a pair, in milliseconds. */
const AGAIN = 1500;

/** The sentence that the address names. */
export const sentence = () => decodeURIComponent(location.hash.slice(1));

/** What the address asks for. */
function asked() {
  const query = new URLSearchParams(location.search);
  return { at: sentence(), filter: filterIn(query), unsureFirst: query.get("order") === UNSURE };
}

/**
 * The pair, or the part of it that is shown first: what a filter or another order shows takes all
 * of it.
 * @param {string} id
 * @returns {Promise<Loaded>}
 */
export function firstPart(id) {
  const { at, filter, unsureFirst } = asked();
  return api.pair(id, unsureFirst || isFiltering(filter) ? undefined : at);
}

/**
 * The state in which the page opens.
 * @param {Loaded} pair
 * @param {State["tasks"]} tasks
 * @param {import("../core/api.js").Session} session
 * @param {string} storageKey
 */
export function opened(pair, tasks, session, storageKey) {
  const { at, filter, unsureFirst } = asked();
  const reviewer = session.reviewer || storage.reviewerName() || "reviewer-1";
  const state = reduce(
    { ...initial, tasks, session },
    { type: "loaded", pair, unsent: storage.unsentTexts(storageKey), reviewer, at },
  );
  const ordered = unsureFirst ? reduce(state, { type: "order", unsureFirst }) : state;
  const filtered = reduce(ordered, { type: "filter", filter });
  const [first] = passedBeads(filtered);
  return at || !first ? filtered : reduce(filtered, { type: "go", id: first.id });
}

/** The address that leads back to a state. @param {State} state */
export function address(state) {
  const query = queryOf(state.filter);
  if (state.ranks) query.set("order", UNSURE);
  const bead = activeBead(state);
  const hash = bead ? `#${segmentsOf(bead)[0].id}` : "";
  return `${location.pathname}${query.size ? `?${query}` : ""}${hash}`;
}

/**
 * Wait for all of a pair, however often the connection dies.
 * @param {string} id
 * @param {() => void} offline  told when it does
 * @returns {Promise<Loaded>}
 */
export async function whole(id, offline) {
  for (;;) {
    try {
      return await api.pair(id);
    } catch (error) {
      if (!(error instanceof api.Unreachable)) throw error;
      offline();
      await new Promise((again) => setTimeout(again, AGAIN));
    }
  }
}
