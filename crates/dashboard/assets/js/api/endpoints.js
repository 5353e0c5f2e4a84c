import { ask } from "./client.js";

/** @import { Dispute, Encryption, LeadDetail, LeadPage, LeadPayout, Nonce, Profile, Rotated, StatementDetail, StatementPage, Stats } from "./types.js" */

/** @param {number} days @returns {Promise<Stats>} */
export const stats = (days) => ask(`/dashboard/stats?days=${days}`);

/** @param {URLSearchParams} query @param {AbortSignal} [signal] @returns {Promise<LeadPage>} */
export const leads = (query, signal) => ask(`/dashboard/leads?${query}`, { signal });

/** @param {number} id @param {AbortSignal} [signal] @returns {Promise<LeadDetail>} */
export const lead = (id, signal) => ask(`/dashboard/lead/${id}`, { signal });

/** @param {number} id @param {AbortSignal} [signal] @returns {Promise<LeadPayout>} */
export const leadPayout = (id, signal) => ask(`/dashboard/lead/${id}/payout`, { signal });

/** @param {number} page @returns {Promise<StatementPage>} */
export const statements = (page) => ask(`/statements?page=${page}&limit=25`);

/** @param {number} id @param {string | null} cursor @param {AbortSignal} [signal] @returns {Promise<StatementDetail>} */
export const statement = (id, cursor, signal) => ask(`/statements/${id}${cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`}`, { signal });

/** @param {number} id @param {number} line @param {string} reason @returns {Promise<Dispute>} */
export const openDispute = (id, line, reason) => ask(`/statements/${id}/lines/${line}/dispute`, { method: "POST", body: { reason } });

/** @param {number} id @param {number} line @returns {Promise<Dispute>} */
export const dispute = (id, line) => ask(`/statements/${id}/lines/${line}/dispute`);

/** @returns {Promise<Profile>} */
export const profile = () => ask("/profile");

/** @param {number} hours @returns {Promise<Rotated>} */
export const rotate = (hours) => ask("/credentials/rotate", { method: "POST", body: { overlap_hours: hours } });

/** @returns {Promise<Encryption>} */
export const encryption = () => ask("/encryption/keys");

/** @returns {Promise<Nonce>} */
export const nonce = () => ask("/encryption/nonce");

/** @param {{ public_key: string, nonce: string, signature: string }} key @returns {Promise<Encryption & { fingerprint: string }>} */
export const enrol = (key) => ask("/encryption/keys", { method: "POST", body: key });
