/** What a failed request tells the reader. */

import { Unreachable } from "./api.js";
import { t } from "./strings.js";

/** Leave for the sign-in, which leads back, because the session ended while one worked in it. */
export const signInAgain = () => {
  const back = location.pathname + location.search + location.hash;
  location.assign(`/sign-in?ended&next=${encodeURIComponent(back)}`);
};

/** That there is no network, or that the server does not answer. */
export const unreachable = () => t(navigator.onLine ? "net.unreachable" : "net.offline");

/** Why the server refused, or that it cannot be reached. @param {unknown} error */
export const reasonOf = (error) =>
  error instanceof Unreachable ? unreachable() : /** @type {Error} */ (error).message;
