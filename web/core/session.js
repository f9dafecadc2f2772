/**
 * Who the reader is, a constant of the page. It is asked for when a page is loaded; if the server
 * refuses or cannot be reached, the page that imports this module does not load.
 */

import * as api from "./api.js";

export const session = await api.session();
