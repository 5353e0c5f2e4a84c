/** @import { Key } from "./types.js" */

/**
 * What this browser keeps of the way: the key to it, or that it is over.
 * @typedef {Key | { id: string, done: true }} Kept
 */

const KEPT = "partner.onboarding";
export const PATH = "/partner/onboarding";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TOKEN = /^[\w.~+=-]{8,512}$/;

/** @returns {Kept | null} */
export function kept() {
  try {
    const read = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    if (typeof read?.id !== "string" || !UUID.test(read.id)) return null;
    if (read.done === true) return { id: read.id, done: true };
    return typeof read.token === "string" && TOKEN.test(read.token) ? { id: read.id, token: read.token } : null;
  } catch {
    return null;
  }
}

/** @param {Kept | null} next null forgets */
export function keep(next) {
  try {
    if (next === null) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, JSON.stringify(next));
  } catch {
    // Without storage the page goes on until it is left.
  }
}

/** Calls `told` when another tab changed what is kept. @param {() => void} told */
export function watch(told) {
  addEventListener("storage", (event) => {
    if (event.key === KEPT || event.key === null) told();
  });
}

/**
 * The key in a link such as /partner/onboarding#id=…&token=…, or in its fragment alone; null if
 * there is none. Where the link leads to does not matter: nothing but the two is taken from it.
 * @param {string} text
 * @returns {Key | null}
 */
export function keyOf(text) {
  const hash = text.trim().indexOf("#");
  if (hash < 0) return null;
  const given = new URLSearchParams(text.trim().slice(hash + 1));
  const id = given.get("id") ?? "";
  const token = given.get("token") ?? "";
  return UUID.test(id) && TOKEN.test(token) ? { id: id.toLowerCase(), token } : null;
}

/** @param {Key} key @param {string} origin */
export const linkOf = ({ id, token }, origin) => `${origin}${PATH}#id=${id}&token=${encodeURIComponent(token)}`;
