import { ask, fileOf, query } from "./client.js";

/** @import { Account, Analytics, IssuedToken, NotePage, Partner, PartnerPage, RotatedSecret } from "./types.js" */

const BASE = "/api/partners";

/** @param {string} id @param {string} [rest] */
const at = (id, rest = "") => `${BASE}/${encodeURIComponent(id)}${rest}`;

/** @param {string} address @param {unknown} [body] */
const post = (address, body = {}) => ask(address, { method: "POST", body });

/** @param {Record<string, string | number>} values @param {AbortSignal} [signal] @returns {Promise<PartnerPage>} */
export const partners = (values, signal) => ask(`${BASE}?${query(values)}`, { signal });

/** @param {string} id @param {AbortSignal} [signal] @returns {Promise<Partner>} */
export const partner = async (id, signal) => (await ask(at(id), { signal })).partner;

/** @param {Record<string, unknown>} fields @returns {Promise<IssuedToken & { partner: Partner }>} */
export const createPartner = (fields) => post(BASE, fields);

/** @param {string} id @param {Record<string, unknown>} fields @returns {Promise<Partner>} */
export const changePartner = async (id, fields) => (await ask(at(id), { method: "PUT", body: fields })).partner;

/** @param {string} id */
export const deletePartner = (id) => ask(at(id), { method: "DELETE" });

/** @param {string} id @returns {Promise<{ partner: Partner, accountsNotRestored: string[] }>} */
export const restorePartner = (id) => post(at(id, "/restore"));

/**
 * Decides upon the record as it was looked at; one that was changed since is refused.
 * @param {Partner} partner @param {boolean} approve @param {string} reason
 */
export const review = ({ id, version }, approve, reason) => post(at(id, "/review"), reason === "" ? { approve, version } : { approve, reason, version });

/** @param {string} id @param {number} hours @returns {Promise<RotatedSecret>} */
export const rotate = (id, hours) => post(at(id, "/credentials/rotate"), { overlapHours: hours });

/** @param {string} id @returns {Promise<IssuedToken>} */
export const newToken = (id) => post(at(id, "/onboarding-token"));

/** @param {string} id @param {string} document @param {AbortSignal} [signal] */
export const documentFile = (id, document, signal) => fileOf(at(id, `/documents/${encodeURIComponent(document)}`), signal);

/** @param {string} id @param {number} page @param {AbortSignal} [signal] @returns {Promise<NotePage>} */
export const notes = (id, page, signal) => ask(at(id, `/notes?page=${page}&limit=10`), { signal });

/** @param {string} id @param {string} content */
export const addNote = (id, content) => post(at(id, "/notes"), { content });

/** @param {string} id @param {AbortSignal} [signal] @returns {Promise<Account[]>} */
export const accounts = async (id, signal) => (await ask(at(id, "/accounts"), { signal })).accounts;

/** @param {string} id @param {string} email */
export const addAccount = (id, email) => post(at(id, "/accounts"), { email });

/** @param {string} id @param {string} user @param {string} status */
export const setAccount = (id, user, status) => ask(at(id, `/accounts/${encodeURIComponent(user)}`), { method: "PATCH", body: { status } });

/** @param {string} id @param {string} user */
export const sendLink = (id, user) => post(at(id, `/accounts/${encodeURIComponent(user)}/set-password-link`));

/** @param {string} id @param {AbortSignal} [signal] @returns {Promise<Analytics>} */
export const analytics = async (id, signal) => (await ask(at(id, "/analytics"), { signal })).analytics;
