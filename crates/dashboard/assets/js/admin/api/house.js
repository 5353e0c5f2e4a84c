import { ask, query } from "./client.js";

/** @import { AuditPage, DisputePage, Health, Me, NewRun, PracticePayout, PracticePayoutPage, Run, RunPage, RunStatements, StaffAccount, Verified } from "./types.js" */

const BASE = "/api/v1/admin";

/** @param {string} path @param {unknown} [body] */
const post = (path, body = {}) => ask(BASE + path, { method: "POST", body });

/** @returns {Promise<Me>} */
export const me = () => ask("/api/v1/auth/me");

/** @param {Record<string, string | number | null>} values @param {AbortSignal} [signal] @returns {Promise<AuditPage>} */
export const audit = (values, signal) => ask(`${BASE}/audit?${query(values)}`, { signal });

/** Where the export lies. @param {Record<string, string | number | null>} values */
export const auditFile = (values) => `${BASE}/audit.csv?${query(values)}`;

/** @returns {Promise<Verified>} */
export const verifyAudit = () => ask(`${BASE}/audit/verify`);

/** @param {number} page @param {AbortSignal} [signal] @returns {Promise<RunPage>} */
export const runs = (page, signal) => ask(`${BASE}/payout-runs?page=${page}&limit=25`, { signal });

/** @param {string} from @param {string} to @returns {Promise<NewRun>} */
export const createRun = (from, to) => post("/payout-runs", { from, to });

/** @param {number} id @param {number} page @param {AbortSignal} [signal] @returns {Promise<RunStatements>} */
export const runStatements = (id, page, signal) => ask(`${BASE}/payout-runs/${id}/statements?page=${page}&limit=50`, { signal });

/** @param {number} id @param {"approve" | "reject"} verdict @returns {Promise<Run>} */
export const decideRun = (id, verdict) => post(`/payout-runs/${id}/${verdict}`);

/** @param {number} statement @param {string} reference */
export const pay = (statement, reference) => post(`/statements/${statement}/pay`, { bank_reference: reference });

/** @param {string} partner */
const practice = (partner) => `/partners/${encodeURIComponent(partner)}/practice-payouts`;

/** @param {string} partner @param {string | null} cursor @param {AbortSignal} [signal] @returns {Promise<PracticePayoutPage>} */
export const practicePayouts = (partner, cursor, signal) => ask(`${BASE}${practice(partner)}?${query({ cursor, limit: 10 })}`, { signal });

/** @param {string} partner @param {number} amount in rupees @param {string} reference @returns {Promise<PracticePayout>} */
export const recordPracticePayout = (partner, amount, reference) => post(practice(partner), { amount, reference });

/** @param {number} page @param {AbortSignal} [signal] @returns {Promise<DisputePage>} */
export const disputes = (page, signal) => ask(`${BASE}/disputes?page=${page}&limit=25`, { signal });

/** @param {number} id @param {boolean} upheld @param {string} answer */
export const answer = (id, upheld, answer) => post(`/disputes/${id}/answer`, { upheld, answer });

/** @param {AbortSignal} [signal] @returns {Promise<StaffAccount[]>} */
export const staff = async (signal) => (await ask(`${BASE}/staff`, { signal })).staff;

/** @param {string} email @param {string} role */
export const invite = (email, role) => post("/staff", { email, role });

/** @param {string} id @param {{ role?: string, status?: string }} change */
export const changeStaff = (id, change) => ask(`${BASE}/staff/${encodeURIComponent(id)}`, { method: "PATCH", body: change });

/** @param {AbortSignal} [signal] @returns {Promise<Health>} */
export const health = (signal) => ask(`${BASE}/health`, { signal });
