import { batch, computed, signal } from "../../vendor/signals.js";
import { leads } from "../api/client.js";
import { fault, listQuery, NEWEST, NO_FILTERS, passes, readFilters, understand, writeFilters } from "../lib/filters.js";
import { plural } from "../lib/show.js";
import { Load } from "./load.js";
import { announce, replaceQuery } from "./page.js";

/** @import { Lead, LeadPage } from "../api/types.js" */
/** @import { Filters } from "../lib/filters.js" */

/** Rows on a page. */
export const LIMIT = 25;

/** So long after the last key the search is sent. */
const TYPING_MS = 200;

/** So long a changed row is marked. */
const FRESH_MS = 4000;

export const filters = signal(NO_FILTERS);
/** What is in the search field. In memory only. */
export const typed = signal("");
export const search = computed(() => understand(typed.value));
export const filterFault = computed(() => fault(filters.value));
/** Leads that came in and are not on the page shown. */
export const newLeads = signal(0);
/** Ids of rows that changed by themselves a moment ago. */
export const freshRows = signal(/** @type {ReadonlySet<number>} */ (new Set()));

/** Where each page up to the one shown begins. */
const cursors = signal(/** @type {(string | null)[]} */ ([null]));
/** What was last searched for. */
let sent = "";

/** What the stream brought while the list was being read. @type {{ lead: Lead, isNew: boolean }[]} */
let meanwhile = [];

export const list = new Load(async (abort) => {
  meanwhile = [];
  const page = await leads(listQuery(filters.value, sent, { limit: LIMIT, cursor: cursors.value.at(-1) ?? null }), abort);
  return meanwhile.reduce((so, { lead, isNew }) => withLead(so, lead, isNew), page);
});

/** From 0. */
export const pageIndex = computed(() => cursors.value.length - 1);

/** The search of the list as it is shown, for the export. */
export const searchSent = () => sent;

/** Reads the filters of the address, and the list if they are other ones or there is none. */
export function arrive() {
  const asked = readFilters(location.search);
  if (JSON.stringify(asked) !== JSON.stringify(filters.value)) {
    filters.value = asked;
    first();
  } else {
    void list.start();
  }
}

/** Reads the first page. */
export function first() {
  if (filterFault.value !== null) return;
  batch(() => {
    cursors.value = [null];
    newLeads.value = 0;
  });
  void list.start().then(() => {
    const page = list.data.value?.pagination;
    if (page && !list.busy.value && list.error.value === null) announce(`${page.total_capped ? "More than " : ""}${plural(page.total, "lead")}.`);
  });
}

/** How often a list that cannot be read after a break is tried again: for 15 s. */
const TRIES = 4;

let again = 0;

/**
 * Reads the page shown anew, after a time without the stream. A server that has just come
 * back may be too busy at first, and nobody has asked for this.
 */
export async function reread(tries = TRIES) {
  clearTimeout(again);
  const before = list.data.value?.pagination.total;
  if (before === undefined) return;
  await list.start();
  if (list.error.value !== null && tries > 0) {
    again = setTimeout(() => void reread(tries - 1), 1000 * 2 ** (TRIES - tries));
  }
  const more = (list.data.value?.pagination.total ?? before) - before;
  if (more > 0 && pageIndex.value > 0) newLeads.value += more;
}

/** @param {Partial<Filters>} change */
export function filter(change) {
  filters.value = { ...filters.value, ...change };
  replaceQuery(writeFilters(filters.value));
  first();
}

let typing = 0;

/** @param {string} text */
export function type(text) {
  typed.value = text;
  clearTimeout(typing);
  typing = setTimeout(() => {
    const asked = search.value.send;
    if (asked === null || asked === sent) return;
    sent = asked;
    first();
  }, TYPING_MS);
}

/** Clears filters and search; the order stays. */
export function clear() {
  clearTimeout(typing);
  typed.value = "";
  sent = "";
  filter({ ...NO_FILTERS, sort: filters.value.sort });
}

export function next() {
  const cursor = list.data.value?.pagination.next_cursor;
  if (!cursor || list.busy.value) return;
  cursors.value = [...cursors.value, cursor];
  void list.start();
}

export function previous() {
  if (cursors.value.length < 2 || list.busy.value) return;
  cursors.value = cursors.value.slice(0, -1);
  if (cursors.value.length === 1) newLeads.value = 0;
  void list.start();
}

/**
 * The page with the lead as it is now: in its place if it is there, put in where it belongs
 * if it is new and belongs here; else the page as it was.
 * @param {LeadPage} page
 * @param {Lead} lead
 * @param {boolean} isNew
 * @returns {LeadPage}
 */
function withLead(page, lead, isNew) {
  if (page.leads.some((row) => row.id === lead.id)) {
    return { ...page, leads: page.leads.map((row) => (row.id === lead.id ? lead : row)) };
  }
  const belongs = isNew && sent === "" && pageIndex.value === 0 && filters.value.sort === NEWEST && passes(filters.value, lead);
  const later = page.leads.filter((row) => row.lead_shared_at > lead.lead_shared_at);
  if (!belongs || later.length >= LIMIT) return page;
  const rows = [...later, lead, ...page.leads.slice(later.length)].slice(0, LIMIT);
  return { leads: rows, pagination: { ...page.pagination, total: page.pagination.total + 1 } };
}

/** Ids counted as new already. @type {Set<number>} */
const counted = new Set();

/**
 * Takes a row of the stream: shown if it belongs on the page, else counted if it is new.
 * @param {Lead} lead
 * @param {number} openedAt the server's time when the stream began
 * @returns {"changed" | "added" | "counted" | "elsewhere"}
 */
export function takeLead(lead, openedAt) {
  // Whole seconds in the Date header; a lead of the second before is new as well.
  const isNew = Date.parse(lead.lead_shared_at) >= openedAt - 1000;
  if (list.busy.value) meanwhile.push({ lead, isNew });
  const page = list.data.value;
  if (page === null) return "elsewhere";
  const next = withLead(page, lead, isNew);
  const isFirst = isNew && !counted.has(lead.id);
  counted.add(lead.id);
  if (next !== page) {
    list.data.value = next;
    mark(lead.id);
    return next.pagination.total > page.pagination.total ? "added" : "changed";
  }
  if (!isFirst || (sent === "" && !passes(filters.value, lead))) return "elsewhere";
  newLeads.value += 1;
  return "counted";
}

/** @param {number} id */
function mark(id) {
  freshRows.value = new Set([...freshRows.value, id]);
  setTimeout(() => {
    freshRows.value = new Set([...freshRows.value].filter((other) => other !== id));
  }, FRESH_MS);
}
