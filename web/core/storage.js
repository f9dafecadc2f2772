/**
 * What this browser remembers: the interface's language, the reviewer's name, texts not yet saved,
 * edits not yet sent.
 */

/** @typedef {import("../model/state.js").Unsent} Unsent */
/** @typedef {import("../model/state.js").QueuedEdit} QueuedEdit */

/** @param {string} key */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * Storage may be full or forbidden: then the page works on, and forgets.
 * @param {string} key
 * @param {unknown} value
 */
function keep(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // nothing to be done about it
  }
}

/** @returns {string | null} */
export const chosenLanguage = () => read("language");
/** @param {string} code */
export const keepChosenLanguage = (code) => keep("language", code);

/** @returns {string | null} */
export const reviewerName = () => read("reviewer");
/** @param {string} name */
export const keepReviewerName = (name) => keep("reviewer", name);

/** Whether the first page lists pairs in a table. @returns {boolean} */
export const pairTable = () => read("pair-table") ?? false;
/** @param {boolean} table */
export const keepPairTable = (table) => keep("pair-table", table);

/** How the texts are to look. @returns {Partial<import("../dialogs/display.js").Chosen> | null} */
export const display = () => read("display");
/** @param {import("../dialogs/display.js").Chosen} chosen */
export const keepDisplay = (chosen) => keep("display", chosen);

/**
 * Where what is unsaved of a pair is kept: with accounts one for each, since who signs in next
 * neither sees nor sends it.
 * @param {string} account  empty where there are none
 * @param {string} pair
 */
export const storageKey = (account, pair) =>
  account ? `${encodeURIComponent(account)}/${pair}` : pair;

/** @param {string} prefix @returns {Record<string, any>} */
function all(prefix) {
  /** @type {Record<string, any>} */
  const found = {};
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith(prefix)) found[key.slice(prefix.length)] = read(key);
  } catch {
    // no storage, nothing kept
  }
  return found;
}

/**
 * Bring what is stored under `prefix` from `before` to `now`.
 * @param {string} prefix
 * @param {Record<string, unknown>} before
 * @param {Record<string, unknown>} now
 */
function sync(prefix, before, now) {
  for (const key of Object.keys(before)) if (!(key in now)) keep(prefix + key, null);
  for (const [key, value] of Object.entries(now))
    if (before[key] !== value) keep(prefix + key, value);
}

/**
 * The texts typed and not saved, by sentence.
 * @param {string} storageKey
 * @returns {Record<string, Unsent>}
 */
export const unsentTexts = (storageKey) => all(`unsent:${storageKey}:`);
/**
 * @param {string} storageKey
 * @param {Record<string, Unsent>} before
 * @param {Record<string, Unsent>} now
 */
export const keepUnsent = (storageKey, before, now) => sync(`unsent:${storageKey}:`, before, now);

/**
 * The edits made and not yet taken by the server, oldest first.
 * @param {string} storageKey
 * @returns {QueuedEdit[]}
 */
export const waitingEdits = (storageKey) =>
  Object.entries(all(`waiting:${storageKey}:`))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, queued]) => queued);

/** @param {string} storageKey @param {QueuedEdit[]} before @param {QueuedEdit[]} now */
export function keepWaiting(storageKey, before, now) {
  /** @param {QueuedEdit[]} edits */
  const byKey = (edits) => Object.fromEntries(edits.map((i) => [i.key, i]));
  sync(`waiting:${storageKey}:`, byKey(before), byKey(now));
}
