import { computed, signal } from "../../vendor/signals.js";
import { deliveries, endpoints as readEndpoints } from "../api/webhooks.js";
import { DELIVERY } from "../lib/webhooks.js";
import { Load } from "./load.js";
import { replaceQuery } from "./page.js";

/** @typedef {{ state: string, event: string, endpoint: string }} Filters */

/** Rows on a page. */
const LIMIT = 25;

/** @type {Filters} */
const NONE = { state: "", event: "", endpoint: "" };

export const endpoints = new Load((abort) => readEndpoints(abort));

export const filters = signal(NONE);

/** Where each page up to the one shown begins. */
const cursors = signal(/** @type {(string | null)[]} */ ([null]));

/** From 0. */
export const pageIndex = computed(() => cursors.value.length - 1);

export const list = new Load((abort) => {
  const query = written(filters.value);
  query.set("limit", String(LIMIT));
  const cursor = cursors.value.at(-1) ?? null;
  if (cursor !== null) query.set("cursor", cursor);
  return deliveries(query, abort);
});

/** @param {Filters} set */
export function written(set) {
  return new URLSearchParams(Object.entries(set).filter(([, value]) => value !== ""));
}

/** What `query` asks for; what is no value of a filter is left out. @param {string} query @returns {Filters} */
function read(query) {
  const given = new URLSearchParams(query);
  const [state, event, endpoint] = [given.get("state") ?? "", given.get("event") ?? "", given.get("endpoint") ?? ""];
  return {
    state: Object.hasOwn(DELIVERY, state) ? state : "",
    event: /^[a-z_]+\.[a-z_]+$/.test(event) ? event : "",
    endpoint: /^[0-9a-f-]{36}$/.test(endpoint) ? endpoint : "",
  };
}

/** Reads what there is, as the address asks for it. */
export function arrive() {
  const asked = read(location.search);
  if (JSON.stringify(asked) !== JSON.stringify(filters.value)) {
    filters.value = asked;
    cursors.value = [null];
    list.data.value = null;
  }
  void endpoints.start();
  void list.start();
}

/** @param {Partial<Filters>} change */
export function filter(change) {
  filters.value = { ...filters.value, ...change };
  replaceQuery(written(filters.value));
  cursors.value = [null];
  void list.start();
}

export const clear = () => filter(NONE);

export const isNarrowed = computed(() => Object.values(filters.value).some((value) => value !== ""));

export function older() {
  const cursor = list.data.value?.next_cursor;
  if (!cursor || list.busy.value) return;
  cursors.value = [...cursors.value, cursor];
  void list.start();
}

export function newer() {
  if (cursors.value.length < 2 || list.busy.value) return;
  cursors.value = cursors.value.slice(0, -1);
  void list.start();
}
