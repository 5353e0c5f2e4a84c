/** @import { May } from "./roles.js" */

/**
 * Which page of staff a path shows. `id` is a partner's or a delivery's uuid, or a run's number.
 * @typedef {{ page: "login" | "partners" | "review" | "audit" | "payouts" | "disputes" | "deliveries" | "usage" | "staff" | "maintenance" | "health" | "missing" }
 *   | { page: "partner" | "delivery", id: string } | { page: "run", id: number }} Route
 */

export const LOGIN = "/admin/login";
export const PARTNERS = "/admin/partners";
export const PAYOUTS = "/admin/payouts";
export const DELIVERIES = "/admin/deliveries";
export const USAGE = "/admin/usage";
export const AUDIT = "/admin/audit";

/**
 * The pages of the navigation in their order, and what one must be allowed to do to see each.
 * @type {{ page: Exclude<Route["page"], "login" | "missing" | "partner" | "run" | "delivery">, path: string, label: string, needs: May }[]}
 */
export const SECTIONS = [
  { page: "partners", path: PARTNERS, label: "Partners", needs: "partners_read" },
  { page: "review", path: "/admin/review", label: "Review", needs: "partners_read" },
  { page: "payouts", path: PAYOUTS, label: "Payout runs", needs: "payout_runs_read" },
  { page: "disputes", path: "/admin/disputes", label: "Disputes", needs: "statements_read" },
  { page: "deliveries", path: DELIVERIES, label: "Deliveries", needs: "webhooks_read" },
  { page: "usage", path: USAGE, label: "Usage", needs: "usage_read" },
  { page: "audit", path: AUDIT, label: "Audit log", needs: "audit_read" },
  { page: "staff", path: "/admin/staff", label: "Staff", needs: "staff_manage" },
  { page: "maintenance", path: "/admin/maintenance", label: "Maintenance", needs: "health_read" },
  { page: "health", path: "/admin/health", label: "Health", needs: "health_read" },
];

/** Pages below another. @type {Record<string, string>} */
const PARENTS = { partner: "partners", run: "payouts", delivery: "deliveries" };

/**
 * The section a page belongs to; none for the login and for what is no page.
 * @param {string} page
 */
export const sectionOf = (page) => SECTIONS.find((section) => section.page === (PARENTS[page] ?? page));

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * @param {string} path
 * @returns {Route}
 */
export function route(path) {
  const plain = path.length > 1 ? path.replace(/\/+$/, "") : path;
  if (plain === LOGIN) return { page: "login" };
  if (plain === "/admin") return { page: "partners" };
  const section = SECTIONS.find((one) => one.path === plain);
  if (section) return { page: section.page };
  const [, , list, id, more] = plain.split("/");
  if (more !== undefined || id === undefined) return { page: "missing" };
  if (list === "partners" && UUID.test(id)) return { page: "partner", id };
  if (list === "deliveries" && UUID.test(id)) return { page: "delivery", id };
  if (list === "payouts" && /^[1-9]\d{0,15}$/.test(id)) return { page: "run", id: Number(id) };
  return { page: "missing" };
}

/** @param {string} id */
export const partnerPath = (id) => `${PARTNERS}/${encodeURIComponent(id)}`;

/** @param {number} id */
export const runPath = (id) => `${PAYOUTS}/${id}`;

/** @param {string} id */
export const deliveryPath = (id) => `${DELIVERIES}/${encodeURIComponent(id)}`;

/** @param {string} id the partner's */
export const deliveriesOf = (id) => `${DELIVERIES}?partner=${encodeURIComponent(id)}`;

/** @param {string} id the partner's */
export const auditOf = (id) => `${AUDIT}?partner=${encodeURIComponent(id)}`;

/**
 * Where to go after sign-in: `wanted` if it is a page of staff that `may` see, else the first
 * page that they may. Whatever else is written there leads nowhere.
 * @param {string | null} wanted
 * @param {(needs: May) => boolean} may
 */
export function afterLogin(wanted, may) {
  const first = SECTIONS.find((section) => may(section.needs))?.path ?? PARTNERS;
  if (!wanted || !wanted.startsWith("/admin/") || /[\\\s]/.test(wanted)) return first;
  const section = sectionOf(route(wanted.split(/[?#]/, 1)[0] ?? "").page);
  return section && may(section.needs) ? wanted : first;
}
