/** A button of the review page: what it does and its key. */

import { html } from "./html.js";
import { keyOf, shortcut } from "./keys.js";
import { may } from "./roles.js";
import { t } from "./strings.js";

/**
 * A button that shows its key, where the command is allowed.
 * @param {string} command
 * @param {{label?: string, tone?: string}} [how]
 */
export function button(command, { label, tone = "" } = {}) {
  return (
    may(command) &&
    html`<button type="button" class="act ${tone}" data-command="${command}"
    aria-keyshortcuts="${shortcut(command)}">${label ?? t(`do.${command}`)}
    <kbd>${keyOf(command)}</kbd></button>`
  );
}
