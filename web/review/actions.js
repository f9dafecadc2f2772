/**
 * The menu of all that can be done with the active row: each with its key, or why it can't be
 * done.
 */

import { html, put } from "../core/html.js";
import { BINDINGS, keyOf, shortcut } from "../core/keys.js";
import { may } from "../core/roles.js";
import { t } from "../core/strings.js";
import { whyNot } from "../model/availability.js";

/** @typedef {import("../model/state.js").State} State */

const GROUPS = ["judge", "text", "align", "back"];
/** Between the menu and what it hangs from, and the edges of the window, in CSS pixels. */
const AIR = 6;

/** What opens the menu. */
export const actionsButton = () =>
  may("actions") &&
  html`<button type="button" class="act" popovertarget="actions" aria-haspopup="menu"
    aria-keyshortcuts="${shortcut("actions")}">${t("do.actions")}
      <kbd>${keyOf("actions")}</kbd></button>`;

/** The menu's own element, empty until it opens. */
export const actionsMenu = () =>
  html`<div id="actions" class="actions" role="menu" popover
    aria-label="${t("do.actions")}"></div>`;

/** @param {State} state */
const items = (state) =>
  html`${GROUPS.map((group) => {
    const commands = BINDINGS.filter(
      (b) => b.group === group && b.command !== "actions" && may(b.command),
    );
    return (
      commands.length > 0 &&
      html`<div role="group" aria-label="${t(`keys.${group}`)}">
    <h3 aria-hidden="true">${t(`keys.${group}`)}</h3>${entries(
      commands.map((b) => b.command),
      state,
    )}</div>`
    );
  })}`;

/**
 * A reason that a group says already is seen only at the item that has the focus: the menu is to
 * fit its window.
 * @param {string[]} commands
 * @param {State} state
 */
function entries(commands, state) {
  const reasons = commands.map((command) => whyNot(command, state));
  return commands.map((command, i) =>
    item(command, reasons[i], reasons.indexOf(reasons[i]) < i && "said"),
  );
}

/**
 * @param {string} command
 * @param {ReturnType<typeof whyNot>} why
 * @param {false | "said"} said  whether the reason stands above already
 */
function item(command, why, said) {
  return html`<button type="button" role="menuitem" tabindex="-1" data-command="${command}"
    aria-keyshortcuts="${shortcut(command)}"${
      why &&
      html`
      aria-disabled="true"`
    }><span>${t(`do.${command}`)}</span>
    <kbd>${keyOf(command)}</kbd>${why && html`<small class="${said}">${t(why)}</small>`}</button>`;
}

/** @param {Event} event */
const isOpening = (event) => /** @type {ToggleEvent} */ (event).newState === "open";

export class Actions {
  /** @param {HTMLElement} app @param {() => State} state */
  constructor(app, state) {
    this.app = app;
    this.state = state;
    this.menu = /** @type {HTMLElement} */ (app.querySelector("#actions"));
    this.menu.addEventListener("beforetoggle", (event) => isOpening(event) && this.#draw());
    // After a click.
    this.menu.addEventListener("toggle", (event) => isOpening(event) && this.#opened());
    this.menu.addEventListener("keydown", (event) => this.#key(event));
    this.menu.addEventListener("click", (event) => this.#clicked(event));
    addEventListener("resize", () => this.menu.matches(":popover-open") && this.#place());
  }

  /** By its key: at once, so that the next key finds it open. */
  open() {
    this.menu.showPopover();
    this.#opened();
  }

  /** While it is open: what can be done is another once the row's hints are there. */
  refresh() {
    if (!this.menu.matches(":popover-open")) return;
    const at = this.#items().indexOf(/** @type {HTMLElement} */ (document.activeElement));
    this.#fill();
    this.#items()[at]?.focus();
    this.#place();
  }

  #draw() {
    const focused = document.activeElement;
    this.opener = focused?.matches("[popovertarget]") ? focused : null;
    this.#fill();
  }

  #fill() {
    put(this.menu, items(this.state()));
    const first = this.#items()[0];
    if (first) first.tabIndex = 0; // a menu that scrolls is reached by the keyboard
  }

  #opened() {
    if (this.menu.contains(document.activeElement)) return;
    this.#place();
    this.#items()[0]?.focus();
  }

  /** Hang the menu from what opened it, within the window. */
  #place() {
    const { app, menu } = this;
    // A row that is drawn again has a button of its own.
    const opener = this.opener?.isConnected
      ? this.opener
      : (app.querySelector(".row.active [popovertarget]") ??
        app.querySelector(".bar [popovertarget]"));
    const at = opener?.getBoundingClientRect() ?? new DOMRect();
    const { width, height } = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(AIR, Math.min(at.left, innerWidth - width - AIR))}px`;
    menu.style.top = `${Math.max(AIR, Math.min(at.bottom + AIR, innerHeight - height - AIR))}px`;
  }

  #items() {
    return /** @type {HTMLElement[]} */ ([...this.menu.querySelectorAll("[role=menuitem]")]);
  }

  /**
   * Arrows go about in the menu; any other key closes it and means what it means in the page.
   * @param {KeyboardEvent} event
   */
  #key(event) {
    const all = this.#items();
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const group = all[at]?.parentElement;
    /** @type {Record<string, () => HTMLElement | null | undefined>} */
    const goes = {
      ArrowDown: () => all[(at + 1) % all.length],
      ArrowUp: () => all.at(at - 1),
      ArrowRight: () =>
        (group?.nextElementSibling ?? this.menu.firstElementChild)?.querySelector("button"),
      ArrowLeft: () =>
        (group?.previousElementSibling ?? this.menu.lastElementChild)?.querySelector("button"),
      Home: () => all[0],
      End: () => all.at(-1),
    };
    if ([" ", "Enter", "Shift", "Alt", "Control", "Meta"].includes(event.key)) return;
    if (event.key in goes && !event.altKey) goes[event.key]()?.focus();
    else this.menu.hidePopover();
    if (!(event.key in goes) && !["Escape", "Tab"].includes(event.key)) return;
    if (event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** What can't be done stays in the menu, with its reason. @param {MouseEvent} event */
  #clicked(event) {
    const chosen = /** @type {HTMLElement} */ (event.target).closest("button");
    if (chosen && chosen.getAttribute("aria-disabled") !== "true") return this.menu.hidePopover();
    event.stopPropagation();
  }
}
