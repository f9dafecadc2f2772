/** What a failed request tells the reader. */

import { Refusal } from "./api.js";
import { t } from "./strings.js";

/** Why the server refused, else that it cannot be reached. @param {unknown} error */
export const reasonOf = (error) => (error instanceof Refusal ? error.message : t("net.offline"));
