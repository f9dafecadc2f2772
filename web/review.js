/** The review page: what happens in the window becomes events and commands, a state becomes a page. */

import * as api from "./api.js";
import { commands } from "./commands.js";
import { showExport } from "./export.js";
import { html, put } from "./html.js";
import { LINKING, BINDINGS, SPLITTING, WRITING, commandFor } from "./keys.js";
import { drawMap, positionAt } from "./map.js";
import { Queue } from "./queue.js";
import { Rows } from "./rows.js";
import * as storage from "./storage.js";
import { EVERYTHING, STATUS_FILTERS, activeBead, beadOf, findSegment, initial, isFiltering, reduce, segmentsOf, shownBeads } from "./state.js";
import { t } from "./strings.js";
import * as view from "./view.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Event} StateEvent
 */

/** How often others' edits are asked for, in milliseconds. */
const POLL = 2000;
/** How long a message stays, in milliseconds. */
const MESSAGE = 6000;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {HTMLElement} app @param {string} id @param {{accounts: boolean, reviewer: string}} session */
export async function review(app, id, session) {
  const pair = await api.pair(id);
  const page = new Review(app, session);
  page.open(pair);
}

class Review {
  /** @param {HTMLElement} app @param {{accounts: boolean, reviewer: string}} session */
  constructor(app, session) {
    this.app = app;
    this.session = session;
    this.state = initial;
    this.drawing = false;
    this.shown = initial.beads;
    this.ctx = view.context(initial);
    /** @type {Map<string, number> | null} positions in the pair, where only some beads are shown */
    this.positions = null;
    /** @type {number | null} where the cursor goes when writing starts */
    this.caretWanted = null;
    this.queue = new Queue(() => this.state, (event) => this.dispatch(event));
    this.commands = commands({
      state: () => this.state,
      dispatch: (event) => this.dispatch(event),
      queue: this.queue,
      say: (text) => this.dispatch({ type: "say", text }),
      write: (segment) => this.write(segment, null),
      caret: () => this.field()?.selectionStart ?? 0,
      focusSearch: () => {
        byId("search").focus();
        /** @type {HTMLInputElement} */ (byId("search")).select();
      },
      show: (dialog) => this.show(dialog),
      publish: () => this.publish(),
    });
  }

  /** @param {any} pair */
  open(pair) {
    const unsent = storage.unsentTexts(pair.id);
    const reviewer = this.session.reviewer || storage.reviewerName() || "reviewer-1";
    const at = decodeURIComponent(location.hash.slice(1));
    this.state = reduce(this.state, { type: "loaded", pair, unsent, reviewer, at });
    document.title = `${pair.source.title || pair.id} – baikonur-align`;
    put(this.app, view.frame(this.state, this.session));
    this.rows = new Rows(byId("rows"), (position) => this.rowAt(position), (draw) => this.keepStill(draw));
    this.listen();
    this.readFilter();
    this.draw(initial);
    this.reveal(true);
    this.resume();
    this.poll();
    if (!this.session.accounts && !storage.reviewerName()) this.show("name");
  }

  /** Send what an earlier visit could not. */
  resume() {
    for (const intent of storage.waitingEdits(this.state.pair?.id ?? "")) this.dispatch({ type: "queued", intent });
    this.queue.flush();
  }

  // --- state and drawing ---

  /** @param {StateEvent} event */
  dispatch(event) {
    const before = this.state;
    this.state = reduce(before, event);
    if (this.state === before) return;
    const pair = this.state.pair?.id ?? "";
    storage.keepUnsent(pair, before.unsent, this.state.unsent);
    storage.keepWaiting(pair, before.pending, this.state.pending);
    if (event.type !== "typed") this.draw(before);
  }

  /** @param {number} position */
  rowAt(position) {
    const bead = this.shown[position];
    return view.row(this.ctx, bead, this.shown[position - 1], this.positions?.get(bead.id) ?? position + 1);
  }

