import { ApiError, refusal } from "../api/errors.js";
import { send } from "../api/wire.js";

const BASE = "/api/v1/auth";
const SHORTEST = 12;
const LONGEST = 128;

/** The token of the link, taken out of the address at once; null if there is none. */
export function takeToken() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token !== null) history.replaceState(null, "", location.pathname);
  return token === "" ? null : token;
}

/**
 * What is wrong with a password, in words; null if nothing is to be seen.
 * @param {string} text
 */
export function passwordFault(text) {
  const characters = [...text].length;
  if (characters === 0) return "Enter a password.";
  if (characters < SHORTEST) return `Enter at least ${SHORTEST} characters; these are ${characters}.`;
  return characters > LONGEST ? `Enter at most ${LONGEST} characters; these are ${characters}.` : null;
}

/** @param {string} path @param {Record<string, string>} body */
async function post(path, body) {
  const reply = await send(BASE + path, { method: "POST", body }, {});
  if (!reply.ok) throw await refusal(reply);
}

/**
 * Sets the password; the link is used up by that.
 * @param {string} token
 * @param {string} password
 * @returns {Promise<{ is: "done" } | { is: "dead" } | { is: "weak", why: string } | { is: "failed", error: unknown }>}
 */
export async function setPassword(token, password) {
  try {
    await post("/set-password", { token, password });
    return { is: "done" };
  } catch (error) {
    if (!(error instanceof ApiError)) return { is: "failed", error };
    if (error.status === 400 && /password/i.test(error.message)) return { is: "weak", why: `${error.message}.` };
    return [400, 401, 404, 410].includes(error.status) ? { is: "dead" } : { is: "failed", error };
  }
}

/** @param {string} email whether there is such an account is not told */
export const askForLink = (email) => post("/password-reset", { email });
