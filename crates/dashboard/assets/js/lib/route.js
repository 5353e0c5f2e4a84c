/**
 * Which page a path shows. `id` is a row's number, a delivery's `uuid` its own.
 * @typedef {{ page: "login" | "dashboard" | "statements" | "webhooks" | "usage" | "settings" | "missing" }
 *   | { page: "lead" | "statement", id: number } | { page: "delivery", uuid: string }} Route
 */

/**
 * @param {string} path
 * @returns {Route}
 */
export function route(path) {
  const plain = path.length > 1 ? path.replace(/\/+$/, "") : path;
  switch (plain) {
    case "/partner/login":
      return { page: "login" };
    case "/partner":
    case "/partner/dashboard":
      return { page: "dashboard" };
    case "/partner/statements":
      return { page: "statements" };
    case "/partner/webhooks":
      return { page: "webhooks" };
    case "/partner/usage":
      return { page: "usage" };
    case "/partner/settings":
      return { page: "settings" };
  }
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
