/** Where a point of the window is in a text. */

/**
 * The number of UTF-16 units of an element's text before a point; null beside its text.
 * @param {number} x  in CSS pixels, from the left of the window
 * @param {number} y  in CSS pixels, from its top
 * @param {Element} element
 * @returns {number | null}
 */
export function offsetAt(x, y, element) {
  const at = document.caretPositionFromPoint?.(x, y);
  const old = at ? null : document.caretRangeFromPoint?.(x, y);
  const [node, offset] = at ? [at.offsetNode, at.offset] : [old?.startContainer, old?.startOffset];
  if (node?.nodeType !== Node.TEXT_NODE || !element.contains(node)) return null;
  const before = document.createRange();
  before.setStart(element, 0);
  before.setEnd(node, offset ?? 0);
  return before.toString().length;
}
