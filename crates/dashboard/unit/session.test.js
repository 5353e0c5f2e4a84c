import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

/** A Storage. */
class Fake {
  constructor() { this.clear(); }
  clear() { this.kept = new Map(); }
  getItem(name) { return this.kept.get(name) ?? null; }
  setItem(name, text) { this.kept.set(name, text); }
  removeItem(name) { this.kept.delete(name); }
}

const world = { calls: [], answer: null, lock: Promise.resolve(), went: [] };
globalThis.localStorage = new Fake();
globalThis.sessionStorage = new Fake();
globalThis.location = { pathname: "/partner/dashboard", search: "?status=fresh_lead", replace: (to) => world.went.push(to) };
const locks = { request: (_, job) => (world.lock = world.lock.then(job, job)) };
Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
globalThis.fetch = async (path, asked) => {
  world.calls.push([path, asked.headers]);
  return world.answer(path);
};

const reply = (status, body) => new Response(JSON.stringify(body), { status });
const tokens = (token) => reply(200, { data: { access_token: token, token_type: "Bearer", expires_in: 900 } });
const keep = (token, left) => localStorage.setItem("partner.session", JSON.stringify({ token, until: Date.now() + left }));

/** The module anew, with nothing in memory. */
let copies = 0;
const fresh = () => import(`../assets/js/api/session.js?${(copies += 1)}`);

/** Whether a promise stays open: the document is on its way out. */
const isOpen = (promise) => Promise.race([promise.then(() => false, () => false), new Promise((done) => setTimeout(done, 20, true))]);

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  Object.assign(world, { calls: [], went: [], lock: Promise.resolve(), answer: () => tokens("next") });
});

test("a token that lives on is used as it is", async () => {
  const { accessToken } = await fresh();
  keep("now", 61_000);
  assert.equal(await accessToken(), "now");
  assert.equal(world.calls.length, 0);
});

test("however many ask, in however many tabs, one refreshes", async () => {
  const [one, other] = [await fresh(), await fresh()];
  keep("old", 59_000);
  const got = await Promise.all([one, other, one, other].map((tab) => tab.accessToken()));
  assert.deepEqual(got, ["next", "next", "next", "next"]);
  assert.deepEqual(world.calls.map(([path, headers]) => [path, headers["X-Dashboard-Request"], headers.Authorization]),
    [["/api/v1/partner/refresh-token", "true", undefined]]);
});

test("a session that is over leads to the login and back", async () => {
  const { accessToken } = await fresh();
  keep("old", 0);
  world.answer = () => reply(401, { code: 4118, message: "Invalid" });
  assert.equal(await isOpen(accessToken()), true);
  assert.equal(localStorage.getItem("partner.session"), null);
  assert.equal(sessionStorage.getItem("partner.wanted"), "/partner/dashboard?status=fresh_lead");
  assert.deepEqual(world.went, ["/partner/login"]);
});

test("a server that is away or busy ends no session", async () => {
  const { accessToken } = await fresh();
  keep("old", 0);
  for (const answer of [() => reply(503, { code: 5030 }), () => reply(429, { code: 4290 }), () => reply(502, "x"), () => { throw new TypeError("away"); }]) {
    world.answer = answer;
    await assert.rejects(accessToken());
    assert.notEqual(localStorage.getItem("partner.session"), null);
  }
  world.answer = () => tokens("next");
  assert.equal(await accessToken(), "next");
});

test("who signs out while a refresh is under way stays out", async () => {
  const { accessToken, signOut } = await fresh();
  keep("old", 0);
  let refresh = () => {};
  world.answer = (path) => (path.endsWith("logout") ? reply(200, {}) : new Promise((done) => { refresh = () => done(tokens("next")); }));
  const asked = accessToken();
  await new Promise((done) => setTimeout(done, 5));
  await signOut();
  refresh();
  assert.equal(await isOpen(asked), true);
  assert.equal(localStorage.getItem("partner.session"), null);
  assert.equal(sessionStorage.getItem("partner.wanted"), null);
});

test("signing out clears everything, tells the server, and waits for nobody", async () => {
  const { signOut } = await fresh();
  keep("now", 800_000);
  localStorage.setItem("partner.theme", "dark");
  sessionStorage.setItem("x", "y");
  world.answer = () => { throw new TypeError("away"); };
  await signOut();
  assert.equal(localStorage.kept.size, 0);
  assert.deepEqual([...sessionStorage.kept.keys()], ["partner.notice"]);
  assert.deepEqual(world.calls.map(([path, headers]) => [path, headers.Authorization]), [["/api/v1/partner/logout", "Bearer now"]]);
  assert.deepEqual(world.went, ["/partner/login"]);
});

test("credentials of any script are sent as UTF-8, colons in the secret kept", async () => {
  const { signIn } = await fresh();
  await signIn("pc_1", "ä:ß");
  const sent = world.calls[0][1].Authorization.replace("Basic ", "");
  assert.equal(Buffer.from(sent, "base64").toString("utf8"), "pc_1:ä:ß");
  assert.match(localStorage.getItem("partner.session"), /"token":"next"/);
});
