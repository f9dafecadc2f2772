/** What a failed request tells the reader. */

import { Refusal } from "./api.js";
import { t } from "./strings.js";

/** Leave for the sign-in, which leads back, because the session ended while one worked in it. */
export const signInAgain = () => {
  const back = location.pathname + location.search + location.hash;
  location.assign(`/sign-in?ended&next=${encodeURIComponent(back)}`);
};

/** Why the server refused, else that it cannot be reached. @param {unknown} error */
export const reasonOf = (error) => (error instanceof Refusal ? error.message : t("net.offline"));
