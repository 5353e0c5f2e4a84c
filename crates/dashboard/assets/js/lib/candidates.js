import { csvLine } from "./csv.js";
import { plural, size } from "./show.js";

/** @import { Candidate, Uploaded } from "../api/candidates.js" */
/** @import { SheetRow } from "./sheet.js" */
/** @import { Word } from "./words.js" */

/** How far an invite is, for people: one that has expired is pending still to the API. @type {Record<string, Word>} */
export const INVITE = {
  accepted: { label: "Accepted", tone: "good" },
  pending: { label: "Invited", tone: "wait" },
  expired: { label: "Invite expired", tone: "bad" },
};

/** What the list can be narrowed to. @type {Record<string, string>} */
export const INVITES = { pending: "Not accepted", accepted: "Accepted" };

/** @type {Record<string, Word>} */
export const PAID = {
  true: { label: "Paid", tone: "good" },
  false: { label: "Not paid", tone: "plain" },
};

/**
 * @param {Pick<Candidate, "invite_status" | "invite_expires_at">} candidate
 * @param {number} now ms since 1970
 */
export function inviteState({ invite_status: status, invite_expires_at: end }, now) {
  return status === "pending" && Date.parse(end) <= now ? "expired" : status;
}

/** What the API calls the fields, for people. @type {Record<string, string>} */
const FIELDS = { firstname: "First name", lastname: "Last name", email: "E-mail", batch_id: "Batch", batch_name: "Name", file: "The file" };

const FIELD = new RegExp(`^(${Object.keys(FIELDS).join("|")}) (.*)$`, "s");

/**
 * A message of the API about fields, field by field; empty if it is about something else.
 * @param {string} message such as `firstname must not be blank; email is required`
 */
export function fieldsOf(message) {
  const parts = message.split(/; (?=[a-z_]+ )/).map((part) => FIELD.exec(part));
  if (!parts.every((part) => part !== null)) return [];
  return parts.map((part) => ({ field: part[1] ?? "", reason: part[2] ?? "" }));
}

/**
 * What the API says of a row, for people.
 * @param {string} error
 */
export function rowFault(error) {
  const fields = fieldsOf(error);
  if (error.startsWith("has ")) return `The row ${error}`;
  return fields.length === 0 ? error : fields.map(({ field, reason }) => `${FIELDS[field]} ${reason}`).join("; ");
}

/**
 * The rows of a file with what the server found, those with a problem first.
 * @param {SheetRow[]} rows as they were read here
 * @param {Pick<Uploaded, "errors"> | null} report
 * @returns {SheetRow[]}
 */
export function judged(rows, report) {
  if (report === null) return problemsFirst(rows);
  const faults = new Map(report.errors.map(({ row, error }) => [row, rowFault(error)]));
  return problemsFirst(rows.map((row) => ({ ...row, problem: faults.get(row.line) ?? "" })));
}

/** @param {SheetRow[]} rows */
function problemsFirst(rows) {
  return [...rows.filter(({ problem }) => problem !== ""), ...rows.filter(({ problem }) => problem === "")];
}

/**
 * How far an upload is, in words.
 * @param {{ kind: "checking" | "saving", share: number, bytes: number }} step `share` of it is sent, 0 to 1
 */
export function progressWords({ kind, share, bytes }) {
  if (share < 1) return `${Math.floor(share * 100)} % of ${size(bytes)} sent`;
  return kind === "checking" ? "All of it is sent. It is being checked…" : "All of it is sent. It is being saved…";
}

/**
 * What came of a file, in words.
 * @param {Pick<Uploaded, "dry_run" | "total_rows" | "successful" | "failed">} report
 */
export function reportWords({ dry_run: isTrial, total_rows: all, successful, failed }) {
  /** @param {number} value */
  const verb = (value) => (isTrial ? "will be" : value === 1 ? "was" : "were");
  const rest = failed === 0 ? "" : `, ${plural(failed, "row")} ${verb(failed)} left out`;
  return `${plural(all, "row")}: ${plural(successful, "candidate")} ${verb(successful)} added${rest}.`;
}

/**
 * What was wrong with a file, as a file that no program takes for formulas.
 * @param {Uploaded["errors"]} errors
 */
export function errorsCsv(errors) {
  return `\ufeff${csvLine(["row", "email", "error"])}${errors.map(({ row, email, error }) => csvLine([row, email, error])).join("")}`;
}
