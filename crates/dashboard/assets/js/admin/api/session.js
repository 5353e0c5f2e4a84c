import { ApiError, refusal } from "../../api/errors.js";
import { send } from "../../api/wire.js";
import { explained } from "./explain.js";
import { isRole } from "../lib/roles.js";
import { LOGIN } from "../lib/route.js";

/**
 * The session of a member of staff: one token that lives twelve hours and is not renewed. It lies
 * in localStorage, where all tabs see it.
 * @typedef {{ token: string, until: number, email: string, role: string }} Kept
 */

const KEPT = "admin.session";
const WANTED = "admin.wanted";
const NOTICE = "admin.notice";
const BASE = "/api/v1/auth";

/** Once true nothing is sent away from here any more: the next document is on its way. */
let leaving = false;

/** @returns {Kept | null} null as well when the time is over */
export function kept() {
  try {
    const read = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    const whole = typeof read?.token === "string" && typeof read.until === "number"
      && typeof read.email === "string" && typeof read.role === "string";
    return whole && read.until > Date.now() ? read : null;
  } catch {
    return null;
  }
}

/** Somebody of a partner, or a candidate, who has no business here. */
export class NotStaff extends Error {}

/**
 * Signs in. The password is used for this one call and not kept.
 * @param {string} email
 * @param {string} password
 * @throws {NotStaff} and ApiError
 */
export async function signIn(email, password) {
  const reply = await send(`${BASE}/login`, { method: "POST", body: { email, password } }, {});
  if (!reply.ok) throw refused(await refusal(reply));
  /** @type {{ token: string, expires_in: number, user: { email: string, account_type: string } }} */
  const data = (await reply.json().catch(() => null))?.data;
  if (typeof data?.token !== "string") throw new ApiError({ status: reply.status });
  if (!isRole(data.user.account_type)) {
    // The token is of no use here and is given back.
    await goodbye(data.token);
    throw new NotStaff();
  }
  const { email: address, account_type: role } = data.user;
  localStorage.setItem(KEPT, JSON.stringify({ token: data.token, until: Date.now() + data.expires_in * 1000, email: address, role }));
}

/**
 * Asks for a link by which a password is set. The answer is the same for every address.
 * @param {string} email
 */
export async function askForLink(email) {
  const reply = await send(`${BASE}/password-reset`, { method: "POST", body: { email } }, {});
  if (!reply.ok) throw explained(await refusal(reply));
}

/** @param {ApiError} error */
function refused(error) {
  if (error.status !== 401) return explained(error);
  error.told = { title: "E-mail address or password is not right", advice: "Check both. If you forgot the password, ask for a link below." };
  return error;
}

/**
 * Signs out: the server ends the token, and all tabs forget it. A server that does not answer
 * within three seconds does not hold the person back.
 */
export async function signOut() {
  const now = kept();
  leaving = true;
  forget();
  if (now !== null) await goodbye(now.token);
  sessionStorage.setItem(NOTICE, "signed-out");
  leave();
}

/** @param {string} token */
async function goodbye(token) {
  const headers = { Authorization: `Bearer ${token}` };
  try {
    await fetch(`${BASE}/logout`, { method: "POST", headers, keepalive: true, signal: AbortSignal.timeout(3000) });
  } catch {
    // It ends by itself, and nobody has it.
  }
}

function forget() {
  localStorage.clear();
  sessionStorage.clear();
}

/** A new document: nothing that was in memory lives on. */
function leave() {
  leaving = true;
  location.replace(LOGIN);
}

/**
 * The session is over without the person having wished so.
 * @returns {Promise<never>} never settles, for the document goes away
 */
export function over() {
  if (!leaving && location.pathname !== LOGIN) {
    localStorage.removeItem(KEPT);
    sessionStorage.setItem(NOTICE, "ended");
    demandSignIn();
  }
  return new Promise(() => {});
}

/** Sends to the login page, remembering where to go on. */
export function demandSignIn() {
  sessionStorage.setItem(WANTED, location.pathname + location.search);
  leave();
}

/** What was asked for before signing in; told once. */
export function takeWanted() {
  const wanted = sessionStorage.getItem(WANTED);
  sessionStorage.removeItem(WANTED);
  return wanted;
}

/** Why the person is on the login page: `signed-out`, `ended` or null; told once. */
export function takeNotice() {
  const notice = sessionStorage.getItem(NOTICE);
  sessionStorage.removeItem(NOTICE);
  return notice;
}

/** So often the clock is looked at: timers stand still while a machine sleeps. */
const LOOK_MS = 15_000;

/** Ends the session when its time is over, and follows what other tabs do. */
export function watchSession() {
  const mine = kept()?.token;
  const look = () => {
    const now = kept();
    if (now === null) void over();
    else if (now.token !== mine) location.reload();
  };
  setInterval(look, LOOK_MS);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  addEventListener("storage", (event) => {
    if (event.key !== null && event.key !== KEPT) return;
    // A session that ended is taken away by name; who signs out clears all.
    if (event.key === KEPT) return look();
    if (leaving) return;
    sessionStorage.clear();
    sessionStorage.setItem(NOTICE, "signed-out");
    leave();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted && kept() === null) leave();
  });
}
