import { ApiError, refusal } from "./errors.js";
import { afterLogin, LOGIN } from "../lib/route.js";

/**
 * The session: the access token lies in localStorage, where all tabs see it; the refresh token
 * in an HttpOnly cookie, which no script sees.
 * @typedef {{ token: string, until: number }} Kept
 */

const KEPT = "partner.session";
const WANTED = "partner.wanted";
const NOTICE = "partner.notice";
const BASE = "/api/v1/partner";

/** Less than this is left: time for the next token. */
const SOON_MS = 60_000;

/** Codes after which no refresh will ever work again. */
const OVER = [4110, 4111, 4114, 4115, 4116, 4117, 4118];

/** Once true nothing is sent away from here any more: the next document is on its way. */
let leaving = false;

/** @returns {Kept | null} */
function kept() {
  try {
    const read = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    return typeof read?.token === "string" && typeof read?.until === "number" ? read : null;
  } catch {
    return null;
  }
}

/**
 * @param {{ access_token: string, expires_in: number }} tokens
 * @returns {Kept}
 */
function keep(tokens) {
  const next = { token: tokens.access_token, until: Date.now() + tokens.expires_in * 1000 };
  localStorage.setItem(KEPT, JSON.stringify(next));
  return next;
}

export const isSignedIn = () => kept() !== null;

/**
 * Signs in. Client ID and secret are used for this one call and not kept.
 * @param {string} id client id or slug
 * @param {string} secret
 */
export async function signIn(id, secret) {
  const bytes = new TextEncoder().encode(`${id}:${secret}`);
  const basic = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  keep(await post("/login", { Authorization: `Basic ${basic}` }));
}

/**
 * An access token with more than a minute to live, refreshed if need be.
 * @returns {Promise<string>}
 */
export async function accessToken() {
  const now = kept();
  if (now === null) return over("ended");
  return now.until - Date.now() > SOON_MS ? now.token : refreshed(now.token);
}

/** @type {Promise<string> | null} */
let underWay = null;

/**
 * The token after `stale`. However many ask, in however many tabs, one asks the server.
 * @param {string} stale
 * @returns {Promise<string>}
 */
export function refreshed(stale) {
  underWay ??= alone(() => refresh(stale)).finally(() => { underWay = null; });
  return underWay.catch((error) => {
    if (error instanceof Over) return over(error.why);
    throw error;
  });
}

/** Carries the end of a session out of the lock, which must not be held for ever. */
class Over extends Error {
  /** @param {"ended" | "inactive"} why */
  constructor(why) {
    super(why);
    this.why = why;
  }
}

/** What one tab writes into localStorage takes a moment to be seen by another. */
const SETTLING_MS = 100;

/**
 * Runs `job` while no other tab does. Browsers have locks in secure contexts only; elsewhere
 * the server forgives two refreshes with the same token.
 * @param {() => Promise<string>} job
 * @returns {Promise<string>}
 */
function alone(job) {
  if (!navigator.locks) return job();
  return new Promise((done, fail) => {
    void navigator.locks.request("partner-refresh", async () => {
      try {
        done(await job());
        await new Promise((settled) => setTimeout(settled, SETTLING_MS));
      } catch (error) {
        fail(error);
      }
    });
  });
}

/**
 * @param {string} stale
 * @returns {Promise<string>}
 */
async function refresh(stale) {
  const now = kept();
  if (now === null) throw new Over("ended");
  if (now.token !== stale && now.until - Date.now() > SOON_MS) return now.token;
  try {
    const tokens = await post("/refresh-token", {});
    // Signed out meanwhile, here or in another tab: what just came must not revive the session.
    if (kept() === null) throw new Over("ended");
    return keep(tokens).token;
  } catch (error) {
    if (error instanceof ApiError && OVER.includes(error.code)) throw new Over(error.code === 4116 ? "inactive" : "ended");
    throw error;
  }
}

/**
 * @param {string} path
 * @param {Record<string, string>} headers
 * @returns {Promise<{ access_token: string, expires_in: number }>}
 */
async function post(path, headers) {
  let reply;
  try {
    reply = await fetch(BASE + path, { method: "POST", headers: { "X-Dashboard-Request": "true", ...headers }, cache: "no-store" });
  } catch {
    throw new ApiError({ status: 0 });
  }
  if (!reply.ok) throw await refusal(reply);
  return (await reply.json()).data;
}

/**
 * Signs out: the server forgets the session, and so do all tabs. A server that does not
 * answer within three seconds does not hold the person back.
 */
export async function signOut() {
  const now = kept();
  leaving = true;
  forget();
  if (now !== null) {
    try {
      await fetch(`${BASE}/logout`, {
        method: "POST",
        headers: { "Authorization": `Bearer ${now.token}`, "X-Dashboard-Request": "true" },
        keepalive: true,
        signal: AbortSignal.timeout(3000),
      });
    } catch {
      // The access token ends by itself; the cookie is of no use without this device.
    }
  }
  sessionStorage.setItem(NOTICE, "signed-out");
  leave();
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
 * @param {"ended" | "inactive"} why
 * @returns {Promise<never>} never settles, for the document goes away
 */
function over(why) {
  if (!leaving && location.pathname !== LOGIN) {
    localStorage.removeItem(KEPT);
    sessionStorage.setItem(WANTED, location.pathname + location.search);
    sessionStorage.setItem(NOTICE, why);
    leave();
  }
  return new Promise(() => {});
}

/** Sends to the login page, remembering where to go on. */
export function demandSignIn() {
  sessionStorage.setItem(WANTED, location.pathname + location.search);
  leave();
}

/** Where to go after signing in; told once. */
export function takeWanted() {
  const wanted = sessionStorage.getItem(WANTED);
  sessionStorage.removeItem(WANTED);
  return afterLogin(wanted);
}

/** Why the person is on the login page: `signed-out`, `ended`, `inactive` or null; told once. */
export function takeNotice() {
  const notice = sessionStorage.getItem(NOTICE);
  sessionStorage.removeItem(NOTICE);
  return notice;
}

/**
 * Whose token it is; the pages trust it with nothing but noticing a change.
 * @param {string | null} text what is kept, as text
 */
function owner(text) {
  try {
    const claims = JSON.parse(text ?? "null").token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    return JSON.parse(atob(claims)).partner_id ?? null;
  } catch {
    return null;
  }
}

/** Follows what other tabs do, and what the browser brings back from its cache of pages. */
export function watchTabs() {
  addEventListener("storage", (event) => {
    if (event.key !== null && event.key !== KEPT) return;
    if (location.pathname === LOGIN) {
      if (kept() !== null) location.replace(takeWanted());
    } else if (kept() === null) {
      sessionStorage.clear();
      sessionStorage.setItem(NOTICE, "signed-out");
      leave();
    } else if (event.oldValue !== null && owner(event.oldValue) !== owner(event.newValue)) {
      location.reload();
    }
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted && kept() === null && location.pathname !== LOGIN) leave();
  });
}
