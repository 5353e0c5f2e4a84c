import { ApiError } from "./errors.js";

/**
 * A reply that is no success, as an error. Its body may be anything, such as a proxy's page.
 * @param {Response} reply
 * @returns {Promise<ApiError>}
 */
export async function refusal(reply) {
  const told = await reply.json().catch(() => null);
  const after = Number(reply.headers.get("Retry-After") ?? Number.NaN);
  return new ApiError({
    status: reply.status,
    code: typeof told?.code === "number" ? told.code : 0,
    message: typeof told?.message === "string" ? told.message : `HTTP ${reply.status}`,
    reason: told?.reason ?? null,
    parameter: told?.parameter ?? null,
    errors: Array.isArray(told?.errors) ? told.errors : [],
    requestId: reply.headers.get("X-Request-Id") ?? told?.request_id ?? null,
    retryAfter: Number.isFinite(after) ? after : null,
  });
}
