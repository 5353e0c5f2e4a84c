import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

globalThis.localStorage = {
  kept: new Map(),
  getItem(name) { return this.kept.get(name) ?? null; },
  setItem(name, text) { this.kept.set(name, text); },
  removeItem(name) { this.kept.delete(name); },
};

const { ApiError } = await import("../assets/js/api/errors.js");
const { bodyOf, Draft, faultsOf, textAt } = await import("../assets/js/onboarding/draft.js");
const { fileFault, MOST_BYTES } = await import("../assets/js/onboarding/files.js");
const { keep, kept, keyOf, linkOf } = await import("../assets/js/onboarding/kept.js");
const { passwordFault } = await import("../assets/js/onboarding/password.js");
const { isDeadKey, isOver, told } = await import("../assets/js/onboarding/refused.js");
const { furthest, label, stepOf } = await import("../assets/js/onboarding/words.js");

const ID = "0193aa11-0000-7000-8000-000000000001";
const KEY = { id: ID, token: "onb_Abc-123_~x" };
const refused = (told) => new ApiError(told);

beforeEach(() => localStorage.kept.clear());

test("a link leads back to the key it was made of, wherever it was pasted from", () => {
  const link = linkOf(KEY, "https://lender.test");
  assert.equal(link, `https://lender.test/partner/onboarding#id=${ID}&token=onb_Abc-123_~x`);
  for (const text of [link, `  ${link}\n`, link.slice(link.indexOf("#")), `x#token=${KEY.token}&id=${ID.toUpperCase()}`]) assert.deepEqual(keyOf(text), KEY, text);
});

test("what is no link gives no key", () => {
  for (const text of ["", "#", link(), link({ id: "1" }), link({ id: `${ID}0` }), link({ id: ID }), link({ id: ID, token: "short" }), link({ id: ID, token: "a b c d e f g" }),
    link({ id: ID, token: "x".repeat(600) }), `/partner/onboarding?id=${ID}&token=${KEY.token}`, link({ id: ID, token: "<script>alert" })]) assert.equal(keyOf(text), null, text);
});

/** @param {Record<string, string>} fields */
function link(fields = {}) {
  return `https://lender.test/partner/onboarding#${new URLSearchParams(fields)}`;
}

test("the key is kept, replaced by the end, and forgotten", () => {
  keep(KEY);
  assert.deepEqual(kept(), KEY);
  keep({ id: ID, done: true });
  assert.deepEqual(kept(), { id: ID, done: true });
  assert.ok(!JSON.stringify([...localStorage.kept]).includes("onb_"));
  keep(null);
  assert.equal(localStorage.kept.size, 0);
});

test("what others left in its place is nothing", () => {
  for (const text of ["", "nonsense", "null", "[]", "7", JSON.stringify({ id: "x", token: KEY.token }), JSON.stringify({ id: ID }), JSON.stringify({ id: ID, token: 7 }), JSON.stringify({ id: ID, token: "" })]) {
    localStorage.setItem("partner.onboarding", text);
    assert.equal(kept(), null, text);
  }
});

test("a body is made of paths; blanks and what is empty are left out", () => {
  assert.deepEqual(bodyOf({ "businessInfo.companyName": " Acme ", "businessInfo.address.city": "Pune", "businessInfo.address.state": "  ", "businessInfo.pan": "" }),
    { businessInfo: { companyName: "Acme", address: { city: "Pune" } } });
  assert.deepEqual(bodyOf({}), {});
});

test("texts are found where there are any", () => {
  const saved = { businessInfo: { companyName: "Acme", address: { city: "Pune" }, rate: 7 } };
  assert.equal(textAt(saved, "businessInfo.address.city"), "Pune");
  for (const path of ["businessInfo.address.state", "businessInfo.rate", "businessInfo.companyName.x", "nothing.at.all"]) assert.equal(textAt(saved, path), "", path);
  assert.equal(textAt(null, "a.b"), "");
});

test("a draft keeps what was entered through a refusal, and tells each field's fault", async () => {
  const draft = new Draft();
  draft.set("name", "Acme", "");
  draft.set("email", "x", "");
  const errors = [{ field: "email", message: "is no address" }, { field: "email", message: "is too short" }, { field: "phoneNumber", message: "is required" }];
  assert.equal(await draft.send(async () => { throw refused({ status: 400, word: "VALIDATION_ERROR", errors }); }), false);
  assert.deepEqual(draft.faults.value, { email: "is no address", phoneNumber: "is required" });
  assert.equal(draft.get("name", ""), "Acme");
  assert.equal(draft.refusals.value, 1);
  draft.set("email", "a@b.example", "");
  assert.deepEqual(draft.faults.value, { phoneNumber: "is required" });
  assert.equal(await draft.send(async () => {}), true);
  assert.equal(draft.isDirty.value, false);
  assert.deepEqual(draft.faults.value, {});
  assert.equal(draft.error.value, null);
});