  /** @param {State} before */
  draw(before) {
    const { state } = this;
    const cursor = this.cursor();
    this.drawing = true;
    this.keepStill(() => this.drawRows());
    this.drawing = false;
    this.drawEdges(before);
    this.takeFocus(before, cursor);
    if (state.active !== before.active || state.filter !== before.filter) this.reveal(state.filter !== before.filter);
    this.remember();
    this.planMap();
  }

  drawRows() {
    this.shown = shownBeads(this.state);
    this.ctx = view.context(this.state);
    const numbered = this.shown !== this.state.beads;
    this.positions = numbered ? new Map(this.state.beads.map((b, i) => [b.id, i + 1])) : null;
    this.rows?.show(this.shown, this.state.active);
    const field = this.field();
    const wanted = this.written();
    if (field && field.value !== wanted) field.value = wanted;
    if (field instanceof HTMLTextAreaElement) fit(field);
  }

  /** Draw while the row that matters stays where it is in the window. @param {() => void} draw */
  keepStill(draw) {
    const anchor = this.anchor();
    const top = anchor?.getBoundingClientRect().top ?? 0;
    draw();
    if (!anchor?.isConnected) return;
    const moved = anchor.getBoundingClientRect().top - top;
    if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
  }

  /** The active row where it is in the window, else the first row that is. */
  anchor() {
    const active = this.rows?.element(this.state.active);
    if (active && inWindow(active, this.top())) return active;
    return [...document.querySelectorAll(".row")].find((row) => inWindow(row, this.top()));
  }

  /** Where the window's free part begins. */
  top() {
    return document.querySelector(".bar")?.getBoundingClientRect().bottom ?? 0;
  }

  /** @param {State} before */
  drawEdges(before) {
    const { state } = this;
    if (state.beads !== before.beads) put(byId("progress"), view.progressBar(state));
    const net = byId("net");
    net.className = `net ${state.net}`;
    if (net.textContent !== view.netWord(state)) net.textContent = view.netWord(state);
    const nothing = view.nothingShown(state);
    byId("none").hidden = !nothing;
    if (nothing) put(byId("none"), nothing);
    const banner = view.banner(state);
    byId("banner").hidden = !banner;
    if (banner && state.mode !== before.mode) put(byId("banner"), banner);
    if (state.message !== before.message) this.drawMessage();
    if (state.filter !== before.filter) this.writeFilter();
  }

  drawMessage() {
    const { message } = this.state;
    const toast = byId("toast");
    toast.hidden = !message;
    toast.className = `toast ${message?.tone ?? ""}`;
    toast.textContent = message?.text ?? "";
    byId("live").textContent = message?.text ?? "";
    clearTimeout(this.hush);
    if (message?.tone === "info") this.hush = setTimeout(() => this.dispatch({ type: "hush" }), MESSAGE);
  }

  /** The keyboard stays with what it was on: the text being written, else the active row.
   * @param {State} before @param {{start: number, end: number} | null} cursor */
  takeFocus(before, cursor) {
    const { state } = this;
    const field = this.field();
    const opened = state.editing?.segment !== before.editing?.segment || state.mode?.kind !== before.mode?.kind;
    if (field && (opened || cursor)) {
      const at = !opened && cursor ? cursor : this.firstCursor(field);
      field.focus({ preventScroll: true });
      field.setSelectionRange(at.start, at.end);
    } else if (!field && isLoose(document.activeElement) && !document.querySelector("dialog[open]")) {
      this.toRows();
    }
  }

  /** @param {HTMLInputElement | HTMLTextAreaElement} field */
  firstCursor(field) {
    const start = this.caretWanted ?? field.value.length;
    this.caretWanted = null;
    return { start, end: start };
  }

  /** Where the cursor stands in what is being written. */
  cursor() {
    const field = this.field();
    if (!field || document.activeElement !== field) return null;
    return { start: field.selectionStart ?? 0, end: field.selectionEnd ?? 0 };
  }

