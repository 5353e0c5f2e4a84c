/** Beginnings of files that say how their characters are written. @type {[number[], string][]} */
const MARKS = [[[0xef, 0xbb, 0xbf], "utf-8"], [[0xff, 0xfe], "utf-16le"], [[0xfe, 0xff], "utf-16be"]];

/**
 * The text of a file, without the mark at its beginning; null if it is neither UTF-8 nor UTF-16.
 * @param {Uint8Array} bytes
 * @returns {string | null}
 */
export function textOf(bytes) {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * Without a mark, a file whose first or second byte is nothing is UTF-16: its first letter is
 * one of the header.
 * @param {Uint8Array} bytes
 */
function encodingOf(bytes) {
  const marked = MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked) return marked[1];
  if (bytes.length < 2) return "utf-8";
  return bytes[1] === 0 ? "utf-16le" : bytes[0] === 0 ? "utf-16be" : "utf-8";
}

/**
 * A record of a file: its cells, and the line on which it begins, the first being 1.
 * `isOpen`: a quote was not closed.
 * @typedef {{ line: number, cells: string[], isOpen: boolean }} CsvRecord
 */

/**
 * The records of `text` (RFC 4180; lines may end as they like), one after the other. Blank lines
 * are no records.
 * @param {string} text
 * @returns {Generator<CsvRecord & { end: number }, void>} `end`: how far it was read
 */
export function* records(text) {
  let [at, line] = [0, 1];
  while (at < text.length) {
    const began = line;
    /** @type {string[]} */
    const cells = [];
    let isOpen = false;
    for (;;) {
      const cell = cellAt(text, at);
      cells.push(cell.value);
      isOpen ||= cell.isOpen;
      line += cell.breaks;
      at = cell.end;
      if (text[at] !== ",") break;
      at += 1;
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at += 1;
    at += 1;
    line += 1;
    if (cells.length > 1 || cells[0]?.trim() !== "") yield { line: began, cells, isOpen, end: at };
  }
}

/** @param {string} text @param {number} at */
function cellAt(text, at) {
  if (text[at] !== '"') {
    const end = endOf(text, at);
    return { value: text.slice(at, end), end, breaks: 0, isOpen: false };
  }
  let value = "";
  for (let from = at + 1; ;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return { value: value + text.slice(from), end: text.length, breaks: breaksIn(text.slice(at)), isOpen: true };
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') {
      // What stands behind the quote belongs to the cell all the same.
      const end = endOf(text, quote + 1);
      return { value: value + text.slice(quote + 1, end), end, breaks: breaksIn(value), isOpen: false };
    }
    value += '"';
    from = quote + 2;
  }
}

/** Where the cell ends that goes on at `at`. @param {string} text @param {number} at */
function endOf(text, at) {
  for (let end = at; ; end += 1) {
    const code = text.charCodeAt(end);
    // A comma, the ends of lines, the end of it all.
    if (code === 44 || code === 10 || code === 13 || Number.isNaN(code)) return end;
  }
}

/** @param {string} text */
const breaksIn = (text) => text.match(/\r\n|\r|\n/g)?.length ?? 0;

/** What programs take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * A line of a file that no program takes for formulas.
 * @param {(string | number)[]} cells
 */
export function csvLine(cells) {
  return `${cells.map(cell).join(",")}\r\n`;
}

/** @param {string | number} value */
function cell(value) {
  const text = typeof value === "string" && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
