import { count, NOTHING, plural, size } from "../../lib/show.js";

/** @import { Health } from "../api/types.js" */

/**
 * So many seconds in words: `12 s`, `5 min`, `3 h`, `2 days`.
 * @param {number | null | undefined} seconds
 */
export function span(seconds) {
  if (seconds === null || seconds === undefined) return NOTHING;
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** What is said of a number that may be unknown. @param {number | null} value @param {string} one @param {string} [many] */
const told = (value, one, many) => (value === null ? NOTHING : plural(value, one, many));

/** What is said of things that wait. @param {number | null} waiting @param {number | null} oldest @param {string} one @param {string} many */
function queue(waiting, oldest, one, many) {
  if (waiting === null) return NOTHING;
  if (waiting === 0) return `No ${one} waits`;
  return `${plural(waiting, one, many)}, the oldest for ${span(oldest)}`;
}

/**
 * The parts of the service: what each is called, how it does, and what there is to say.
 * @param {Health} health
 * @returns {{ name: string, title: string, status: string, lines: string[] }[]}
 */
export function parts(health) {
  const { database, migrations, disk, audit, mail, webhooks, encryption, lead_names: names, limits } = health;
  const free = disk.free_bytes;
  return [
    { name: "database", title: "Database", status: database.status,
      lines: [`${database.backend === "sqlite" ? "SQLite" : "PostgreSQL"} ${database.version ?? ""}`.trim()] },
    { name: "migrations", title: "Schema", status: migrations.status,
      lines: [migrations.pending === 0 ? "Every migration is applied" : `${told(migrations.pending, "migration")} not applied`] },
    { name: "disk", title: "Disk", status: disk.status, lines: [free === null ? NOTHING : `${size(free)} free`] },
    { name: "audit", title: "Audit log", status: audit.status, lines: [queue(audit.waiting, audit.oldest_seconds, "entry", "entries"), "Entries are sealed within about a second"] },
    { name: "mail", title: "Mail", status: mail.status,
      lines: [mail.route === "smtp" ? "Goes by SMTP" : "Goes into files: no mail server is set up", queue(mail.waiting, mail.oldest_seconds, "letter", "letters"),
        mail.failed_24h === 0 ? "None given up within a day" : `${told(mail.failed_24h, "letter")} given up within a day`] },
    { name: "webhooks", title: "Webhooks", status: webhooks.status,
      lines: [queue(webhooks.waiting, webhooks.oldest_seconds, "webhook", "webhooks"),
        `Endpoints: ${webhooks.failing_endpoints ?? NOTHING} failing, ${webhooks.paused_endpoints ?? NOTHING} paused`] },
    { name: "encryption", title: "Encryption", status: encryption.status, lines: [encryption.key_present ? "The platform's key is there" : "No key: requests cannot be encrypted"] },
    { name: "lead_names", title: "Search by name", status: names.status, lines: [names.backlog === null ? NOTHING : `${count(names.backlog)} leads not in the index yet`] },
    { name: "limits", title: "Limits on calls", status: limits.status, lines: [{ redis: "Kept in Redis, shared by every server", memory: "Kept in memory, by each server for itself", off: "Off: nobody is limited" }[limits.kept_in]] },
  ];
}
