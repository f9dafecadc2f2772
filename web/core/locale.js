/**
 * The language of the interface and its strings: constants, loaded before any page. To change the
 * language, store the choice and reload the page.
 */

import { chosenLanguage } from "./storage.js";

/**
 * The languages of the interface, each by its own name; the first is for readers of none of them.
 */
export const KNOWN = { en: "English", kk: "Қазақша", ru: "Русский" };

/** The language chosen in this browser, else the first of the reader's that is known. */
function preferred() {
  const wanted = [chosenLanguage() ?? "", ...navigator.languages.map((l) => l.split("-")[0])];
  return wanted.find((code) => Object.hasOwn(KNOWN, code)) ?? Object.keys(KNOWN)[0];
}

/** @param {string} name @returns {Promise<any>} */
async function file(name) {
  const response = await fetch(new URL(`../locales/${name}.json`, import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.json();
}

export const language = preferred();

/**
 * The strings of the interface by key, and the translations of the server's messages by English
 * template.
 * @type {[Record<string, string | Record<string, string>>, Record<string, string>]}
 */
export const [strings, messages] = await Promise.all([
  file(language),
  language === "en" ? {} : file(`messages/${language}`),
]);
