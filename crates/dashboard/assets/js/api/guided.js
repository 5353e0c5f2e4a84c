import { fieldsOf, rowFault } from "../lib/candidates.js";
import { request } from "./client.js";
import { ApiError } from "./errors.js";

/** @import { Asked } from "./wire.js" */

/** Below it are the routes of the candidates' guide. */
export const BASE = "/api/v1";

/** The guide's refusals have no codes: what they would be elsewhere. @type {Record<number, number>} */
const CODES = { 401: 4118, 403: 4030, 413: 4130, 429: 4290, 503: 5030 };

/** What to do after a refusal that is told by its words. @type {Record<string, string>} */
const ADVICE = {
  "Batch not found": "It may have been made by somebody else. Reload the page and choose one of yours.",
  "A batch of this name exists already": "Choose another name, or use that one.",
  "Candidate with this email already exists in this batch": "Nothing was changed. Search the list for the address.",
  "Candidate with this email already exists": "Nothing was changed. Search the list for the address, or choose a batch.",
  "Candidate not found": "Reload the page to see what changed.",
  "Invite already accepted": "Reload the page to see since when. Nothing was sent.",
  "Too many invites; try again tomorrow": "Ten invites within a day are the most for one candidate.",
};

/**
 * A refusal of these routes as the pages tell refusals.
 * @param {unknown} error
 */
export function translated(error) {
  if (!(error instanceof ApiError) || error.status === 0 || error.code !== 0) return error;
  error.errors = error.status === 400 ? fieldsOf(error.message) : [];
  if (error.errors.length > 0) error.told = { title: "Please correct what was entered", advice: `${rowFault(error.message)}.` };
  else if (CODES[error.status]) error.code = CODES[error.status] ?? 0;
  else if (error.status < 500) error.told = { title: error.message, advice: ADVICE[error.message] ?? "Reload the page and try again." };
  return error;
}

/**
 * Asks a route of the candidates' guide.
 * @param {string} path below /api/v1
 * @param {Asked} [asked]
 * @returns {Promise<any>} the whole reply
 */
export async function guided(path, asked) {
  try {
    const reply = await request(path, asked, BASE);
    return await reply.json();
  } catch (error) {
    if (error instanceof SyntaxError) throw new ApiError({ status: 200 });
    throw translated(error);
  }
}
