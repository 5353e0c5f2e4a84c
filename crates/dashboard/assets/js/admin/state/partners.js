import { signal } from "../../../vendor/signals.js";
import { plural } from "../../lib/show.js";
import { Load } from "../../state/load.js";
import { announce, replaceQuery } from "../../state/page.js";
import { partners } from "../api/partners.js";
import { listQuery, NO_FILTERS, readFilters, understood, writeFilters } from "../lib/filters.js";

/** @import { Filters } from "../lib/filters.js" */

/** Rows on a page. */
export const LIMIT = 25;

/** So long after the last key the search is sent. */
const TYPING_MS = 250;

export const filters = signal(NO_FILTERS);
/** What is in the search field. In memory only. */
export const typed = signal("");
/** What was last searched for. */
let sent = "";

export const list = new Load((abort) => partners(listQuery(filters.value, sent, LIMIT), abort));

/** Reads the filters of the address, and the list. */
export function arrive() {
  filters.value = readFilters(location.search);
  void list.start();
}

/** @param {Partial<Filters>} change */
export function filter(change) {
  filters.value = { ...filters.value, page: 1, ...change };
  replaceQuery(writeFilters(filters.value));
  void list.start().then(() => {
    const page = list.data.value?.pagination;
    if (page && !list.busy.value && list.error.value === null) announce(`${plural(page.total, "partner")}.`);
  });
}

let typing = 0;

/** @param {string} text */
export function type(text) {
  typed.value = text;
  clearTimeout(typing);
  typing = setTimeout(() => {
    const asked = understood(text);
    if (asked === null || asked === sent) return;
    sent = asked;
    filter({});
  }, TYPING_MS);
}

/** Clears filters and search; the order stays. */
export function clear() {
  clearTimeout(typing);
  typed.value = "";
  sent = "";
  filter({ ...NO_FILTERS, sort: filters.value.sort });
}
