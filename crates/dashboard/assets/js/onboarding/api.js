import { ApiError, refusal } from "../api/errors.js";
import { dataOf, send } from "../api/wire.js";

/** @import { Asked } from "../api/wire.js" */
/** @import { Credentials, Document, Key, Onboarding, Partner } from "./types.js" */

const BASE = "/api/partners";

/**
 * The `data` of a reply.
 * @param {string} path
 * @param {Asked} [asked]
 * @param {string | null} [token] the onboarding token
 * @returns {Promise<any>}
 * @throws {ApiError} and what the signal throws
 */
async function ask(path, asked = {}, token = null) {
  const reply = await send(path, asked, token === null ? {} : { "X-Onboarding-Token": token });
  if (!reply.ok) throw await refusal(reply);
  return dataOf(reply, asked.signal);
}

/** @param {string} id */
const below = (id) => `${BASE}/${encodeURIComponent(id)}`;

/**
 * @param {Record<string, unknown>} given
 * @returns {Promise<{ partner: Partner, onboardingToken: string }>}
 */
export const start = (given) => ask(`${BASE}/onboarding/start`, { method: "POST", body: given });

/** @param {Key} key @param {AbortSignal} [signal] @returns {Promise<Onboarding>} */
export const read = ({ id, token }, signal) => ask(`${below(id)}/onboarding`, { signal }, token);

/** @param {Key} key @param {Record<string, unknown>} businessInfo @returns {Promise<{ partner: Partner }>} */
export const putBusiness = ({ id, token }, businessInfo) => ask(`${below(id)}/business-info`, { method: "PUT", body: { businessInfo } }, token);

/** @param {Key} key @param {Record<string, unknown>} given @returns {Promise<{ partner: Partner }>} */
export const putSetup = ({ id, token }, given) => ask(`${below(id)}/api-setup`, { method: "PUT", body: given }, token);

/** @param {Key} key @param {{ type: string, name: string, url: string }[]} documents @returns {Promise<{ partner: Partner }>} */
export const handIn = ({ id, token }, documents) => ask(`${below(id)}/verification`, { method: "PUT", body: documents.length > 0 ? { documents } : {} }, token);

/** @param {Key} key @param {string} document @returns {Promise<{ partner: Partner }>} */
export const remove = ({ id, token }, document) => ask(`${below(id)}/delete-attach-document/${encodeURIComponent(document)}`, { method: "DELETE" }, token);

/** @param {Key} key @returns {Promise<{ partner: Partner & { apiCredentials: Credentials } }>} */
export const activate = ({ id, token }) => ask(`${below(id)}/activate`, { method: "PUT" }, token);

/**
 * Sends a file; `fetch` tells nobody how far it is.
 * @param {Key} key
 * @param {string} type of the document
 * @param {File} file
 * @param {{ signal: AbortSignal, onShare: (share: number) => void }} asked told the share that is sent, 0 to 1
 * @returns {Promise<{ document: Document, partner: Partner }>}
 */
export function upload({ id, token }, type, file, { signal, onShare }) {
  const form = new FormData();
  form.append("document", file, file.name);
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${below(id)}/attach-document/${encodeURIComponent(type)}`);
    request.setRequestHeader("X-Onboarding-Token", token);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => { if (event.lengthComputable && event.total > 0) onShare(event.loaded / event.total); };
    request.onerror = () => fail(new ApiError({ status: 0 }));
    request.onabort = () => fail(new DOMException("Given up", "AbortError"));
    request.onload = () => {
      const reply = replyOf(request);
      (reply.ok ? dataOf(reply) : refusal(reply).then((error) => Promise.reject(error))).then(done, fail);
    };
    signal.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

/** @param {XMLHttpRequest} request */
function replyOf(request) {
  const headers = new Headers();
  for (const name of ["X-Request-Id", "Retry-After"]) {
    const text = request.getResponseHeader(name);
    if (text !== null) headers.set(name, text);
  }
  return new Response(request.responseText, { status: request.status, headers });
}
