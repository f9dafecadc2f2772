/** Answers that a dialog waits for. */

/**
 * The latest question of each dialog, and what the dialog showed when it asked.
 * @type {WeakMap<HTMLDialogElement, {shown: Element | null}>}
 */
const questions = new WeakMap();

/**
 * The answer to what `dialog` has asked the server. It never comes if the dialog has been closed,
 * shows something else or has asked again: it would appear where nobody asked for it.
 * @template T
 * @param {HTMLDialogElement} dialog
 * @param {Promise<T>} answer
 * @returns {Promise<T>}
 */
export function answerTo(dialog, answer) {
  const question = { shown: dialog.firstElementChild };
  questions.set(dialog, question);
  const wanted = () =>
    dialog.open &&
    questions.get(dialog) === question &&
    dialog.firstElementChild === question.shown;
  return new Promise((resolve, reject) => {
    answer.then(
      (value) => wanted() && resolve(value),
      (error) => wanted() && reject(error),
    );
  });
}
