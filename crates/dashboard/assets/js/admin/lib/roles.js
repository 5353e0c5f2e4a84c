/** @import { Word } from "../../lib/words.js" */

/**
 * What staff may be allowed to do. The server decides; this only spares people buttons that
 * would be refused.
 * @typedef {"payout_runs_read" | "payout_runs_write" | "statements_read" | "disputes_write" | "audit_read"
 *   | "partners_read" | "partners_write" | "review_write" | "staff_manage" | "health_read"
 *   | "webhooks_read" | "webhooks_write" | "usage_read" | "limits_write" | "maintenance_write"} May
 */

/** @type {Record<string, readonly May[]>} */
const ALLOWED = {
  admin: ["payout_runs_read", "payout_runs_write", "statements_read", "disputes_write", "audit_read",
    "partners_read", "partners_write", "review_write", "staff_manage", "health_read",
    "webhooks_read", "webhooks_write", "usage_read", "limits_write", "maintenance_write"],
  operations: ["partners_read", "partners_write", "review_write", "health_read",
    "webhooks_read", "webhooks_write", "usage_read", "limits_write", "maintenance_write"],
  finance: ["payout_runs_read", "payout_runs_write", "statements_read", "disputes_write", "health_read"],
  auditor: ["payout_runs_read", "statements_read", "audit_read", "partners_read", "health_read", "webhooks_read", "usage_read"],
};

/** What is said of each role. @type {Record<string, Word & { does: string }>} */
export const ROLES = {
  admin: { label: "Administrator", tone: "info", does: "May do everything, and looks after staff." },
  operations: { label: "Operations", tone: "plain", does: "Partners, reviews, their people, credentials and webhooks, their limits, maintenance." },
  finance: { label: "Finance", tone: "plain", does: "Payout runs, statements and disputes." },
  auditor: { label: "Auditor", tone: "plain", does: "Reads everything but changes nothing." },
};

/** Whether this is somebody of staff. @param {string} role */
export const isRole = (role) => Object.hasOwn(ALLOWED, role);

/**
 * What a role allows.
 * @param {string} role
 * @param {unknown} [told] the permissions as the server names them, if it does
 * @returns {readonly string[]}
 */
export function allowed(role, told) {
  if (Array.isArray(told) && told.every((one) => typeof one === "string")) return told;
  return (isRole(role) ? ALLOWED[role] : undefined) ?? [];
}
