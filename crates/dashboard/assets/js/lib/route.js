/**
 * Which page a path shows. `id` is a row's number, a delivery's `uuid` its own, `part` one of
 * the pages about candidates.
 * @typedef {(typeof PLAIN)[number]} Plain
 * @typedef {{ page: Plain | "missing" } | { page: "candidates", part: string }
 *   | { page: "lead" | "statement", id: number } | { page: "delivery", uuid: string }} Route
 */

/** Pages of which there is one. */
const PLAIN = /** @type {const} */ (["login", "dashboard", "practice", "statements", "webhooks", "usage", "settings"]);

/**
 * @param {string} path
 * @returns {Route}
 */
export function route(path) {
  const plain = path.length > 1 ? path.replace(/\/+$/, "") : path;
  const page = PLAIN.find((name) => plain === `/partner/${name}`);
  if (page || plain === "/partner") return { page: page ?? "dashboard" };
  const part = /^\/partner\/candidates(?:\/(batches|upload))?$/.exec(plain);
  if (part) return { page: "candidates", part: part[1] ?? "" };
  const delivery = /^\/partner\/webhooks\/deliveries\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(plain);
  if (delivery) return { page: "delivery", uuid: delivery[1] ?? "" };
  const row = /^\/partner\/(lead|statements)\/([1-9]\d{0,15})$/.exec(plain);
  if (!row) return { page: "missing" };
  return { page: row[1] === "lead" ? "lead" : "statement", id: Number(row[2]) };
}

/** @param {number} id */
export const leadPath = (id) => `/partner/lead/${id}`;

/** @param {number} id */
export const statementPath = (id) => `/partner/statements/${id}`;

/** @param {string} uuid */
export const deliveryPath = (uuid) => `/partner/webhooks/deliveries/${uuid}`;

export const LOGIN = "/partner/login";
export const DASHBOARD = "/partner/dashboard";
export const CANDIDATES = "/partner/candidates";
export const PRACTICE = "/partner/practice";
export const STATEMENTS = "/partner/statements";
export const WEBHOOKS = "/partner/webhooks";
export const USAGE = "/partner/usage";
export const SETTINGS = "/partner/settings";

/**
 * Where to go after sign-in: `wanted` if it is a page of ours, else the dashboard.
 * Whatever else is written there leads nowhere.
 * @param {string | null} wanted
 */
export function afterLogin(wanted) {
  if (!wanted || !wanted.startsWith("/partner/") || /[\\\s]/.test(wanted)) return DASHBOARD;
  const { page } = route(wanted.split(/[?#]/, 1)[0] ?? "");
  return page === "login" || page === "missing" ? DASHBOARD : wanted;
}