test("what was changed and changed back is no draft", () => {
  const draft = new Draft();
  draft.set("name", "Acme 2", "Acme");
  assert.equal(draft.isDirty.value, true);
  draft.set("name", "Acme", "Acme");
  assert.equal(draft.isDirty.value, false);
});

test("a form is sent once, however often somebody presses", async () => {
  const draft = new Draft();
  let calls = 0;
  let finish = () => {};
  const call = () => new Promise((done) => { calls += 1; finish = done; });
  const first = draft.send(call);
  assert.equal(await draft.send(call), false);
  finish();
  assert.equal(await first, true);
  assert.equal(calls, 1);
});

test("faults that are none are not believed", () => {
  assert.deepEqual(faultsOf(refused({ status: 400, errors: [null, 7, { field: "x" }, { message: "y" }, { field: "a", message: "b" }] })), { a: "b" });
  assert.deepEqual(faultsOf(new Error("x")), {});
});

test("files are judged by how they begin and how large they are", async () => {
  for (const begin of ["%PDF-1.7", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff\xe0"]) assert.equal(await fileFault(new Blob([Buffer.from(begin, "latin1"), "rest"])), null, begin);
  assert.match(await fileFault(new Blob([])), /empty/);
  assert.match(await fileFault(new Blob(["%PDF-", new Uint8Array(MOST_BYTES)])), /10 MB/);
  for (const text of ["<html>", "%PD", "GIF89a", "PK\x03\x04", " %PDF-1.7"]) assert.match(await fileFault(new Blob([text])), /no PDF/, text);
  const gone = { size: 7, slice: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) };
  assert.match(await fileFault(gone), /cannot be read/);
});

test("one goes as far as one is, and no further", () => {
  const known = (currentStep, state = "not_ready") => ({ partner: { onboarding: { currentStep } }, review: { state } });
  for (const [state, place] of [[known("business_info"), 0], [known("api_setup"), 1], [known("verification"), 2], [known("activation", "waiting"), 3],
    [known("activation", "rejected"), 3], [known("activation", "approved"), 4], [known("verification", "approved"), 2], [known("something new"), 0]]) {
    assert.equal(furthest(state), place, JSON.stringify(state));
  }
  assert.equal(stepOf(known("verification"), null), "documents");
  assert.equal(stepOf(known("verification"), "business"), "business");
  for (const wished of ["live", "review", "nonsense", "constructor", ""]) assert.equal(stepOf(known("verification"), wished), "documents", wished);
});

test("dead keys, the end, and other refusals are told apart", () => {
  assert.equal(isDeadKey(refused({ status: 401, word: "INVALID_CREDENTIALS" })), true);
  assert.equal(isDeadKey(refused({ status: 404, word: "PARTNER_NOT_FOUND" })), true);
  assert.equal(isOver(refused({ status: 409, word: "INVALID_STATUS_TRANSITION" })), true);
  for (const other of [refused({ status: 0 }), refused({ status: 404, word: "DOCUMENT_NOT_FOUND" }), refused({ status: 503 }), new Error("x"), null]) {
    assert.equal(isDeadKey(other), false);
    assert.equal(isOver(other), false);
  }
});

test("every refusal is told with something to do", () => {
  for (const word of ["VALIDATION_ERROR", "PARTNER_EXISTS", "DUPLICATE_ENTRY", "INCOMPLETE_ONBOARDING", "REVIEW_PENDING", "INVALID_STATUS_TRANSITION", "DOCUMENT_NOT_FOUND",
    "PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE", "constructor", ""]) {
    const { title, advice } = told(refused({ status: 400, word, message: "As the server says" }));
    assert.ok(title.length > 5 && advice.length > 5, word);
  }
  assert.match(told(refused({ status: 0 })).advice, /still here/);
  assert.match(told(refused({ status: 429, retryAfter: 7 })).advice, /7 seconds/);
  assert.equal(told(refused({ status: 500, requestId: "r-1" })).requestId, "r-1");
  assert.match(told(new TypeError("x")).title, /this page/);
});

test("words that are not known show as they came", () => {
  assert.equal(label({ a: "A" }, "a"), "A");
  assert.equal(label({ a: "A" }, "some_thing"), "some thing");
  assert.equal(label({}, "constructor"), "constructor");
});

test("a password has 12 to 128 characters, whatever they are made of", () => {
  for (const good of ["correct horse", "x".repeat(128), "😀".repeat(12), "            "]) assert.equal(passwordFault(good), null, good);
  for (const bad of ["", "eleven char", "😀".repeat(11), "x".repeat(129)]) assert.notEqual(passwordFault(bad), null, bad);
});
