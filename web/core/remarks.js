/** The import report of a text: what came in, what was left out and why, what was guessed. */

import { html } from "./html.js";
import { languageName, number, t } from "./strings.js";

/** @typedef {{kind: string, what: string, count: number, certainty: number | null}} Remark */
/** @typedef {{blocks: number, sentences: number, words: number, remarks: Remark[]}} Report */

/** What readers say, and the keys of its translations; {value} is a name or a code. */
const PHRASES = {
  "times of cues, as inline codes": "cue-times-kept",
  "times of cues": "cue-times",
  "the language is {value}": "language",
  "inline codes": "codes",
  "a table of two columns, {value}": "table",
  "paragraphs outside of the table of two columns": "outside",
  "a table is read as one text: its text stands in more than two columns": "table-columns",
  "a table is read as one text: only one row has text in both columns": "table-rows",
  "a table is read as one text: there is too little text to tell the languages of its columns":
    "table-letters",
  "a table is read as one text: most of the document stands outside of it": "table-share",
  "a table is read as one text: both columns are in {value}": "table-language",
  "texts to be aligned, whose numbers of lines differ: {value}": "lines-differ",
  "texts to be aligned, with an empty line: {value}": "lines-empty",
  "paragraphs, from wrapped lines": "wrapped",
  "paragraphs, from the lines of pages": "pages",
  "notes of the XML text": "notes",
  "formatting of rich text; save it as .docx to keep it": "rich",
  "footnotes of rich text": "footnotes",
  "the language of column {value}": "column",
  "texts of inline codes only": "code-only",
  "units without any text": "empty",
  "targets that are copies of their source, untranslated": "copies",
  "units without a translation": "untranslated",
  "units that are not to be translated (translate=no)": "not-translatable",
  "obsolete entries": "obsolete",
  "the sheet {value}": "sheet",
  "second translations of a unit, as a property": "second",
  "the encoding is {value}": "encoding",
  "lines that correspond, as in Moses": "moses",
  "control characters": "controls",
  "running heads and page numbers": "heads",
  "comments and form fields": "comments",
  "It has tracked changes: they are read as accepted": "changes",
  "translations that are only proposed": "proposed",
  "units that are no text": "binary",
  "notes of files and groups": "outer-notes",
  "prefixes of names that the file does not declare": "prefixes",
  "entities that are not read": "entities",
  "blocks of code": "code-blocks",
  "blocks of HTML": "html-blocks",
  "paragraphs with markup that is not read": "unread-markup",
  "words of menus, footers, asides, forms and hidden parts": "menus",
  "alternative texts of pictures": "alt-texts",
  "the language for a code that says none: {value}": "no-code",
  comments: "comments-of-document",
  drafts: "drafts",
  formulas: "formulas",
  "It has macros: they are kept as they are and never run": "macros",
};

/** The remarks whose value is the code of a language. */
const OF_LANGUAGES = ["language", "table-language"];

/** @param {string} key @param {string} value */
const valueText = (key, value) => (OF_LANGUAGES.includes(key) ? languageName(value) : value);

/** A reader's words in the language of the interface. @param {string} what */
export function remarkText(what) {
  for (const [phrase, key] of Object.entries(PHRASES)) {
    const [before, after] = phrase.split("{value}");
    if (after === undefined ? what === phrase : what.startsWith(before))
      return t(`remark.${key}`, { value: valueText(key, what.slice(before.length)) });
  }
  return what;
}

/** One remark in a line. @param {Remark} remark */
function line({ kind, what, count, certainty }) {
  const times = count > 1 ? `${number(count)} × ` : "";
  const sure =
    certainty === null
      ? ""
      : t("report.sure", {
          share: number(certainty, { style: "percent", maximumFractionDigits: 0 }),
        });
  return html`<li>${t(`report.${kind}`)}: ${times}${remarkText(what)} ${sure}</li>`;
}

/** What came in, in figures, and below it the remarks. @param {Report} report */
export const reportOf = ({ blocks, sentences, words, remarks }) => html`<p class="quiet">${t(
  "report.blocks",
  { n: blocks },
)} · ${t("report.sentences", { n: sentences })} · ${t("add.words", { n: words })}</p>
  ${remarks.length > 0 && html`<ul class="report quiet">${remarks.map(line)}</ul>`}`;
