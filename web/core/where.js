/** Choosing texts by their metadata: one select with the values that there are. */

import { html } from "./html.js";
import { t } from "./strings.js";

/** @typedef {{metadata: [string, string][]}} Described */

/** Keys that a reader chooses by; free keys would make the list too long. */
const KEYS = ["project", "genre", "author", "translator", "publisher", "date", "licence"];

/** Whether a pair has the metadata; any for "". @param {Described} pair @param {string} where */
export const fits = (pair, where) =>
  !where || (pair.metadata ?? []).some(([key, value]) => `${key}=${value}` === where);

/**
 * The choice, nothing where no text is described.
 * @param {Described[]} pairs
 * @param {string} chosen
 */
export function whereSelect(pairs, chosen) {
  const groups = KEYS.map((key) => {
    const values = pairs.flatMap((pair) => pair.metadata ?? []).filter(([k]) => k === key);
    return { key, values: [...new Set(values.map(([, value]) => value))].sort() };
  }).filter(({ values }) => values.length);
  if (!groups.length) return html``;
  /** @param {string} value @param {string} label */
  const option = (value, label) =>
    html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>`;
  return html`<label>${t("texts.choose")} <select
    name="where">${option("", t("texts.all"))}${groups.map(
      ({ key, values }) =>
        html`<optgroup label="${t(`metadata.${key}`)}">${values.map((value) =>
          option(`${key}=${value}`, value),
        )}</optgroup>`,
    )}</select></label>`;
}
