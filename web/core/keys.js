/**
 * Which key means which command. A key is named by the character it types; where the keyboard types
 * no Latin letters (a Kazakh or Russian layout), by the letter at its place on a Latin keyboard.
 */

/** @typedef {{keys: string[], command: string, group: string}} Binding */

/** Terms of the glossary by their place in the row. */
const TERM_KEYS = [...Array(9).keys()].map((n) => ({
  command: `term-${n + 1}`,
  keys: [`Alt+${n + 1}`],
}));

/** The first key of each is the one that buttons show. @type {Binding[]} */
export const BINDINGS = [
  { command: "down", keys: ["ArrowDown", "j"], group: "move" },
  { command: "up", keys: ["ArrowUp", "k"], group: "move" },
  { command: "next", keys: ["n"], group: "move" },
  { command: "first", keys: ["Home"], group: "move" },
  { command: "last", keys: ["End"], group: "move" },
  { command: "extend-down", keys: ["Shift+ArrowDown"], group: "move" },
  { command: "extend-up", keys: ["Shift+ArrowUp"], group: "move" },
  { command: "words-next", keys: ["h"], group: "move" },
  { command: "words-previous", keys: ["Shift+H"], group: "move" },
  { command: "concordance", keys: ["Shift+C"], group: "move" },
  { command: "search", keys: ["/"], group: "move" },
  { command: "order", keys: ["u"], group: "move" },
  { command: "map", keys: ["g"], group: "move" },
  { command: "people", keys: ["p"], group: "move" },

  { command: "confirm", keys: ["Space"], group: "judge" },
  { command: "omission", keys: ["o"], group: "judge" },
  { command: "reject", keys: ["x"], group: "judge" },
  { command: "flag", keys: ["f"], group: "judge" },
  { command: "comment", keys: ["c"], group: "judge" },
  { command: "dismiss", keys: ["i"], group: "judge" },
  { command: "undismiss", keys: ["Shift+I"], group: "judge" },
  { command: "reset", keys: ["0"], group: "judge" },
  { command: "agree", keys: ["y"], group: "judge" },
  { command: "disagree", keys: ["Shift+Y"], group: "judge" },
  { command: "decide-confirm", keys: ["v"], group: "judge" },
  { command: "decide-reject", keys: ["Shift+V"], group: "judge" },

  { command: "edit-target", keys: ["e", "Enter"], group: "text" },
  { command: "edit-source", keys: ["Shift+E"], group: "text" },
  { command: "accept", keys: ["d"], group: "text" },
  { command: "restore", keys: ["r"], group: "text" },
  { command: "take-1", keys: ["1"], group: "text" },
  { command: "take-2", keys: ["2"], group: "text" },
  { command: "take-3", keys: ["3"], group: "text" },
  { command: "draft", keys: ["Shift+D"], group: "text" },
  { command: "set-code", keys: ["Alt+f"], group: "text" },
  { command: "place-codes", keys: ["Shift+F"], group: "text" },
  ...TERM_KEYS.map((binding) => ({ ...binding, group: "terms" })),
  { command: "add-term", keys: ["Shift+G"], group: "text" },
  { command: "change-term", keys: ["Alt+g"], group: "text" },
  { command: "join", keys: ["Shift+J"], group: "text" },
  { command: "replace", keys: ["Shift+R", "%"], group: "text" },

  { command: "merge-next", keys: ["m"], group: "align" },
  { command: "merge-previous", keys: ["Shift+M"], group: "align" },
  { command: "split", keys: ["s"], group: "align" },
  { command: "move-target-down", keys: ["Alt+ArrowDown"], group: "align" },
  { command: "move-target-up", keys: ["Alt+ArrowUp"], group: "align" },
  { command: "move-source-down", keys: ["Alt+Shift+ArrowDown"], group: "align" },
  { command: "move-source-up", keys: ["Alt+Shift+ArrowUp"], group: "align" },
  { command: "swap-next", keys: ["t"], group: "align" },
  { command: "swap-previous", keys: ["Shift+T"], group: "align" },
  { command: "link", keys: ["l"], group: "align" },
  { command: "unlink", keys: ["Shift+L"], group: "align" },
  { command: "realign", keys: ["q"], group: "align" },
  { command: "realign-all", keys: ["Shift+Q"], group: "align" },

  { command: "undo", keys: ["z", "Ctrl+z"], group: "back" },
  { command: "redo", keys: ["Shift+Z", "Ctrl+Shift+Z", "Ctrl+y"], group: "back" },
  { command: "escape", keys: ["Escape"], group: "back" },
  { command: "history", keys: ["b"], group: "back" },
  { command: "annotate", keys: ["Shift+N"], group: "back" },
  { command: "actions", keys: ["a"], group: "back" },
  { command: "assign", keys: ["Shift+A"], group: "back" },
  { command: "more", keys: ["."], group: "back" },
  { command: "display", keys: ["w"], group: "back" },
  { command: "help", keys: ["?"], group: "back" },
];

