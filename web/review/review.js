/** The review page: its state, and what it asks of the server. */

import * as api from "../core/api.js";
import { reasonOf, signInAgain } from "../core/errors.js";
import { html, put } from "../core/html.js";
import { namedOf, titles } from "../core/naming.js";
import { may } from "../core/roles.js";
import * as storage from "../core/storage.js";
import { t } from "../core/strings.js";
import { showAnnotate } from "../dialogs/annotate.js";
import { Assigning } from "../dialogs/assign.js";
import { showBigMap } from "../dialogs/bigmap.js";
import { Display } from "../dialogs/display.js";
import { showExport } from "../dialogs/export.js";
import { showRealign } from "../dialogs/realign.js";
import { showReplace } from "../dialogs/replace.js";
import { askRestore } from "../dialogs/restore.js";
import { showPast } from "../dialogs/row-history.js";
import { askTerm, changeTerm } from "../dialogs/term.js";
import { needsAll, whyNot } from "../model/availability.js";
import { segmentsOf } from "../model/bead.js";
import { activeBead, beadWith, rowNumber } from "../model/lookup.js";
import { isBlind } from "../model/opinions.js";
import { regionOf } from "../model/realign.js";
import { runOf } from "../model/selection.js";
import { busyBeads, initial, reduce } from "../model/state.js";
import { notMine } from "../model/tasks.js";
import { Actions } from "./actions.js";
import { saveForm } from "./commands/judging.js";
import { COMMANDS } from "./commands/table.js";
import { restore } from "./commands/text.js";

import { byId, Drawing } from "./drawing.js";
import * as view from "./frame.js";
import { WordHighlight } from "./highlight.js";
import { Hints } from "./hints.js";
import { Input } from "./input.js";
import { address, firstPart, opened, sentence, whole } from "./load.js";
import { openPeople } from "./people.js";
import { Queue, random } from "./queue.js";

/**
 * @typedef {import("../model/state.js").State} State
 * @typedef {import("../model/state.js").Edit} Edit
 * @typedef {import("../core/api.js").Session} Session
 */

/**
 * How often others' edits are asked for, in milliseconds: they are to appear within two seconds.
 */
const POLL = 1500;
/** How long a message stays, in milliseconds: what went wrong longer than what went well. */
const MESSAGE = { info: 5000, error: 15_000 };
/**
 * How long one must stay on a row before the address names it, in milliseconds: browsers ration
 * such changes.
 */
const SETTLED = 300;
/** Every so many times that others' edits are asked for, what was assigned is asked for too. */
const TASKS_EACH = 20;
/** What this window goes by, as long as it stays open. */
const WINDOW = random();
/** An empty pair has no bead that one could be on. */
const NOWHERE = { source: [], target: [] };

/** @param {HTMLElement} app @param {Session} session @param {string} id */
export async function review(app, session, id) {
  const [pair, { tasks }] = await Promise.all([firstPart(id), api.tasks(id)]);
  await new Review(app, pair, tasks, session).start();
}

