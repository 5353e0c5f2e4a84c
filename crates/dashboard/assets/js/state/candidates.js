import { batch, computed, signal } from "../../vendor/signals.js";
import { batches as readBatches, candidates } from "../api/candidates.js";
import { INVITES, PAID } from "../lib/candidates.js";
import { plural } from "../lib/show.js";
import { Load } from "./load.js";
import { announce, replaceQuery } from "./page.js";

/** @import { Candidate } from "../api/candidates.js" */

/**
 * What narrows the list. The search is not among it: it is personal data and must never be in
 * the address of a page.
 * @typedef {{ batch_id: string, invite_status: string, is_paid_for: string }} Filters
 */

/** Rows on a page. */
const LIMIT = 20;

/** So long after the last key the search is sent. */
const TYPING_MS = 300;

/** @type {Filters} */
const NONE = { batch_id: "", invite_status: "", is_paid_for: "" };

export const filters = signal(NONE);

/** What is in the search field. In memory only. */
export const typed = signal("");

/** What was last searched for. */
let sent = "";

/** Where each page up to the one shown begins. */
const cursors = signal(/** @type {(string | null)[]} */ ([null]));

/** From 0. */
export const pageIndex = computed(() => cursors.value.length - 1);

export const batches = new Load(readBatches);

export const list = new Load((abort) => {
  const query = written(filters.value);
  if (sent !== "") query.set("search", sent);
  query.set("limit", String(LIMIT));
  const cursor = cursors.value.at(-1) ?? null;
  if (cursor !== null) query.set("cursor", cursor);
  return candidates(query, abort);
});

/** @param {Filters} set */
function written(set) {
  return new URLSearchParams(Object.entries(set).filter(([, value]) => value !== ""));
}

/** What `query` asks for; what is no value of a filter is left out. @param {string} query @returns {Filters} */
function read(query) {
  const given = new URLSearchParams(query);
  const [id, invite, paid] = [given.get("batch_id") ?? "", given.get("invite_status") ?? "", given.get("is_paid_for") ?? ""];
  return {
    batch_id: /^[0-9a-f-]{36}$/.test(id) ? id : "",
    invite_status: Object.hasOwn(INVITES, invite) ? invite : "",
    is_paid_for: Object.hasOwn(PAID, paid) ? paid : "",
  };
}

/** Reads what there is, as the address asks for it. */
export function arrive() {
  const asked = read(location.search);
  if (JSON.stringify(asked) !== JSON.stringify(filters.value)) {
    batch(() => {
      filters.value = asked;
      cursors.value = [null];
      list.data.value = null;
    });
  }
  void batches.start();
  void list.start();
}

/** Reads the first page, and says how much there is. */
function first() {
  cursors.value = [null];
  void list.start().then(() => {
    const page = list.data.value;
    if (page !== null && !list.busy.value && list.error.value === null) announce(`${plural(page.pagination.total, "candidate")}.`);
  });
}

/** @param {Partial<Filters>} change */
export function filter(change) {
  filters.value = { ...filters.value, ...change };
  replaceQuery(written(filters.value));
  first();
}

let typing = 0;

/** @param {string} text */
export function type(text) {
  typed.value = text;
  clearTimeout(typing);
  typing = setTimeout(() => {
    const asked = text.trim();
    if (asked === sent) return;
    sent = asked;
    first();
  }, TYPING_MS);
}

/** Clears filters and search. */
export function clear() {
  clearTimeout(typing);
  typed.value = "";
  sent = "";
  filter(NONE);
}

export const isNarrowed = computed(() => typed.value !== "" || Object.values(filters.value).some((value) => value !== ""));

export function next() {
  const cursor = list.data.value?.pagination.next_cursor;
  if (!cursor || list.busy.value) return;
  cursors.value = [...cursors.value, cursor];
  void list.start();
}

export function previous() {
  if (cursors.value.length < 2 || list.busy.value) return;
  cursors.value = cursors.value.slice(0, -1);
  void list.start();
}

/**
 * Shows rows as the server told them just now, and has what is counted read anew. The page
 * stays as it is, also where a row does not pass its filters any more.
 * @param {Candidate[]} rows
 */
export function take(rows) {
  // A reading that nobody asked for may have seen them as they were.
  if (!list.busy.value) list.stop();
  const told = new Map(rows.map((row) => [row.partner_candidate_id, row]));
  const page = list.data.value;
  if (page !== null) list.data.value = { ...page, candidates: page.candidates.map((row) => told.get(row.partner_candidate_id) ?? row) };
  void batches.start();
}

/** Shows what was added: it is the newest. */
export function added() {
  void batches.start();
  if (cursors.value.length === 1) void list.start();
  else first();
}