/** While a sentence is being written. @type {Binding[]} */
export const WRITING = [
  { command: "save", keys: ["Enter"], group: "writing" },
  { command: "save-confirm", keys: ["Ctrl+Enter"], group: "writing" },
  { command: "cut", keys: ["Shift+Enter"], group: "writing" },
  { command: "set-code", keys: ["Alt+f"], group: "writing" },
  ...TERM_KEYS.map((binding) => ({ ...binding, group: "terms" })),
  { command: "leave", keys: ["Escape"], group: "writing" },
];

/** While the place of a split is being chosen. @type {Binding[]} */
export const SPLITTING = [
  { command: "cut-target-down", keys: ["ArrowDown"], group: "splitting" },
  { command: "cut-target-up", keys: ["ArrowUp"], group: "splitting" },
  { command: "cut-source-down", keys: ["Shift+ArrowDown"], group: "splitting" },
  { command: "cut-source-up", keys: ["Shift+ArrowUp"], group: "splitting" },
  { command: "split-here", keys: ["Enter", "s"], group: "splitting" },
];

/**
 * While a text of the active row is not in the corpus: left behind, or overtaken by someone.
 * @type {Binding[]}
 */
export const CLASHING = [
  { command: "settle-mine", keys: ["1"], group: "clashing" },
  { command: "settle-theirs", keys: ["2"], group: "clashing" },
  { command: "settle-edit", keys: ["3"], group: "clashing" },
];

/** While the other end of a link is being chosen. @type {Binding[]} */
export const LINKING = [{ command: "link-here", keys: ["Enter", "l"], group: "linking" }];

/** @param {string} code  as `KeyboardEvent.code` */
function latin(code) {
  if (code.startsWith("Key")) return code.slice(3).toLowerCase();
  if (code.startsWith("Digit")) return code.slice(5);
  return code === "Slash" ? "/" : "";
}

/**
 * The names that a key press may go by, the likeliest first.
 * @param {{key: string, code: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean,
 *   shiftKey: boolean}} event
 */
export function namesOf(event) {
  const ctrl = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  const alt = event.altKey ? "Alt+" : "";
  const typed = event.key === " " ? "Space" : event.key;
  const byPlace = latin(event.code);
  const names = [];
  for (const key of [typed, byPlace]) {
    if (!key) continue;
    const letter = /^[a-z]$/i.test(key);
    const symbol = key.length === 1 && !letter;
    const name = letter ? (event.shiftKey ? key.toUpperCase() : key.toLowerCase()) : key;
    const shift = event.shiftKey && (letter || !symbol) ? "Shift+" : "";
    names.push(`${ctrl}${alt}${shift}${name}`);
  }
  return byPlace === "/" && event.shiftKey ? [...names.filter((n) => n !== "/"), "?"] : names;
}

/**
 * @param {Parameters<typeof namesOf>[0]} event
 * @param {Binding[]} bindings
 * @returns {string | undefined}
 */
export function commandFor(event, bindings) {
  for (const name of namesOf(event)) {
    const found = bindings.find((b) => b.keys.includes(name));
    if (found) return found.command;
  }
  return undefined;
}

/** @type {Record<string, string>} */
const FACES = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc", Shift: "⇧" };

/** A key as a person reads it: `⇧E`, `Alt+↓`. @param {string} key */
export const face = (key) =>
  key
    .split("+")
    .map((part) => FACES[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join("+")
    .replace("⇧+", "⇧");

/** The face of a command's first key. @param {string} command */
export function keyOf(command) {
  const all = [...BINDINGS, ...WRITING, ...SPLITTING, ...LINKING, ...CLASHING];
  const binding = all.find((b) => b.command === command);
  return binding ? face(binding.keys[0]) : "";
}

/** A first key as `aria-keyshortcuts` says it. @param {string} command */
export function shortcut(command) {
  const key = BINDINGS.find((b) => b.command === command)?.keys[0] ?? "";
  return key.replace("Ctrl", "Control");
}
