import assert from "node:assert/strict";
import { File } from "node:buffer";
import { beforeEach, test } from "node:test";

// As much of a browser as the modules want.
const kept = new Map([["partner.session", JSON.stringify({ token: "old", until: Date.now() + 600_000 })]]);
const listeners = [];
Object.assign(globalThis, {
  localStorage: { getItem: (name) => kept.get(name) ?? null, setItem: (name, text) => kept.set(name, text) },
  location: { pathname: "/partner/candidates/upload", search: "" },
  document: { documentElement: { dataset: {} } },
  matchMedia: () => ({ matches: false, addEventListener() {} }),
  addEventListener: (name) => listeners.push(name),
  removeEventListener: (name) => { if (listeners.includes(name)) listeners.splice(listeners.indexOf(name), 1); },
  fetch: async (path) => new Response(JSON.stringify({ data: path.endsWith("/refresh-token") ? { access_token: "new", expires_in: 900 } : [] })),
});

Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });

/** Requests that were sent, the newest last. */
const sent = [];
globalThis.XMLHttpRequest = class {
  upload = {};
  headers = {};
  open(method, path) { this.path = path; }
  setRequestHeader(name, text) { this.headers[name] = text; }
  getResponseHeader() { return null; }
  abort() { this.onabort(); }
  send(form) { sent.push(Object.assign(this, { form })); }
  told(loaded, total) { this.upload.onprogress({ lengthComputable: true, loaded, total }); }
  answer(status, body) { Object.assign(this, { status, response: new Blob([JSON.stringify(body)]) }).onload(); }
};

const { choose, chooseBatch, chosen, forget, giveUp, problem, send, step } = await import("../assets/js/state/upload.js");

const settle = () => new Promise((done) => setTimeout(done, 5));

/** Waits until `check` holds; what comes after it tells if it does not. */
const until = async (check) => { for (let n = 0; n < 400 && !check(); n += 1) await settle(); };

const report = (over) => ({ status: "success", data: { dry_run: true, total_rows: 1, successful: 1, failed: 0, errors: [], ...over } });

/** Sends the chosen file; its request. */
async function sending(kind) {
  const before = sent.length;
  const done = send(kind);
  await until(() => sent.length > before);
  assert.equal(sent.length, before + 1);
  return { request: sent.at(-1), done };
}

beforeEach(async () => {
  forget();
  chooseBatch("b-1");
  await choose(new File(["firstname,lastname,email\nAsha,Rao,asha@mail.example\n"], "a.csv"));
});

test("a file is read, checked and uploaded, step by step", async () => {
  assert.equal(step.value.kind, "read");
  assert.deepEqual([chosen.value.name, chosen.value.rows.length, chosen.value.wrong], ["a.csv", 1, 0]);
  const check = await sending("checking");
  assert.equal(check.request.path, "/api/v1/candidates/upload-csv?dry_run=true");
  assert.equal(check.request.headers["X-Dashboard-Request"], "true");
  assert.deepEqual([...check.request.form.keys()], ["batch_id", "file"], "the batch comes first");
  assert.deepEqual(listeners.filter((name) => name === "beforeunload").length, 1, "whoever leaves is asked");
  for (const [loaded, share] of [[0, 0], [30, 0.3], [100, 1]]) {
    check.request.told(loaded, 100);
    assert.deepEqual(step.value, { kind: "checking", share });
  }
  check.request.answer(200, report());
  await check.done;
  assert.deepEqual([step.value.kind, step.value.report.successful, listeners.includes("beforeunload")], ["checked", 1, false]);
  const save = await sending("saving");
  assert.equal(save.request.path, "/api/v1/candidates/upload-csv");
  save.request.answer(200, report({ dry_run: false }));
  await save.done;
  assert.deepEqual([step.value.kind, step.value.report.dry_run], ["saved", false]);
});

test("what fails leaves things as they were, and says why; giving up says nothing", async () => {
  const refused = await sending("checking");
  refused.request.answer(404, { status: "error", message: "Batch not found" });
  await refused.done;
  assert.deepEqual([step.value.kind, problem.value.told.title], ["read", "Batch not found"]);
  const broken = await sending("checking");
  assert.equal(problem.value, null, "what was said before is gone");
  broken.request.onerror();
  await broken.done;
  assert.deepEqual([step.value.kind, problem.value.status], ["read", 0]);
  const given = await sending("checking");
  giveUp();
  await given.done;
  assert.deepEqual([step.value.kind, problem.value, listeners.includes("beforeunload")], ["read", null, false]);
});

test("another file or batch makes what was found before worth nothing", async () => {
  const check = await sending("checking");
  check.request.answer(200, report());
  await check.done;
  chooseBatch("b-2");
  assert.equal(step.value.kind, "read");
  const late = await sending("checking");
  await choose(new File(["nothing"], "b.csv"));
  assert.deepEqual([step.value.kind, chosen.value], ["unreadable", null]);
  late.request.answer(200, report());
  await late.done;
  assert.equal(step.value.kind, "unreadable", "an answer that comes too late is not shown");
});

test("a token that has ended is renewed once, and the file sent again", async () => {
  const check = await sending("checking");
  assert.equal(check.request.headers.Authorization, "Bearer old");
  check.request.answer(401, { status: "error", message: "Session expired" });
  await until(() => sent.at(-1) !== check.request);
  assert.equal(sent.at(-1).headers.Authorization, "Bearer new");
  sent.at(-1).answer(200, report());
  await check.done;
  assert.equal(step.value.kind, "checked");
});