  /** Where a sentence or a comment is being written.
   * @returns {HTMLInputElement | HTMLTextAreaElement | null} */
  field() {
    return this.app.querySelector(".rows textarea, .rows form.comment input");
  }

  /** What has been written there. */
  written() {
    const { editing, mode } = this.state;
    return editing?.text ?? (mode?.kind === "comment" ? mode.text : "");
  }

  /** Bring the active row into the window, with some air. @param {boolean} [far]  to its middle */
  reveal(far) {
    const row = this.rows?.element(this.state.active);
    if (!row) return;
    const { top, bottom } = row.getBoundingClientRect();
    const [from, to] = [this.top() + 24, innerHeight - 64];
    if (far || bottom < 0 || top > innerHeight) row.scrollIntoView({ block: "center", behavior: "instant" });
    else if (top < from) scrollBy({ top: top - from, behavior: "instant" });
    else if (bottom > to) scrollBy({ top: Math.min(bottom - to, top - from), behavior: "instant" });
  }

  /** The address says where one is, so that a reload comes back to it. */
  remember() {
    clearTimeout(this.remembering);
    this.remembering = setTimeout(() => {
      const bead = activeBead(this.state);
      const { text, status, below } = this.state.filter;
      const query = new URLSearchParams();
      if (text) query.set("q", text);
      if (status) query.set("status", status);
      if (below <= 1) query.set("below", String(below));
      const search = query.size ? `?${query}` : "";
      history.replaceState(null, "", `${location.pathname}${search}${bead ? `#${segmentsOf(bead)[0].id}` : ""}`);
    }, 300);
  }

  readFilter() {
    const query = new URLSearchParams(location.search);
    const status = query.get("status") ?? "";
    const filter = { text: query.get("q") ?? "", status: status in STATUS_FILTERS ? status : "", below: Number(query.get("below") ?? 1.01) || 1.01 };
    if (isFiltering(filter)) this.state = reduce(this.state, { type: "filter", filter });
    this.writeFilter();
  }

  writeFilter() {
    const { text, status, below } = this.state.filter;
    /** @type {[string, string][]} */
    const fields = [["search", text], ["status", status], ["below", String(below)]];
    for (const [id, value] of fields) {
      const field = /** @type {HTMLInputElement} */ (byId(id));
      if (field.value !== value) field.value = value;
    }
  }

  planMap() {
    if (this.mapPlanned) return;
    this.mapPlanned = true;
    requestAnimationFrame(() => {
      this.mapPlanned = false;
      const shown = this.rows?.inWindow(this.top()) ?? { first: 0, last: -1 };
      drawMap(/** @type {HTMLCanvasElement} */ (byId("map")), this.state, this.shown, shown);
    });
  }

  // --- what happens ---

  listen() {
    document.addEventListener("keydown", (event) => this.key(event));
    this.app.addEventListener("click", (event) => this.click(event));
    this.app.addEventListener("mousedown", (event) => this.press(event));
    this.app.addEventListener("input", (event) => this.input(event));
    this.app.addEventListener("focusout", (event) => this.left(event));
    this.app.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("scroll", () => this.planMap(), { passive: true });
    addEventListener("resize", () => this.planMap());
    addEventListener("online", () => this.queue.flush());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.planMap());
    this.listenToMap(/** @type {HTMLCanvasElement} */ (byId("map")));
  }

  /** @param {HTMLCanvasElement} map */
  listenToMap(map) {
    /** @param {PointerEvent} event */
    const goThere = (event) => {
      const bead = this.shown[positionAt(map, event.clientY, this.shown.length)];
      if (bead) this.dispatch({ type: "go", id: bead.id });
    };
    map.addEventListener("pointerdown", (event) => {
      map.setPointerCapture(event.pointerId);
      goThere(event);
    });
    map.addEventListener("pointermove", (event) => event.buttons && goThere(event));
  }

