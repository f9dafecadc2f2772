/** What the server says, in the reader's language: an English template and its values. */

import { language, messages } from "./locale.js";

/**
 * An error's text in the reader's language, in English where it has no translation.
 * @param {{error?: string, message?: {key: string, values: Record<string, unknown>}}} body
 * @returns {string | undefined}
 */
export function messageOf({ error, message }) {
  const template = message && messages[message.key];
  if (!template) return error && asSentence(error, message?.key ?? error);
  const filled = template.replace(/\{(\w+)[^}]*\}/g, (_, name) =>
    translated(String(message.values[name] ?? "")),
  );
  return withStop(filled);
}

/**
 * An English message as the page writes sentences: the server's begin like Python's, in lower case
 * and without a full stop. One that begins with a value, such as a file's name, keeps its case.
 * @param {string} error
 * @param {string} key
 */
function asSentence(error, key) {
  const first = key.startsWith("{") ? error[0] : error[0].toUpperCase();
  return withStop(first + error.slice(1));
}

/** @param {string} text */
const withStop = (text) => text + (/[.!?…»]$/.test(text) ? "" : ".");

/**
 * A text of the server without values, or a value that is words, translated where possible.
 * @param {string} text
 */
export const translated = (text) => (Object.hasOwn(messages, text) ? messages[text] : text);

/**
 * A text of the server that stands by itself, as a sentence in the reader's language.
 * @param {string} text
 */
export const sentenceOf = (text) =>
  Object.hasOwn(messages, text) ? withStop(messages[text]) : asSentence(text, text);

/** The language of `translated(text)`. @param {string} text */
export const languageOf = (text) => (Object.hasOwn(messages, text) ? language : "en");
