import { called } from "./words.js";
import { partnerPath, runPath } from "./route.js";

/** @import { AuditParty } from "../api/types.js" */

/** What can happen, and what it is called. @type {Record<string, string>} */
export const ACTIONS = {
  "partner.created": "Partner created",
  "partner.status_changed": "Partner's status changed",
  "partner.onboarding_step_done": "Onboarding step done",
  "partner.onboarding_token_issued": "Onboarding link issued",
  "partner.document_attached": "Document handed in",
  "partner.document_removed": "Document taken back",
  "partner.document_read": "Document looked at",
  "partner.review_decided": "Review decided",
  "partner.review_withdrawn": "Review withdrawn",
  "partner.activated": "Partner activated itself",
  "partner.changed": "Partner's record changed",
  "partner.deleted": "Partner deleted",
  "partner.restored": "Partner restored",
  "partner.note_added": "Note added",
  "partner.secret_rotated": "Secret rotated",
  "partner.refresh_token_reused": "Spent refresh token came again",
  "partner.envelope_key_enrolled": "Encryption key enrolled",
  "partner.envelope_key_retired": "Encryption key retired",
  "partner.encryption_changed": "Encryption policy changed",
  "partner.tax_profile_changed": "Tax profile changed",
  "partner.limits_changed": "Limits of calls changed",
  "partner.webhook_created": "Webhook endpoint created",
  "partner.webhook_changed": "Webhook endpoint changed",
  "partner.webhook_secret_rotated": "Webhook secret rotated",
  "partner.webhook_deleted": "Webhook endpoint deleted",
  "partner.webhook_paused": "Webhook endpoint paused",
  "partner.webhook_replayed": "Webhooks delivered again",
  "partner.webhook_tested": "Webhook endpoint tested",
  "partner.candidate_batch_created": "Batch of candidates created",
  "partner.candidates_enrolled": "Candidates enrolled",
  "partner.candidate_marked_paid": "Candidate marked as paid",
  "partner.candidate_invite_resent": "Invite sent again",
  "partner.candidate_invite_accepted": "Invite accepted",
  "partner.practice_payout_recorded": "Paid for practice",
  "candidate.password_set": "Candidate set a password",
  "maintenance.announced": "Maintenance announced",
  "maintenance.cancelled": "Maintenance cancelled",
  "portal_account.created": "Partner's account created",
  "portal_account.status_changed": "Partner's account enabled or disabled",
  "portal_account.password_set": "Partner's person set a password",
  "staff.created": "Staff account created",
  "staff.role_changed": "Staff role changed",
  "staff.status_changed": "Staff account enabled or disabled",
  "staff.password_set": "Staff set a password",
  "service_token.created": "Service token created",
  "payout_run.created": "Payout run made",
  "payout_run.approved": "Payout run approved",
  "payout_run.rejected": "Payout run rejected",
  "statement.paid": "Statement paid",
  "dispute.opened": "Dispute opened",
  "dispute.answered": "Dispute answered",
  "lead.loan_credited": "Loan credited to a lead",
  "lead.loan_not_credited": "Loan not credited",
  "lead.payout_changed": "Lead's payout changed",
  "lead.identity_conflict": "Identity conflict",
};

/** Who can do something. @type {Record<string, string>} */
export const ACTORS = { staff: "Staff", partner: "Partners", service: "Lender's systems", operator: "Operator at the host", system: "The platform itself" };

/**
 * What narrows the log.
 * @typedef {{ from: string, to: string, actor: string, action: string, partner: string }} Filters
 */

/** @type {Filters} */
export const NO_FILTERS = Object.freeze({ from: "", to: "", actor: "", action: "", partner: "" });

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** @type {Record<keyof Filters, (text: string) => boolean>} */
const FITS = {
  from: isDay, to: isDay,
  actor: (text) => /^(system|operator|(staff|partner|service)(:[0-9a-f-]{1,36})?)$/.test(text),
  action: (text) => Object.hasOwn(ACTIONS, text) || /^[a-z_]{1,40}\.([a-z_]{1,60})?$/.test(text),
  partner: (text) => /^[0-9a-f-]{36}$/.test(text),
};

/** @param {string} text */
function isDay(text) {
  return DAY.test(text) && !Number.isNaN(Date.parse(text));
}

/**
 * Reads the filters of an address; what is no value of a filter is left out.
 * @param {string} text
 * @returns {Filters}
 */
export function readFilters(text) {
  const given = new URLSearchParams(text);
  const read = { ...NO_FILTERS };
  for (const name of /** @type {(keyof Filters)[]} */ (Object.keys(FITS))) {
    const value = given.get(name) ?? "";
    if (FITS[name](value)) read[name] = value;
  }
  return read;
}

/**
 * The filters as the API takes them: an actor's kind, and which of them.
 * @param {Filters} filters
 */
export function narrowing({ actor, ...rest }) {
  const [kind, id] = actor.split(":", 2);
  return { ...rest, actor: kind ?? "", actor_id: id ?? "" };
}

/** @param {Filters} filters */
export const isNarrowed = (filters) => Object.values(filters).some((value) => value !== "");

/**
 * What is wrong with the filters, in words; null if nothing is.
 * @param {Filters} filters
 */
export function fault({ from, to }) {
  return from !== "" && to !== "" && from > to ? "The first day must not come after the last day." : null;
}

/**
 * Somebody or something in words.
 * @param {AuditParty} party
 */
export function partyName({ kind, id, name }) {
  if (id === undefined) return name ?? called(ACTORS, kind);
  return name ?? `${kind.replaceAll("_", " ")} ${id}`;
}

/**
 * Where more is to be seen of what an entry is about, if anywhere.
 * @param {AuditParty} party
 */
export function partyPath({ kind, id }) {
  if (id === undefined) return null;
  if (kind === "partner" && FITS.partner(id)) return partnerPath(id);
  return kind === "payout_run" && /^[1-9]\d{0,15}$/.test(id) ? runPath(Number(id)) : null;
}

/**
 * The filter for what an actor did.
 * @param {AuditParty} actor
 */
export const actorFilter = ({ kind, id }) => (id === undefined ? kind : `${kind}:${id}`);
