/**
 * Which page a path shows. `id` is a row's number.
 * @typedef {{ page: "login" | "dashboard" | "statements" | "settings" | "missing" }
 *   | { page: "lead" | "statement", id: number }} Route
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
    case "/partner/settings":
      return { page: "settings" };
  }
  const row = /^\/partner\/(lead|statements)\/([1-9]\d{0,15})$/.exec(plain);
  if (!row) return { page: "missing" };
  return { page: row[1] === "lead" ? "lead" : "statement", id: Number(row[2]) };
}

/** @param {number} id */
export const leadPath = (id) => `/partner/lead/${id}`;

/** @param {number} id */
export const statementPath = (id) => `/partner/statements/${id}`;

export const LOGIN = "/partner/login";
export const DASHBOARD = "/partner/dashboard";
export const STATEMENTS = "/partner/statements";
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
