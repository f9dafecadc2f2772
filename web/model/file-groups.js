/** Which files of several that were dropped belong together. */

/** The ends of names that say a language: `report.kk.docx`, `report_en.docx`. */
const LANGUAGE = /[._-]([a-z]{2,3})$/i;

/** What a name says: a stem, and a language or "". @param {string} name */
export function partsOf(name) {
  const base = name.replace(/\.[^.]*$/, "");
  const found = LANGUAGE.exec(base);
  return { stem: found ? base.slice(0, found.index) : base, lang: found?.[1].toLowerCase() ?? "" };
}

/**
 * Two files whose names differ only in the language are a text and its translation; each other
 * file is a text of its own. In the order of the names.
 * @template {{name: string}} T
 * @param {T[]} files
 * @returns {T[][]}
 */
export function grouped(files) {
  /** @type {Map<string, T[]>} */
  const byStem = new Map();
  for (const file of [...files].sort((a, b) => a.name.localeCompare(b.name))) {
    const { stem, lang } = partsOf(file.name);
    const key = lang ? `${stem}/` : file.name;
    byStem.set(key, [...(byStem.get(key) ?? []), file]);
  }
  return [...byStem.values()].flatMap((group) => {
    const langs = new Set(group.map((file) => partsOf(file.name).lang));
    return group.length === 2 && langs.size === 2 ? [group] : group.map((file) => [file]);
  });
}