export class Review {
  /**
   * @param {HTMLElement} app
   * @param {import("../model/state.js").Loaded} pair
   * @param {State["tasks"]} tasks
   * @param {Session} session
   */
  constructor(app, pair, tasks, session) {
    this.app = app;
    this.session = session;
    this.asked = 0;
    /** Whether an input method is composing a letter. */
    this.composing = false;
    this.storageKey = storage.storageKey(session.reviewer, pair.id);
    this.state = opened(pair, tasks, session, this.storageKey);
    /** What was asked for before all of the pair was there, and needs it. */
    this.postponed = "";
    this.drawing = new Drawing(app, this.state, session);
    this.display = new Display(this.drawing);
    /** @param {import("../model/state.js").Event} event */
    this.dispatch = (event) => this.#dispatch(event);
    this.assigning = new Assigning({
      state: () => this.state,
      dispatch: this.dispatch,
      dialog: this.#dialog(),
    });
    this.#dialog().addEventListener("click", (event) => {
      if (/** @type {Element} */ (event.target).closest("[data-close]")) this.#dialog().close();
    });
    this.actions = new Actions(app, () => this.state);
    this.queue = new Queue(() => this.state, this.dispatch);
    this.hints = new Hints(() => this.state, this.dispatch);
    this.highlight = new WordHighlight(app, () => this.state);
    /** @type {import("./commands/page.js").Page} */
    this.commandPage = {
      state: () => this.state,
      dispatch: this.dispatch,
      queue: this.queue,
      say: (text) => this.dispatch({ type: "say", text }),
      write: (segment) => this.write(segment, null),
      caret: () => this.drawing.field()?.selectionStart ?? 0,
      fill: (text) => this.drawing.fill(text),
      insert: (text) => this.drawing.insert(text),
      selected: () => this.drawing.selected(),
      highlight: (by) => this.highlight.step(by),
      focusSearch: () => {
        byId("search").focus();
        /** @type {HTMLInputElement} */ (byId("search")).select();
      },
      show: (dialog) => this.show(dialog),
      more: () => {
        this.drawing.keepStill(() => this.display.change({ more: !this.display.chosen.more }));
        if (!this.drawing.field()) this.drawing.toRows(); // the next key is for the row
      },
      actions: () => this.actions.open(),
      publish: () => this.publish(),
      askUndoable: () => void this.askUndoable(),
      people: () =>
        openPeople(byId("people")) || this.dispatch({ type: "say", text: t("people.none") }),
    };
  }

  async start() {
    const { pair } = this.state;
    if (pair) document.title = `${titles(namedOf(pair))} – baikonur-align`;
    this.drawing.draw(this.state, initial);
    this.drawing.reveal(true);
    new Input(this);
    addEventListener("online", () => this.queue.flush());
    addEventListener("hashchange", () => this.goTo(sentence()));
    for (const queued of storage.waitingEdits(this.storageKey))
      this.dispatch({ type: "queued", queued });
    this.queue.flush();
    if (pair?.glossary_problem)
      this.dispatch({ type: "say", text: pair.glossary_problem, tone: "error" });
    this.hints.follow();
    this.askUndoable();
    if (!this.session.accounts && !storage.reviewerName()) this.show("name");
    if (this.state.part) await this.#complete();
    this.#poll();
  }

  /** Fetch the rest of a pair of which the first rows are shown. */
  async #complete() {
    const pair = await whole(this.state.pair?.id ?? "", () =>
      this.dispatch({ type: "net", net: "offline" }),
    );
    while (this.composing) await new Promise((done) => setTimeout(done, SETTLED));
    this.dispatch({ type: "completed", pair, unsent: storage.unsentTexts(this.storageKey) });
    this.queue.flush();
    if (this.postponed) this.perform(this.postponed);
  }

  /** @param {import("../model/state.js").Event} event */
  #dispatch(event) {
    const leaves = event.type === "go" ? event.id !== this.state.active : event.type === "step";
    if (leaves) saveForm(this.commandPage);
    const before = this.state;
    this.state = reduce(before, event);
    if (this.state === before) return;
    storage.keepUnsent(this.storageKey, before.unsent, this.state.unsent);
    storage.keepWaiting(this.storageKey, before.pending, this.state.pending);
    if (event.type === "typed") return;
    this.drawing.draw(this.state, before);
    if (event.type === "hints") this.actions.refresh();
    this.highlight.terms();
    if (event.type === "queued") this.#warn(event.queued.beads);
    if (event.type === "queued") this.#expectUndoable(event.queued.verb);
    if (this.state.message !== before.message) this.#hushLater();
    if (this.state.active !== before.active) this.#tellPlace();
    this.hints.follow();
    this.#remember();
  }

  /** Nobody is kept from a row that is another's; but they should know. @param {string[]} beads */
  #warn(beads) {
    const names = notMine(this.state, beads);
    if (names)
      this.dispatch({
        type: "say",
        text: t(names.length ? "task.others" : "task.not-mine", {
          n: rowNumber(this.state, beads[0]),
          by: names.join(", "),
        }),
      });
  }

  /** @param {string} command */
  perform(command) {
    if (this.state.part && needsAll(command)) return this.#performLater(command);
    const busy = busyBeads(this.state).has(this.state.active ?? "");
    const why = !may(command) ? "role.refused" : busy ? "" : whyNot(command, this.state);
    if (why) this.dispatch({ type: "say", text: t(why) });
    else COMMANDS[command](this.commandPage);
  }

  /** @param {string} command */
  #performLater(command) {
    this.postponed = command;
    this.dispatch({ type: "say", text: t("part.wait") });
  }

  /** @param {string} segment */
  goTo(segment) {
    const bead = beadWith(this.state, segment);
    if (bead) this.dispatch({ type: "go", id: bead.id });
    this.drawing.toRows();
  }

  /** @param {string} segment @param {number | null} caret */
  write(segment, caret) {
    if (!may("edit-target")) return;
    this.drawing.caretWanted = caret;
    this.dispatch({ type: "write", segment });
  }

  #hushLater() {
    clearTimeout(this.hush);
    const { message } = this.state;
    if (message)
      this.hush = setTimeout(() => this.dispatch({ type: "hush" }), MESSAGE[message.tone]);
  }

  /** The address says where one is and what is shown, for a reload and for others. */
  #remember() {
    clearTimeout(this.remembering);
    const to = address(this.state);
    const keep = () => history.replaceState(null, "", to);
    const sameFilter = to.split("#")[0] === location.pathname + location.search;
    if (sameFilter) this.remembering = setTimeout(keep, SETTLED);
    else keep(); // a filter is chosen less often than a row
  }

  /** @param {string} name */
  name(name) {
    const known = name.trim() || "reviewer-1";
    storage.keepReviewerName(known);
    this.dispatch({ type: "reviewer", name: known });
    this.askUndoable();
  }

  #dialog() {
    return /** @type {HTMLDialogElement} */ (byId("dialog"));
  }

  /** @param {string} which */
  show(which) {
    const dialog = this.#dialog();
    const { pair, reviewer } = this.state;
    if (which === "help") put(dialog, view.help());
    else if (which === "map")
      showBigMap(dialog, this.state, (id) => this.dispatch({ type: "go", id }));
    else if (which === "display")
      this.display.show(dialog, [pair?.source.lang, pair?.target.lang].includes("kk"));
    else if (which === "name") put(dialog, view.askName(reviewer));
    else if (which === "assign") this.assigning.open();
    else if (which === "annotate") showAnnotate(dialog, this);
    else if (which === "history") showPast(dialog, this);
    else if (which === "add-term") askTerm(dialog, this);
    else if (which === "change-term") changeTerm(dialog, this);
    else if (which === "replace") showReplace(dialog, this);
    else if (which === "realign") showRealign(dialog, this, regionOf(this.state));
    else if (which === "realign-all") showRealign(dialog, this, this.state.beads);
    else if (which === "restore")
      askRestore(dialog, runOf(this.state), () => restore(this.commandPage));
    else if (pair) showExport(dialog, pair.id, titles(namedOf(pair)));
    dialog.classList.toggle("wide", which === "map");
    dialog.onclose = () => {
      if (dialog.open) return; // one that was closed a moment ago; this one came before it was told
      put(dialog, html``);
      this.drawing.toRows();
    };
    if (!dialog.open) dialog.showModal();
    if (which === "name") /** @type {HTMLInputElement} */ (dialog.querySelector("input")).select();
  }

  /**
   * Allow what a queued edit makes possible before the server says so: keys follow each other
   * fast.
   * @param {string} verb
   */
  #expectUndoable(verb) {
    const { undo, redo } = this.state.undoable;
    const undoable =
      verb === "undo" ? { undo, redo: true } : { undo: true, redo: verb === "redo" && redo };
    this.dispatch({ type: "undoable", undoable });
  }

  /** Ask the server whether there is an edit to undo or redo. */
  async askUndoable() {
    const { pair, reviewer } = this.state;
    if (!may("undo")) return;
    const undoable = await api.undoable(pair?.id ?? "", reviewer).catch(() => null);
    if (undoable && !this.state.pending.length) this.dispatch({ type: "undoable", undoable });
  }

  async publish() {
    const { pair, reviewer } = this.state;
    await this.queue.flush();
    try {
      const { version } = await api.publish(pair?.id ?? "", reviewer);
      this.dispatch({ type: "say", text: t("published", { version }) });
    } catch (error) {
      const text = reasonOf(error);
      this.dispatch({ type: "say", text, tone: "error" });
    }
  }

  // --- others ---

  async #poll() {
    // Redrawing would break a letter that is being composed.
    const busy = this.queue.sending || this.composing;
    if (document.visibilityState === "visible" && !busy) await this.#ask();
    setTimeout(() => this.#poll(), POLL);
  }

  /** Others see where one is as soon as one has settled there. */
  #tellPlace() {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.queue.sending || this.composing || this.#ask(), SETTLED);
  }

  /** What have others done? And if the server answers, what waits can be sent. */
  async #ask() {
    const { pair, part, version, active, reviewer } = this.state;
    if (part) return;
    const [at] = segmentsOf(activeBead(this.state) ?? NOWHERE);
    try {
      const news = await api.here(pair?.id ?? "", {
        window: WINDOW,
        segment: at?.id ?? "",
        since: version,
        reviewer,
      });
      if (news.version < version) return location.reload(); // the server has begun anew
      this.dispatch({ type: "edits", ...news });
      this.dispatch({ type: "people", people: news.people });
      this.#tell(news.edits, active);
      if (++this.asked % TASKS_EACH === 0) this.assigning.refresh();
      this.queue.flush();
    } catch (error) {
      if (error instanceof api.Refusal && error.status === 401) return signInAgain();
      this.dispatch({ type: "net", net: "offline" });
    }
  }

  /**
   * Say what another did to the row one is on.
   * @param {Edit[]} edits
   * @param {string | null} active
   */
  #tell(edits, active) {
    const last = edits.findLast((e) => e.removed.includes(active ?? ""));
    const here = activeBead(this.state);
    if (here && isBlind(this.state, here)) return; // it would say the first opinion
    if (last && last.reviewer !== this.state.reviewer)
      this.dispatch({
        type: "say",
        text: view.news(last, rowNumber(this.state, this.state.active ?? "")),
      });
  }
}