  /** @param {string | undefined} command */
  perform(command) {
    if (command) this.commands.table[command]();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.matches("input, select")) return this.keyInField(event, target);
    if (target.matches("button, a, summary") && [" ", "Enter"].includes(event.key)) return;
    const command = commandFor(event, this.bindings(target));
    if (!command) return;
    event.preventDefault();
    this.perform(command);
  }

  /** @param {HTMLElement} target */
  bindings(target) {
    if (target.matches("textarea")) return WRITING;
    const { mode } = this.state;
    if (mode?.kind === "split") return [...SPLITTING, ...BINDINGS];
    if (mode?.kind === "link") return [...LINKING, ...BINDINGS.filter((b) => b.group === "move" || b.command === "escape")];
    return BINDINGS;
  }

  /** @param {KeyboardEvent} event @param {HTMLElement} field */
  keyInField(event, field) {
    const inSearch = field.id === "search";
    if (event.key === "Escape") {
      event.preventDefault();
      if (inSearch) this.dispatch({ type: "filter", filter: EVERYTHING });
      if (!inSearch && field.closest("form")) this.perform("escape");
      this.toRows();
    } else if (inSearch && ["Enter", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      const first = this.shown.find((b) => b.id !== this.state.active) ?? this.shown[0];
      if (first && !this.matchesActive()) this.dispatch({ type: "go", id: first.id });
      this.toRows();
    }
  }

  /** Whether the active row is there because it matches, not because it is active. */
  matchesActive() {
    const rest = { ...this.state, active: null };
    return shownBeads(rest).some((b) => b.id === this.state.active);
  }

  toRows() {
    this.rows?.element(this.state.active)?.focus({ preventScroll: true });
  }

  /** While a text is written, pressing a button or another row must not first take the text away. @param {MouseEvent} event */
  press(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (this.state.editing && target.closest(".rows") && !target.closest("textarea")) event.preventDefault();
  }

  /** @param {MouseEvent} event */
  click(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const button = target.closest("button");
    for (const menu of this.app.querySelectorAll("details[open]"))
      if (!target.closest("summary") || !menu.contains(target)) menu.removeAttribute("open");
    if (button) this.clickButton(button);
    else this.clickRow(event, target);
  }

  /** @param {HTMLButtonElement} button */
  clickButton(button) {
    const { command, move, gap, side, settle, segment } = button.dataset;
    const { mode } = this.state;
    if (command) this.perform(command);
    else if (move && segment) this.commands.move(findSegment(this.state, segment)?.side ?? "target", move === "up" ? -1 : 1, segment);
    else if (gap && mode?.kind === "split") this.dispatch({ type: "mode", mode: { ...mode, [String(side)]: Number(gap) } });
    else if (settle && segment) this.commands.settle(segment, settle);
  }

  /** @param {MouseEvent} event @param {HTMLElement} target */
  clickRow(event, target) {
    const id = /** @type {HTMLElement | null} */ (target.closest(".row"))?.dataset.bead;
    if (!id || target.closest("textarea, input, label")) return;
    const wasActive = id === this.state.active && !this.state.run;
    if (this.state.editing) this.perform("save");
    if (!wasActive) return this.dispatch({ type: "go", id, extend: event.shiftKey });
    const segment = /** @type {HTMLElement | null} */ (target.closest(".seg"))?.dataset.segment;
    const busy = this.state.mode !== null || !beadOf(this.state, id);
    if (segment && !busy && getSelection()?.isCollapsed !== false) this.write(segment, caretAt(event));
  }

  /** @param {string} segment @param {number | null} caret */
  write(segment, caret) {
    this.caretWanted = caret;
    this.dispatch({ type: "write", segment });
  }

  /** @param {Event} event */
  input(event) {
    const field = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (event.target);
    if (field instanceof HTMLTextAreaElement) {
      this.keepStill(() => fit(field));
      this.dispatch({ type: "typed", text: field.value });
    } else if (field.id === "search") this.dispatch({ type: "filter", filter: { text: field.value } });
    else if (field.id === "status") this.dispatch({ type: "filter", filter: { status: field.value } });
    else if (field.id === "below") this.dispatch({ type: "filter", filter: { below: Number(field.value) } });
    else if (field.closest("form.comment")) this.dispatch({ type: "mode", mode: { kind: "comment", text: field.value } });
  }

  /** Leaving a text saves it; leaving the window doesn't. @param {FocusEvent} event */
  left(event) {
    if (this.drawing || !document.hasFocus() || !(event.target instanceof HTMLTextAreaElement)) return;
    this.perform("save");
  }

  /** @param {SubmitEvent} event */
  submit(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const fields = new FormData(form);
    if (form.dataset.form === "name") this.name(String(fields.get("name")));
    if (form.dataset.form !== "comment") return;
    event.preventDefault();
    this.commands.saveComment(String(fields.get("text")));
  }

  /** @param {string} name */
  name(name) {
    const known = name.trim() || "reviewer-1";
    storage.keepReviewerName(known);
    this.dispatch({ type: "reviewer", name: known });
  }

  /** @param {string} which */
  show(which) {
    const dialog = /** @type {HTMLDialogElement} */ (byId("dialog"));
    const pair = this.state.pair;
    if (which === "help") put(dialog, view.help());
    else if (which === "name") put(dialog, view.askName(this.state.reviewer));
    else if (pair) showExport(dialog, pair.id, pair.source.title);
    dialog.onclose = () => {
      put(dialog, html``);
      this.toRows();
    };
    if (!dialog.open) dialog.showModal();
  }

  async publish() {
    const { pair, reviewer } = this.state;
    await this.queue.flush();
    try {
      const { version } = await api.publish(pair?.id ?? "", reviewer);
      this.dispatch({ type: "say", text: t("published", { version }) });
    } catch (error) {
      this.dispatch({ type: "say", text: error instanceof api.Refusal ? error.message : t("net.offline"), tone: "error" });
    }
  }

  // --- others ---

  async poll() {
    if (document.visibilityState === "visible" && !this.queue.sending) await this.ask();
    setTimeout(() => this.poll(), POLL);
  }

  async ask() {
    const { pair, version, pending, active } = this.state;
    try {
      const news = await api.editsSince(pair?.id ?? "", version);
      if (news.version < version) return location.reload();
      this.dispatch({ type: "edits", ...news });
      if (!pending.length) this.dispatch({ type: "net", net: "saved" });
      const last = news.edits.findLast((/** @type {import("./state.js").Edit} */ e) => e.removed.includes(active ?? ""));
      if (last && last.reviewer !== this.state.reviewer) this.dispatch({ type: "say", text: view.news(last) });
      this.queue.flush();
    } catch (error) {
      if (error instanceof api.Refusal && error.status === 401) return location.reload();
      this.dispatch({ type: "net", net: "offline" });
    }
  }
}

/** @param {Element} row @param {number} top */
function inWindow(row, top) {
  const box = row.getBoundingClientRect();
  return box.bottom > top && box.top < innerHeight;
}

/** Whether the keyboard is on nothing in particular. @param {Element | null} element */
const isLoose = (element) => !element || element === document.body || element.matches(".row") || !element.isConnected;

/** As high as its text. @param {HTMLTextAreaElement} area */
function fit(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}

/** Where in a sentence's text the mouse was pressed. @param {MouseEvent} event @returns {number | null} */
function caretAt(event) {
  const at = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  if (at) return at.offsetNode.nodeType === Node.TEXT_NODE ? at.offset : null;
  const range = document.caretRangeFromPoint?.(event.clientX, event.clientY);
  return range?.startContainer.nodeType === Node.TEXT_NODE ? range.startOffset : null;
}
