import { computed, signal } from "../../vendor/signals.js";
import { route } from "../lib/route.js";

/** What the polite live region says. */
export const announced = signal("");

/**
 * Has a screen reader say `text`. The same text twice is said twice.
 * @param {string} text
 */
export function announce(text) {
  announced.value = "";
  setTimeout(() => { announced.value = text; }, 50);
}

const KEPT = "partner.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

/** @returns {"light" | "dark"} */
function now() {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen === "light" || chosen === "dark") return chosen;
  return dark.matches ? "dark" : "light";
}

/** The theme that is shown. */
export const theme = signal(now());

dark.addEventListener("change", () => { theme.value = now(); });
addEventListener("storage", (event) => {
  if (event.key !== KEPT) return;
  if (event.newValue) document.documentElement.dataset["theme"] = event.newValue;
  else delete document.documentElement.dataset["theme"];
  theme.value = now();
});

export function toggleTheme() {
  const next = now() === "dark" ? "light" : "dark";
  document.documentElement.dataset["theme"] = next;
  localStorage.setItem(KEPT, next);
  theme.value = next;
}

/** The path shown. */
export const path = signal(location.pathname);

/** Counts arrivals, so that the same page can be arrived at again. */
export const arrival = signal(0);

/** The page shown. */
export const current = computed(() => route(path.value));

/**
 * Asked before leaving; a text is shown for confirmation.
 * @type {{ ask: (() => string | null) | null }}
 */
export const leaving = { ask: null };

/** @returns {boolean} whether the person stays */
function stays() {
  const text = leaving.ask?.() ?? null;
  if (text === null) return false;
  if (!confirm(text)) return true;
  leaving.ask = null;
  return false;
}

/**
 * Goes to `to`, an address of ours.
 * @param {string} to
 */
export function go(to) {
  if (stays()) return;
  history.pushState(null, "", to);
  arrive();
  scrollTo(0, 0);
}

/** The address shown; a fragment is not part of it. */
let place = location.pathname + location.search;

function arrive() {
  place = location.pathname + location.search;
  path.value = location.pathname;
  arrival.value += 1;
}

/**
 * Puts `query` into the address without a new entry in the history.
 * @param {URLSearchParams} query
 */
export function replaceQuery(query) {
  const text = query.toString();
  history.replaceState(history.state, "", location.pathname + (text === "" ? "" : `?${text}`));
  place = location.pathname + location.search;
}

/** @param {string} to */
const isPage = (to) => !["missing", "login"].includes(route(to).page);

/**
 * Makes links to pages of ours change the page without loading a document.
 * @param {(path: string) => boolean} ours whether it is a page that is drawn in this document
 */
export function watchLinks(ours = isPage) {
  addEventListener("popstate", () => {
    if (place !== location.pathname + location.search) arrive();
  });
  addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target !== "" || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.hash !== "" || !ours(link.pathname)) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}
