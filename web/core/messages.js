/** What the server says, in the reader's language: an English template and its values. */

import { language, messages } from "./locale.js";

/**
 * An error's text in the reader's language, in English where it has no translation.
 * @param {{error?: string, message?: {key: string, values: Record<string, unknown>}}} body
 * @returns {string | undefined}
 */
export function messageOf({ error, message }) {
  const template = message && messages[message.key];
  if (!template) return error;
  return template.replace(/\{(\w+)[^}]*\}/g, (_, name) => String(message.values[name] ?? ""));
}

/** A text of the server without values, translated where possible. @param {string} text */
export const translated = (text) => messages[text] ?? text;

/** The language of `translated(text)`. @param {string} text */
export const languageOf = (text) => (Object.hasOwn(messages, text) ? language : "en");
