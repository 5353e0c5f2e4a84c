import assert from "node:assert/strict";
import { test } from "node:test";
import { csvLine, records, textOf } from "../assets/js/lib/csv.js";
import { MOST_ROWS, readSheet, TEMPLATE } from "../assets/js/lib/sheet.js";

const HEAD = "firstname,lastname,email\n";
const bytes = (text) => new TextEncoder().encode(text);

/** `text` in UTF-16, with or without its mark. */
function utf16(text, { big = false, mark = true } = {}) {
  const codes = [...(mark ? "\ufeff" : "") + text].flatMap((char) => Array.from({ length: char.length }, (_, at) => char.charCodeAt(at)));
  return new Uint8Array(codes.flatMap((code) => (big ? [code >> 8, code & 255] : [code & 255, code >> 8])));
}

/** Rows as `line name name email problem`. */
async function read(text) {
  const sheet = await readSheet(typeof text === "string" ? bytes(text) : text);
  return sheet.fault ?? sheet.rows.map((row) => Object.values(row).join("|"));
}

test("text is read as it is written: UTF-8 and UTF-16, with a mark and without", () => {
  const text = "email,ü😀\r\n";
  for (const written of [bytes(text), bytes(`\ufeff${text}`), utf16(text), utf16(text, { big: true }), utf16(text, { mark: false }), utf16(text, { big: true, mark: false })]) {
    assert.equal(textOf(written), text);
  }
  assert.equal(textOf(new Uint8Array([0x65, 0xfc, 0x65])), null, "Latin-1 is told, not guessed at");
  assert.equal(textOf(new Uint8Array([0xff, 0xfe, 0x65])), null, "half a character");
});

test("records: quotes, breaks in them, ends of lines of every kind, blank lines", () => {
  const all = (text) => [...records(text)].map(({ line, cells }) => [line, ...cells]);
  assert.deepEqual(all('a,"b ""x"", y","c\r\nd"\r\n\r\ne\rf,\n'), [[1, "a", 'b "x", y', "c\r\nd"], [4, "e"], [5, "f", ""]]);
  assert.deepEqual(all(""), []);
  assert.deepEqual(all("\n \n,\n"), [[3, "", ""]]);
  assert.deepEqual(all('"a"b,c'), [[1, "ab", "c"]]);
  const [open] = records('a,"b\nc');
  assert.deepEqual([open.isOpen, open.cells], [true, ["a", "b\nc"]]);
});

test("a file is read whatever the order and case of its columns", async () => {
  assert.deepEqual(await read(TEMPLATE), ["2|Asha|Rao|asha.rao@mail.example|"]);
  assert.deepEqual(await read(utf16("E-Mail, Last_Name ,note,FIRST NAME\r\n a@b.example ,Rao,\"x,\ny\",Asha\r\nc@d.example,Iyer,,Tara\r\n")),
    ["2|Asha|Rao|a@b.example|", "4|Tara|Iyer|c@d.example|"]);
});

test("what is wrong with a file as a whole is said", async () => {
  for (const [text, fault] of [["", /empty/], ["\n\n", /empty/], [HEAD, /no rows/], ["firstname;lastname;email\nA;B;a@b.example", /semicolons/],
    ["first,last,mail\nA,B,a@b.example", /must name the columns/], ["firstname,lastname,email,Email\n", /twice/]]) {
    assert.match(await read(text), fault, text);
  }
  assert.match(await read(new Uint8Array([0xe9, 0x80])), /UTF-8/);
  assert.match((await readSheet(new Uint8Array(32 * 1024 * 1024 + 1))).fault, /32 MB/);
});

test("what is wrong with a row is said at its line", async () => {
  const long = "x".repeat(101);
  const text = `${HEAD}A,B,a@b.example\n,B,c@b.example\nA,,d@b.example\nA,B\n=1+1,B,e@b.example\nA,@x,f@b.example\nA,B,A@B.example\n${long},B,g@b.example\nA,B,nobody\nA,B,a@b@c\nA,B,a@.b\n"A\tC",B,h@b.example\n"",,\nA,"B,i@b.example\n`;
  assert.deepEqual((await read(text)).map((row) => row.replace(/^(\d+)\|.*\|(?=[^|]*$)/s, "$1 ")), [
    "2 ", "3 First name must not be blank", "4 Last name must not be blank", "5 The row has 2 columns where the header has 3", "6 First name must not begin with = + - or @", "7 Last name must not begin with = + - or @",
    "8 Duplicate email in file (first on row 2)", "9 First name must have at most 100 characters", "10 E-mail must be an e-mail address", "11 E-mail must be an e-mail address",
    "12 E-mail must be an e-mail address", "13 First name must not contain control characters", "14 First name must not be blank; Last name must not be blank; E-mail must not be blank", "15 The row has a quotation mark that is not closed",
  ]);
});

test("a hundred thousand rows are read in slices, and can be given up", async () => {
  const text = HEAD + Array.from({ length: MOST_ROWS }, (_, n) => `Asha,Rao ${n},asha${n}@mail.example\r\n`).join("");
  const told = [];
  let pauses = 0;
  const pause = async () => { pauses += 1; };
  const sheet = await readSheet(bytes(text), { onShare: (share) => told.push(share), pause });
  assert.deepEqual([sheet.rows.length, sheet.wrong, sheet.rows.at(-1).line], [MOST_ROWS, 0, MOST_ROWS + 1]);
  assert.ok(pauses > 3, `${pauses} pauses`);
  assert.ok(told.every((share, at) => share > (told[at - 1] ?? 0) && share <= 1), "the share grows");
  assert.match((await readSheet(bytes(`${text}One,More,one@more.example\n`))).fault, /1,00,000/);
  const abort = new AbortController();
  await assert.rejects(readSheet(bytes(text), { signal: abort.signal, pause: async () => abort.abort() }), { name: "AbortError" });
});

test("no program takes a line for formulas", () => {
  assert.equal(csvLine([7, "=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "plain", 'a "b", c', "x\ny"]),
    "7,'=HYPERLINK(1),'+1,'-1,'@x,'\tx,plain,\"a \"\"b\"\", c\",\"x\ny\"\r\n");
});
