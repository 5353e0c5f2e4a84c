import { ApiError, refusal } from "../api/errors.js";
import { dataOf, send } from "../api/wire.js";
import { forget, keep, kept } from "./session.js";

const BASE = "/api/v1";
const ACCOUNT = "candidate";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * One partner's relationship with the candidate.
 * @typedef {object} Enrolment
 * @property {string} partner_candidate_id
 * @property {string} partner_name
 * @property {string | null} batch_name
 * @property {string} firstname
 * @property {string} lastname
 * @property {boolean} is_paid_for
 * @property {string} invite_status
 * @property {string | null} invite_accepted_at
 *
 * @typedef {object} Practice
 * @property {string} id
 * @property {{ exam_name: string, exam_type: string }} exam
 * @property {string} status
 * @property {number | null} score
 * @property {number | null} rating
 * @property {number | null} minutes
 * @property {string | null} completed_at
 *
 * @typedef {object} View
 * @property {string} email
 * @property {Enrolment[]} partners
 * @property {Practice[]} sessions newest first
 * @property {string | null} next_cursor
 */

/** The session is over, whoever ended it. */
export class Ended extends Error {}

/**
 * The id of the invite that an address shows; null if it is none.
 * @param {string} path
 */
export function inviteOf(path) {
  const id = path.replace(/\/+$/, "").split("/").at(-1) ?? "";
  return UUID.test(id) ? id.toLowerCase() : null;
}

/**
 * What came of accepting an invite.
 * @typedef {{ is: "done" } | { is: "gone" } | { is: "accepted" } | { is: "wrong" }
 *   | { is: "weak", why: string } | { is: "failed", error: unknown }} Accepted
 */

/**
 * Accepts an invite, which happens at most once.
 * @param {string} id
 * @param {{ password: string, token: string } | null} chosen
 * @returns {Promise<Accepted>}
 */
export async function accept(id, chosen) {
  try {
    const reply = await send(`${BASE}/candidates/${encodeURIComponent(id)}/accept-invite`, { method: "POST", body: chosen ?? {} }, {});
    if (!reply.ok) throw await refusal(reply);
    return { is: "done" };
  } catch (error) {
    return refused(error);
  }
}

/** @param {unknown} error @returns {Accepted} */
function refused(error) {
  if (!(error instanceof ApiError)) return { is: "failed", error };
  if (error.status === 404) return { is: "gone" };
  if (error.status === 409) return { is: "accepted" };
  if (error.status === 401) return { is: "wrong" };
  if (error.status === 400 && /password/i.test(error.message)) return { is: "weak", why: `${error.message.replace(/\.$/, "")}.` };
  return { is: "failed", error };
}

/**
 * Signs in. The password is used for this one call and not kept.
 * @param {string} email
 * @param {string} password
 * @throws {ApiError}
 */
export async function signIn(email, password) {
  const reply = await send(`${BASE}/auth/login`, { method: "POST", body: { email, password, account_type: ACCOUNT } }, {});
  if (!reply.ok) throw unknown(await refusal(reply));
  const data = await dataOf(reply);
  if (typeof data?.token !== "string" || data.user?.account_type !== ACCOUNT) throw new ApiError({ status: reply.status });
  keep(data.token);
}

/** @param {ApiError} error */
function unknown(error) {
  if (error.status === 401) error.told = { title: "E-mail or password is not right", advice: "Check both. If you forgot the password, or never chose one, ask for a link below." };
  return error;
}

/**
 * What the candidate sees of itself; `cursor` goes on with older sessions.
 * @param {string | null} cursor
 * @param {AbortSignal} [signal]
 * @returns {Promise<View>}
 * @throws {Ended} and ApiError
 */
export async function view(cursor, signal) {
  const token = kept();
  if (token === null) throw new Ended();
  const query = cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
  const reply = await send(`${BASE}/me/candidate${query}`, { signal }, { Authorization: `Bearer ${token}` });
  if (reply.status === 401) {
    forget();
    throw new Ended();
  }
  if (!reply.ok) throw await refusal(reply);
  return dataOf(reply, signal);
}

/** Signs out: this tab forgets the token at once, and the server ends it. */
export async function signOut() {
  const token = kept();
  forget();
  if (token === null) return;
  const headers = { Authorization: `Bearer ${token}` };
  try {
    await fetch(`${BASE}/auth/logout`, { method: "POST", headers, keepalive: true, signal: AbortSignal.timeout(3000) });
  } catch {
    // It ends by itself, and nobody has it.
  }
}
