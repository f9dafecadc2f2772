/**
 * Kazakh in Latin letters, to be shown and nothing else: the texts stay in Cyrillic.
 *
 * The letters are those of the alphabet that the government of Kazakhstan made public in January
 * 2021. Letters of loan words which it lacks (ё ц ч щ ъ ь э ю я) are written by their sounds; that
 * choice is ours.
 */

/** @type {Record<string, string>} */
const LETTERS = {
  а: "a",
  ә: "ä",
  б: "b",
  в: "v",
  г: "g",
  ғ: "ğ",
  д: "d",
  е: "e",
  ж: "j",
  з: "z",
  и: "i",
  й: "i",
  к: "k",
  қ: "q",
  л: "l",
  м: "m",
  н: "n",
  ң: "ñ",
  о: "o",
  ө: "ö",
  п: "p",
  р: "r",
  с: "s",
  т: "t",
  у: "u",
  ұ: "ū",
  ү: "ü",
  ф: "f",
  х: "h",
  һ: "h",
  ш: "ş",
  ы: "y",
  і: "ı",
  ё: "io",
  ц: "ts",
  ч: "tş",
  щ: "ştş",
  ъ: "",
  ь: "",
  э: "e",
  ю: "iu",
  я: "ia",
};
/**
 * Of a small letter with a dot the capital has one too, and of one without it neither has one.
 * @type {Record<string, string>}
 */
const CAPITALS = { i: "İ", ı: "I" };

const CYRILLIC = /[\u0400-\u052f]/gu;

/** @param {string} text  Latin, in small letters */
const capital = (text) =>
  text ? (CAPITALS[text[0]] ?? text[0].toUpperCase()) + text.slice(1) : "";

/**
 * @param {string} text  in capitals or small letters
 * @param {boolean} all  whether the whole word is in capitals
 */
function capitals(text, all) {
  return all ? [...text].map(capital).join("") : capital(text);
}

/** A text in Latin letters; what is no Kazakh letter stays. @param {string} text */
export function toLatin(text) {
  return text.replace(CYRILLIC, (letter, at) => {
    const small = letter.toLowerCase();
    const latin = LETTERS[small];
    if (latin === undefined) return letter;
    return letter === small
      ? latin
      : capitals(latin, isCapital(text[at + 1]) || isCapital(text[at - 1]));
  });
}

/** @param {string | undefined} letter */
const isCapital = (letter) => letter !== undefined && letter !== letter.toLowerCase();

/**
 * Show what is Kazakh in `element` in Latin letters; what is being written there stays as it is.
 * @param {Element} element
 */
export function showLatin(element) {
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (
    element.querySelectorAll('[lang="kk"]')
  )) {
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (texts.nextNode())
      if (!texts.currentNode.parentElement?.closest("button, textarea"))
        translate(texts.currentNode);
    if (!part.querySelector("textarea")) part.lang = "kk-Latn";
  }
}

/** @param {Node} node */
function translate(node) {
  node.nodeValue = toLatin(node.nodeValue ?? "");
}
