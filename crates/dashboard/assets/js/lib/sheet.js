import { records, textOf } from "./csv.js";

/**
 * A row of a file of candidates: its line in the file (the header is 1), and what seems wrong
 * with it; nothing, if that is empty. The server looks closer.
 * @typedef {{ line: number, firstname: string, lastname: string, email: string, problem: string }} SheetRow
 */

/** @typedef {{ rows: SheetRow[], wrong: number } | { fault: string }} Sheet */

/** The columns there must be. */
const COLUMNS = /** @type {const} */ (["firstname", "lastname", "email"]);

/** The contract takes no more rows. */
export const MOST_ROWS = 100_000;

/** The server takes no larger file. */
export const MOST_BYTES = 32 * 1024 * 1024;

/** A file to begin with. */
export const TEMPLATE = "firstname,lastname,email\r\nAsha,Rao,asha.rao@mail.example\r\n";

/** The page stands still for no longer. */
const SLICE_MS = 12;

/** What the server says of rows, where it is not about their cells. */
const ROW_FAULTS = {
  open: "The row has a quotation mark that is not closed",
  /** @param {number} found @param {number} expected */
  columns: (found, expected) => `The row has ${found} columns where the header has ${expected}`,
  /** @param {number} line */
  twice: (line) => `Duplicate email in file (first on row ${line})`,
};

/** How often the clock is looked at. */
const ROWS_AT_ONCE = 200;

const FAULTS = {
  empty: "This file is empty.",
  large: "This file is larger than 32 MB.",
  encoding: "This file is neither UTF-8 nor UTF-16. Save it once more as “CSV UTF-8”.",
  semicolons: "The columns are separated by semicolons. Save the file with commas between them.",
  header: "The first line must name the columns firstname, lastname and email.",
  twice: "The first line names a column twice.",
  none: "There are no rows below the first line.",
  many: "This file has more than 1,00,000 rows. Split it.",
};

/**
 * Reads a file of candidates, in slices: the page goes on meanwhile.
 * @param {Uint8Array} bytes
 * @param {{ signal?: AbortSignal, onShare?: (share: number) => void, pause?: () => Promise<void> }} [asked]
 *   told how much is read, 0 to 1
 * @returns {Promise<Sheet>}
 * @throws what the signal throws
 */
export async function readSheet(bytes, { signal, onShare, pause = breathe } = {}) {
  if (bytes.length === 0) return { fault: FAULTS.empty };
  if (bytes.length > MOST_BYTES) return { fault: FAULTS.large };
  const text = textOf(bytes);
  if (text === null) return { fault: FAULTS.encoding };
  const lines = records(text);
  const header = lines.next();
  if (header.done) return { fault: FAULTS.empty };
  const places = placesOf(header.value.cells);
  if (typeof places === "string") return { fault: places };
  const judge = judging(places, header.value.cells.length);
  /** @type {SheetRow[]} */
  const rows = [];
  let wrong = 0;
  let since = Date.now();
  for (const record of lines) {
    if (rows.length === MOST_ROWS) return { fault: FAULTS.many };
    const row = judge(record);
    rows.push(row);
    if (row.problem !== "") wrong += 1;
    if (rows.length % ROWS_AT_ONCE === 0 && Date.now() - since > SLICE_MS) {
      onShare?.(record.end / text.length);
      await pause();
      signal?.throwIfAborted();
      since = Date.now();
    }
  }
  return rows.length === 0 ? { fault: FAULTS.none } : { rows, wrong };
}

/** Lets the browser draw and listen. */
const breathe = () => new Promise((/** @type {(value: void) => void} */ done) => setTimeout(done));

/**
 * Where the columns are, in the order of `COLUMNS`; in words what is wrong with the header.
 * @param {string[]} header
 */
function placesOf(header) {
  const names = header.map((name) => name.replace(/[\s_-]/g, "").toLowerCase());
  const places = COLUMNS.map((name) => names.indexOf(name));
  if (places.includes(-1)) return header.length === 1 && header[0]?.includes(";") ? FAULTS.semicolons : FAULTS.header;
  return COLUMNS.some((name, index) => names.lastIndexOf(name) !== places[index]) ? FAULTS.twice : places;
}

/**
 * Judges rows; remembers the addresses it has seen.
 * @param {number[]} places where the columns are
 * @param {number} columns how many there are
 */
function judging(places, columns) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  /**
   * @param {import("./csv.js").CsvRecord} record
   * @returns {SheetRow}
   */
  return ({ line, cells, isOpen }) => {
    const [firstname = "", lastname = "", email = ""] = places.map((place) => (cells[place] ?? "").trim());
    const key = email.toLowerCase();
    const first = seen.get(key);
    const problem = isOpen ? ROW_FAULTS.open
      : cells.length !== columns ? ROW_FAULTS.columns(cells.length, columns)
      : [nameFault("First name", firstname), nameFault("Last name", lastname), emailFault(email)].filter(Boolean).join("; ") || (first === undefined ? "" : ROW_FAULTS.twice(first));
    if (problem === "") seen.set(key, line);
    return { line, firstname, lastname, email, problem };
  };
}

/** @param {string} what @param {string} name */
function nameFault(what, name) {
  if (name === "") return `${what} must not be blank`;
  if (name.length > 100 && [...name].length > 100) return `${what} must have at most 100 characters`;
  if (/\p{Cc}/u.test(name)) return `${what} must not contain control characters`;
  return /^[=+\-@]/.test(name) ? `${what} must not begin with = + - or @` : "";
}

/** @param {string} email */
function emailFault(email) {
  if (email === "") return "E-mail must not be blank";
  const sane = email.length <= 254 && /^[^@\s\p{Cc}]{1,64}@[^@\s\p{Cc}.](?:[^@\s\p{Cc}]*[^@\s\p{Cc}.])?$/u.test(email);
  return sane ? "" : "E-mail must be an e-mail address";
}
