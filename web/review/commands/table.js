/** Every command of the review page by its name. */

import { ALIGNMENT } from "./alignment.js";
import { JUDGING } from "./judging.js";
import { MOVING } from "./moving.js";
import { TEXT } from "./text.js";

/** @type {Record<string, import("./page.js").Command>} */
export const COMMANDS = { ...MOVING, ...JUDGING, ...TEXT, ...ALIGNMENT };
