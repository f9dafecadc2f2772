/** What the review page opens in its dialog, by name; it loads them after the first rows. */

import { namedOf, titles } from "../core/naming.js";
import { regionOf } from "../model/realign.js";
import { runOf } from "../model/selection.js";
import { restore } from "../review/commands/text.js";
import { showAnnotate } from "./annotate.js";
import { showBigMap } from "./bigmap.js";
import { showExport } from "./export.js";
import { showRealign } from "./realign.js";
import { showReplace } from "./replace.js";
import { askRestore } from "./restore.js";
import { showPast } from "./row-history.js";
import { askTerm, changeTerm } from "./term.js";

/** @typedef {import("../review/review.js").Review} Review */

/** @type {Record<string, (dialog: HTMLDialogElement, page: Review) => unknown>} */
export const DIALOGS = {
  annotate: showAnnotate,
  history: showPast,
  replace: showReplace,
  "add-term": askTerm,
  "change-term": changeTerm,
  map: (dialog, page) => showBigMap(dialog, page.state, (id) => page.dispatch({ type: "go", id })),
  realign: (dialog, page) => showRealign(dialog, page, regionOf(page.state)),
  "realign-all": (dialog, page) => showRealign(dialog, page, page.state.beads),
  restore: (dialog, page) => askRestore(dialog, runOf(page.state), () => restore(page.commandPage)),
  export: (dialog, page) => {
    const { pair } = page.state;
    if (pair) showExport(dialog, pair.id, titles(namedOf(pair)));
  },
};
