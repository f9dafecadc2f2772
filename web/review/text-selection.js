/** The words that are selected in the text of a sentence, also after its row was drawn again. */

/**
 * @typedef {object} TextSelection
 * @property {Element} text  the element with the text of the sentence
 * @property {string} said  that text
 * @property {string} segment
 * @property {number} start
 * @property {number} end  in UTF-16 units of the text; the start for a cursor
 */

/** What is selected in one sentence. @returns {TextSelection | null} */
export function textSelection() {
  const chosen = getSelection();
  const range = chosen?.rangeCount ? chosen.getRangeAt(0) : null;
  const text = range && elementOf(range.startContainer)?.closest(".row .seg > .text");
  if (!range || !text?.contains(range.endContainer)) return null;
  const { segment = "" } = /** @type {HTMLElement} */ (text.parentElement).dataset;
  const start = textBefore(text, range.startContainer, range.startOffset).length;
  const end = start + range.toString().length;
  return { text, said: text.textContent ?? "", segment, start, end };
}

/**
 * Select the words again if their row was drawn again, or moved, and still says the same.
 * @param {HTMLElement} app
 * @param {TextSelection | null} chosen
 */
export function selectAgain(app, chosen) {
  if (!chosen || isChosen(chosen, textSelection())) return;
  const text = app.querySelector(`.seg[data-segment="${CSS.escape(chosen.segment)}"] > .text`);
  if (text?.textContent !== chosen.said) return;
  const range = rangeOf(text, chosen.start, chosen.end);
  getSelection()?.setBaseAndExtent(
    range.startContainer,
    range.startOffset,
    range.endContainer,
    range.endOffset,
  );
}

/**
 * The range of a stretch of the text of an element.
 * @param {Element} element
 * @param {number} start
 * @param {number} end  in UTF-16 units of its text
 */
export function rangeOf(element, start, end) {
  const range = document.createRange();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let from = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const size = node.nodeValue?.length ?? 0;
    if (start >= from && start <= from + size) range.setStart(node, start - from);
    if (end >= from && end <= from + size) range.setEnd(node, end - from);
    from += size;
  }
  return range;
}

/** @param {TextSelection} one @param {TextSelection | null} other */
const isChosen = (one, other) =>
  one.text === other?.text && one.start === other.start && one.end === other.end;

/** @param {Node} node */
const elementOf = (node) => (node instanceof Element ? node : node.parentElement);

/** The text of an element before a place in it. @param {Element} element @param {Node} node
 * @param {number} offset */
function textBefore(element, node, offset) {
  const range = document.createRange();
  range.setStart(element, 0);
  range.setEnd(node, offset);
  return range.toString();
}
