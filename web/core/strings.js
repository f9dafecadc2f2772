/** What the interface says, in the reader's language. */

import { language, strings } from "./locale.js";

/**
 * Chromium knows next to no Kazakh; figures and dates in figures are written in Kazakh as in
 * Russian.
 * @type {Record<string, string>}
 */
const FIGURES_OF = { kk: "ru" };

/**
 * The string `key` with its `{holes}` filled. A string with several forms takes the one that the
 * language's grammar asks for `values.n`.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  const found = strings[key];
  if (found === undefined) throw new Error(`no string ${key}`);
  const form = typeof found === "string" ? found : pluralForm(found, Number(values.n));
  return form.replace(/\{(\w+)\}/g, (_, name) => shown(values[name]));
}

/** Whether there is such a string. @param {string} key */
export const has = (key) => Object.hasOwn(strings, key);

/** @param {Record<string, string>} forms @param {number} n */
function pluralForm(forms, n) {
  return forms[new Intl.PluralRules(language).select(n)] ?? forms.other;
}

/** "Row 5" or "Rows 5–9". @param {number} from @param {number} to */
export const rowRange = (from, to) =>
  from === to ? t("row", { n: from }) : t("rows.range", { from, to });

/** @param {string | number | undefined} value */
function shown(value) {
  return typeof value === "number" ? number(value) : (value ?? "");
}

/**
 * Making one is slow, and each row asks for the same few.
 * @type {Map<string, Intl.NumberFormat>}
 */
const formats = new Map();

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export function number(value, options) {
  const locale = FIGURES_OF[language] ?? language;
  const key = locale + JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, options);
  formats.set(key, format);
  return format.format(value);
}

/** A share or a confidence, always with two decimals. @param {number} value */
export const hundredths = (value) =>
  number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A language's name in the reader's, else its own. @param {string} code */
export function languageName(code) {
  if (has(`lang.${code}`)) return t(`lang.${code}`);
  const known = new Intl.DisplayNames([language], { type: "language", fallback: "none" }).of(code);
  return known ?? new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
}

/** @param {string} at  ISO 8601 */
export const time = (at) => dated(at, { timeStyle: "short" });

/** A day without its time, wherever the reader is. @param {string} at  YYYY-MM-DD */
export const day = (at) => dated(at, { timeZone: "UTC" });

/** @param {string} at @param {Intl.DateTimeFormatOptions} options */
function dated(at, options) {
  const dateStyle = language in FIGURES_OF ? "short" : "medium";
  return new Intl.DateTimeFormat(FIGURES_OF[language] ?? language, {
    dateStyle,
    ...options,
  }).format(new Date(at));
}

/** "5 minutes ago". @param {string} at  ISO 8601 */
export function ago(at) {
  const seconds = (Date.now() - Date.parse(at)) / 1000;
  for (const [unit, size] of /** @type {[string, number][]} */ ([
    ["days", 86400],
    ["hours", 3600],
    ["minutes", 60],
  ]))
    if (seconds >= size) return t(`ago.${unit}`, { n: Math.round(seconds / size) });
  return t("just-now");
}
