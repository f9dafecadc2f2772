/** What the interface says, in the reader's language. */

import { locale } from "./api.js";

const KNOWN = ["en"];
/** @type {Record<string, string | Record<string, string>>} */
let words = {};
export let language = "en";

/** Load the strings of the first of the reader's languages that is known. */
export async function loadStrings() {
  const wanted = navigator.languages.map((l) => l.split("-")[0]);
  language = wanted.find((l) => KNOWN.includes(l)) ?? KNOWN[0];
  words = await locale(language);
  document.documentElement.lang = language;
}

/**
 * The string `key` with its `{holes}` filled. A string with several forms takes the one that the
 * language's grammar asks for `values.n`.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  const found = words[key];
  if (found === undefined) throw new Error(`no string ${key}`);
  const form = typeof found === "string" ? found : pluralForm(found, Number(values.n));
  return form.replace(/\{(\w+)\}/g, (_, name) => shown(values[name]));
}

/** @param {Record<string, string>} forms @param {number} n */
function pluralForm(forms, n) {
  return forms[new Intl.PluralRules(language).select(n)] ?? forms.other;
}

/** @param {string | number | undefined} value */
function shown(value) {
  return typeof value === "number" ? number(value) : (value ?? "");
}

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export function number(value, options) {
  return new Intl.NumberFormat(language, options).format(value);
}

/** A language's name in the reader's. @param {string} code */
export function languageName(code) {
  return new Intl.DisplayNames([language], { type: "language" }).of(code) ?? code;
}

/** @param {string} at  ISO 8601 */
export function time(at) {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}

/** "5 minutes ago". @param {string} at  ISO 8601 */
export function ago(at) {
  const seconds = (Date.parse(at) - Date.now()) / 1000;
  const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  for (const [unit, size] of /** @type {[Intl.RelativeTimeFormatUnit, number][]} */ ([
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
  ]))
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  return t("just-now");
}
