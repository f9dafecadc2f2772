/**
 * A long list of which only the rows near the window are in the page: chunks of rows, those far
 * away being empty boxes of about the right height.
 */

import { put } from "../core/html.js";

/** @typedef {import("../model/state.js").Bead} Bead */
/** @typedef {import("./row.js").Row} Row */

const CHUNK = 30;
/** How far outside the window rows are kept, in CSS pixels. */
const NEAR = 1200;
/** The height of a row before any was measured, in CSS pixels. */
const GUESS = 64;

export class Rows {
  /**
   * @param {HTMLElement} list
   * @param {(position: number) => Row} rowAt  what the row at a position (from 0) looks like
   * @param {(draw: () => void) => void} keepStill  draws without moving what one looks at
   */
  constructor(list, rowAt, keepStill) {
    this.list = list;
    this.rowAt = rowAt;
    this.keepStill = keepStill;
    /** @type {Bead[]} */
    this.beads = [];
    this.at = -1;
    /** @type {HTMLElement[]} */
    this.chunks = [];
    /** @type {Set<HTMLElement>} */
    this.near = new Set();
    /** @type {Map<string, {element: HTMLElement, row: Row}>} */
    this.drawn = new Map();
    this.rowHeight = GUESS;
    /** What is done to a row once it is drawn. @type {(element: HTMLElement) => void} */
    this.finish = () => {};
    this.watcher = new IntersectionObserver((seen) => this.#seen(seen), {
      rootMargin: `${NEAR}px 0px`,
    });
  }

  /**
   * Show `beads`, of which the one called `active` is always in the page.
   * @param {Bead[]} beads
   * @param {string | null} active
   */
  show(beads, active) {
    this.beads = beads;
    this.at = beads.findIndex((b) => b.id === active);
    this.#count(Math.ceil(beads.length / CHUNK));
    this.#draw();
  }

  /** Draw every row again, whatever it looks like. */
  forget() {
    this.drawn = new Map();
  }

  /** The row of a bead, if it is in the page. @param {string | null} id */
  element(id) {
    return this.drawn.get(id ?? "")?.element;
  }

  /**
   * The positions of the first and last rows that the window shows, from 0.
   * @param {number} top  of the window's free part
   */
  inWindow(top) {
    let [first, last] = [this.beads.length, -1];
    for (const chunk of this.near) {
      const box = chunk.getBoundingClientRect();
      if (box.bottom <= top || box.top >= innerHeight || !chunk.firstChild) continue;
      for (const row of chunk.children) {
        const { top: from, bottom: to } = row.getBoundingClientRect();
        if (to <= top || from >= innerHeight) continue;
        const position = Number(row.getAttribute("aria-posinset")) - 1;
        first = Math.min(first, position);
        last = Math.max(last, position);
      }
    }
    return { first, last };
  }

  /** @param {number} wanted */
  #count(wanted) {
    while (this.chunks.length > wanted) {
      const chunk = /** @type {HTMLElement} */ (this.chunks.pop());
      this.watcher.unobserve(chunk);
      this.near.delete(chunk);
      chunk.remove();
    }
    const fresh = document.createDocumentFragment();
    while (this.chunks.length < wanted) {
      const chunk = document.createElement("div");
      chunk.className = "chunk";
      chunk.setAttribute("role", "presentation");
      chunk.style.height = `${this.rowHeight * CHUNK}px`;
      if (this.chunks.length < 2) this.near.add(chunk);
      this.chunks.push(chunk);
      this.watcher.observe(chunk);
      fresh.append(chunk);
    }
    this.list.append(fresh);
  }

  /** @param {IntersectionObserverEntry[]} seen */
  #seen(seen) {
    for (const { target, isIntersecting } of seen) {
      const chunk = /** @type {HTMLElement} */ (target);
      if (isIntersecting) this.near.add(chunk);
      else this.near.delete(chunk);
    }
    this.keepStill(() => this.#draw());
  }

  #draw() {
    const kept = new Map();
    const activeChunk = this.at < 0 ? -1 : Math.floor(this.at / CHUNK);
    for (const [i, chunk] of this.chunks.entries()) {
      if (this.near.has(chunk) || i === activeChunk) this.#fill(chunk, i, kept);
      else if (chunk.firstChild) this.#empty(chunk);
    }
    this.drawn = kept;
  }

  /**
   * @param {HTMLElement} chunk
   * @param {number} index
   * @param {Map<string, {element: HTMLElement, row: Row}>} kept
   */
  #fill(chunk, index, kept) {
    const from = index * CHUNK;
    const to = Math.min(this.beads.length, from + CHUNK);
    /** @type {Element | null} */
    let here = chunk.firstElementChild;
    for (let position = from; position < to; position++) {
      const element = this.#rowElement(position, kept);
      if (element === here) here = here.nextElementSibling;
      else chunk.insertBefore(element, here);
    }
    while (here) {
      const next = here.nextElementSibling;
      here.remove();
      here = next;
    }
    chunk.style.height = "";
  }

  /** @param {number} position @param {Map<string, {element: HTMLElement, row: Row}>} kept */
  #rowElement(position, kept) {
    const row = this.rowAt(position);
    const old = this.drawn.get(row.key);
    const element = old?.element ?? document.createElement("div");
    const redrawn = old?.row.markup.text !== row.markup.text;
    if (redrawn) put(element, row.markup);
    if (redrawn) this.finish(element);
    if (redrawn || old?.row.people.text !== row.people.text) pin(element, row.people);
    if (old?.row.className !== row.className) element.className = row.className;
    if (!old) element.setAttribute("role", "listitem");
    element.dataset.bead = row.key;
    element.tabIndex = row.current ? 0 : -1;
    element.setAttribute("aria-label", row.label);
    element.setAttribute("aria-posinset", String(position + 1));
    element.setAttribute("aria-setsize", String(this.beads.length));
    if (row.current) element.setAttribute("aria-current", "true");
    else element.removeAttribute("aria-current");
    kept.set(row.key, { element, row });
    return element;
  }

  /** @param {HTMLElement} chunk */
  #empty(chunk) {
    const height = chunk.offsetHeight;
    if (chunk.children.length === CHUNK) this.rowHeight = height / CHUNK;
    chunk.style.height = `${height}px`;
    chunk.replaceChildren();
  }
}

/**
 * Put people's marks beside a row whose own markup, and with it a text being written, stays as it
 * is.
 * @param {HTMLElement} row
 * @param {Row["people"]} people
 */
function pin(row, people) {
  row.querySelector(":scope > .present")?.remove();
  if (!people.text) return;
  const mark = document.createElement("div");
  mark.className = "present";
  put(mark, people);
  row.append(mark);
}
