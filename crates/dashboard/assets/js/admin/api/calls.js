import { ask, query } from "./client.js";

/** @import { DeliveryDetail, DeliveryPage, Endpoint, EndpointPage, MaintenanceWindow, OwnLimits, PartnerLimits, UsageOverview } from "./types.js" */

const BASE = "/api/v1/admin";

/** @param {string} list @param {string} id @param {string} [rest] */
const one = (list, id, rest = "") => `${BASE}/${list}/${encodeURIComponent(id)}${rest}`;

/** @param {Record<string, string | number | null>} values @param {AbortSignal} [signal] @returns {Promise<EndpointPage>} */
export const endpoints = (values, signal) => ask(`${BASE}/webhooks?${query(values)}`, { signal });

/** @param {string} id @param {"active" | "disabled"} status @returns {Promise<Endpoint>} */
export const switchEndpoint = (id, status) => ask(one("webhooks", id), { method: "PATCH", body: { status } });

/** @param {string} id @param {string} since @param {boolean} missedOnly @returns {Promise<{ replayed: number }>} */
export const replaySince = (id, since, missedOnly) => ask(one("webhooks", id, "/replay"), { method: "POST", body: { since, missed_only: missedOnly } });

/** @param {Record<string, string | number | null>} values @param {AbortSignal} [signal] @returns {Promise<DeliveryPage>} */
export const deliveries = (values, signal) => ask(`${BASE}/webhook-deliveries?${query(values)}`, { signal });

/** @param {string} id @param {AbortSignal} [signal] @returns {Promise<DeliveryDetail>} */
export const deliveryOf = (id, signal) => ask(one("webhook-deliveries", id), { signal });

/** @param {string} id @returns {Promise<{ delivery_id: string }>} */
export const replay = (id) => ask(one("webhook-deliveries", id, "/replay"), { method: "POST", body: {} });

/** @param {Record<string, string>} values `from` and `to`, and `partner` for one of them @param {AbortSignal} [signal] @returns {Promise<UsageOverview>} */
export const usage = (values, signal) => ask(`${BASE}/usage?${query(values)}`, { signal });

/** @param {string} partner @param {AbortSignal} [signal] @returns {Promise<PartnerLimits>} */
export const limits = (partner, signal) => ask(one("partners", partner, "/limits"), { signal });

/** @param {string} partner @param {OwnLimits} own @returns {Promise<PartnerLimits>} */
export const setLimits = (partner, own) => ask(one("partners", partner, "/limits"), { method: "PUT", body: own });

/** @param {AbortSignal} [signal] @returns {Promise<MaintenanceWindow[]>} newest first */
export const maintenance = async (signal) => (await ask(`${BASE}/maintenance`, { signal })).windows;

/** @param {{ from: string, to: string, text: string }} announcement @returns {Promise<MaintenanceWindow>} */
export const announceMaintenance = (announcement) => ask(`${BASE}/maintenance`, { method: "POST", body: announcement });

/** @param {string} id */
export const cancelMaintenance = (id) => ask(one("maintenance", id), { method: "DELETE" });
