import { ask } from "./client.js";

/** @import { DeliveryDetail, DeliveryPage, Endpoint, EndpointWithSecret, Endpoints } from "./types.js" */

/** @typedef {{ url: string, description: string | null, events: string[] }} Wanted */

const ENDPOINTS = "/webhooks";
const DELIVERIES = "/webhook-deliveries";

/** @param {string} id */
const endpoint = (id) => `${ENDPOINTS}/${encodeURIComponent(id)}`;

/** @param {string} id */
const delivery = (id) => `${DELIVERIES}/${encodeURIComponent(id)}`;

/** @param {AbortSignal} [signal] @returns {Promise<Endpoints>} */
export const endpoints = (signal) => ask(ENDPOINTS, { signal });

/** @param {Wanted} wanted @returns {Promise<EndpointWithSecret>} */
export const create = (wanted) => ask(ENDPOINTS, { method: "POST", body: wanted });

/** @param {string} id @param {Partial<Wanted> & { status?: "active" | "disabled" }} change @returns {Promise<Endpoint>} */
export const change = (id, change) => ask(endpoint(id), { method: "PATCH", body: change });

/** @param {string} id @returns {Promise<unknown>} */
export const remove = (id) => ask(endpoint(id), { method: "DELETE" });

/** @param {string} id @param {number} hours @returns {Promise<EndpointWithSecret>} */
export const rotateSecret = (id, hours) => ask(`${endpoint(id)}/rotate-secret`, { method: "POST", body: { overlap_hours: hours } });

/** @param {string} id @returns {Promise<{ delivery_id: string }>} */
export const test = (id) => ask(`${endpoint(id)}/test`, { method: "POST", body: {} });

/** @param {string} id @param {string} since @param {boolean} missedOnly @returns {Promise<{ replayed: number }>} */
export const replaySince = (id, since, missedOnly) => ask(`${endpoint(id)}/replay`, { method: "POST", body: { since, missed_only: missedOnly } });

/** @param {URLSearchParams} query @param {AbortSignal} [signal] @returns {Promise<DeliveryPage>} */
export const deliveries = (query, signal) => ask(`${DELIVERIES}?${query}`, { signal });

/** @param {string} id @param {AbortSignal} [signal] @returns {Promise<DeliveryDetail>} */
export const deliveryOf = (id, signal) => ask(delivery(id), { signal });

/** @param {string} id @returns {Promise<{ delivery_id: string }>} */
export const replay = (id) => ask(`${delivery(id)}/replay`, { method: "POST", body: {} });
