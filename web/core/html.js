/**
 * The only way by which text becomes markup: everything put into the template is escaped, except
 * what the template itself made.
 */

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Markup that was made by `html`. */
export class Markup {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
}

/**
 * @param {unknown} value  an array is joined; null, undefined and false say nothing
 * @returns {string}
 */
function escaped(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(escaped).join("");
  if (value === null || value === undefined || value === false) return "";
  return String(value).replace(/[&<>"']/g, (c) => ESCAPES[/** @type {keyof typeof ESCAPES} */ (c)]);
}

/**
 * @param {TemplateStringsArray} strings
 * @param {...unknown} values
 * @returns {Markup}
 */
export function html(strings, ...values) {
  return new Markup(strings.reduce((out, part, i) => out + escaped(values[i - 1]) + part));
}

/**
 * @param {Element} element
 * @param {Markup} markup
 */
export function put(element, markup) {
  if (!(markup instanceof Markup)) throw new TypeError("only the html template makes markup");
  element.innerHTML = markup.text;
}
