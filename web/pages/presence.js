/** Badges on the first page of who is in which pair. */

import * as api from "../core/api.js";
import { badges } from "../core/badges.js";
import { put } from "../core/html.js";

/** @typedef {import("../review/people.js").Person} Person */

/** How often the first page asks who is where, in milliseconds. */
const WATCH = 2000;

/** On the first page: who is in which pair, kept up to date. @param {HTMLElement} app */
export async function watchPeople(app) {
  if (document.visibilityState === "visible") {
    const { people } = await api.people().catch(() => ({ people: [] }));
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (
      app.querySelectorAll("[data-here]")
    )) {
      const here = people.filter((/** @type {Person} */ p) => p.pair === place.dataset.here);
      const names = here.map((/** @type {Person} */ p) => p.name).join();
      if (place.dataset.names !== names) put(place, badges(here));
      place.dataset.names = names;
    }
  }
  setTimeout(() => watchPeople(app), WATCH);
}
