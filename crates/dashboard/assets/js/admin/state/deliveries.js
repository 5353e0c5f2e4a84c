import { computed, signal } from "../../../vendor/signals.js";
import { replaceQuery } from "../../state/page.js";
import { query } from "../api/client.js";
import { deliveries, endpoints as readEndpoints } from "../api/calls.js";
import { named, NO_FILTERS, ofEndpoints, ofLog, readFilters } from "../lib/deliveries.js";
import { Pages } from "./pages.js";

/** @import { Filters } from "../lib/deliveries.js" */

/** Rows of endpoints and of deliveries on a page. */
const ENDPOINTS = 10;
const DELIVERIES = 25;

export const filters = signal(NO_FILTERS);

export const endpoints = new Pages((cursor, abort) => readEndpoints({ ...ofEndpoints(filters.value), cursor, limit: ENDPOINTS }, abort));

export const log = new Pages((cursor, abort) => deliveries({ ...ofLog(filters.value), cursor, limit: DELIVERIES }, abort));

/** Partners and hosts that were seen, for the choices of the filters. */
const seen = signal({ partners: /** @type {Record<string, string>} */ ({}), hosts: /** @type {Record<string, string>} */ ({}) });

export const names = computed(() => seen.value);

/** Keeps the names of what was read. */
export function learn() {
  const [one, other] = [endpoints.load.data.value?.endpoints ?? [], log.load.data.value?.deliveries ?? []];
  seen.value = {
    partners: named(named(seen.value.partners, one), other),
    hosts: { ...seen.value.hosts, ...Object.fromEntries(one.map(({ id, host }) => [id, host])) },
  };
}

/** Reads what there is, as the address asks for it. */
export function arrive() {
  filters.value = readFilters(location.search);
  void endpoints.first();
  void log.first();
}

/** @param {Partial<Filters>} change */
export function filter(change) {
  filters.value = { ...filters.value, ...change };
  replaceQuery(query(filters.value));
  if ("partner" in change || "status" in change) void endpoints.first();
  void log.first();
}

export const clear = () => filter(NO_FILTERS);

/** Reads both lists again where they stand. */
export function again() {
  void endpoints.load.start();
  void log.load.start();
}
