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

const world = { calls: [], went: [], answer: null };
globalThis.localStorage = new Fake();
globalThis.sessionStorage = new Fake();
globalThis.location = { pathname: "/admin/partners", search: "?status=active", replace: (to) => world.went.push(to) };
globalThis.fetch = async (path, asked) => {
  world.calls.push({ path, method: asked.method, authorization: asked.headers?.Authorization, body: asked.body });
  return world.answer(path);
};

const reply = (status, body) => new Response(JSON.stringify(body), { status });
const signedIn = (role) => reply(200, { status: "success", data: { token: "tok", expires_in: 43_200, user: { email: "a@lender.example", account_type: role } } });
const keep = (over = {}) => localStorage.setItem("admin.session", JSON.stringify({ token: "tok", until: Date.now() + 60_000, email: "a@lender.example", role: "admin", ...over }));
const isOpen = (promise) => Promise.race([promise.then(() => false, () => false), new Promise((done) => setTimeout(done, 20, true))]);

/** The modules anew, with nothing in memory. */
let copies = 0;
const fresh = () => import(`../assets/js/admin/api/session.js?${(copies += 1)}`);
const { request } = await import("../assets/js/admin/api/client.js");

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  Object.assign(world, { calls: [], went: [], answer: () => reply(200, {}) });
});

test("signing in keeps the token with its end, and no password", async () => {
  const { kept, signIn } = await fresh();
  world.answer = () => signedIn("operations");
  await signIn("a@lender.example", "correct horse");
  const { token, until, role } = kept();
  assert.deepEqual([token, role], ["tok", "operations"]);
  assert.ok(Math.abs(until - Date.now() - 43_200_000) < 5000);
  assert.ok(![...localStorage.kept.values()].join().includes("horse"));
});

test("a refused sign-in keeps nothing and says what to do", async () => {
  const { kept, signIn } = await fresh();
  world.answer = () => reply(401, { status: "error", message: "Invalid email or password" });
  await assert.rejects(signIn("a@lender.example", "x"), (error) => error.status === 401 && /not right/.test(error.told.title));
  assert.equal(kept(), null);
});

test("somebody of a partner is told so, and the token is given back", async () => {
  const { kept, NotStaff, signIn } = await fresh();
  world.answer = () => signedIn("partner");
  await assert.rejects(signIn("a@partner.example", "x"), NotStaff);
  assert.equal(kept(), null);
  assert.deepEqual(world.calls.at(-1), { path: "/api/v1/auth/logout", method: "POST", authorization: "Bearer tok", body: undefined });
});

test("a session whose time is over, or that is none, does not count", async () => {
  const { kept } = await fresh();
  for (const text of ["", "null", "{}", "[1]", "{", JSON.stringify({ token: 1, until: 9e15, email: "", role: "" })]) {
    localStorage.setItem("admin.session", text);
    assert.equal(kept(), null, text);
  }
  keep({ until: Date.now() - 1 });
  assert.equal(kept(), null);
  keep();
  assert.equal(kept().token, "tok");
});

test("signing out ends the token at the server and clears everything, even if nobody answers", async () => {
  const { signOut } = await fresh();
  keep();
  localStorage.setItem("partner.theme", "dark");
  world.answer = () => { throw new TypeError("no network"); };
  await signOut();
  assert.equal(world.calls[0].authorization, "Bearer tok");
  assert.equal(localStorage.kept.size, 0);
  assert.deepEqual([...sessionStorage.kept], [["admin.notice", "signed-out"]]);
  assert.deepEqual(world.went, ["/admin/login"]);
});

test("a token that the server refuses ends the session and remembers the place", async () => {
  keep();
  world.answer = () => reply(401, { status: false, code: 4117, message: "Token expired" });
  assert.ok(await isOpen(request("/api/v1/admin/health")), "the page goes away");
  assert.equal(localStorage.getItem("admin.session"), null);
  assert.equal(sessionStorage.getItem("admin.wanted"), "/admin/partners?status=active");
  assert.equal(sessionStorage.getItem("admin.notice"), "ended");
});

test("a refusal for want of permission is an error, not the end", async () => {
  keep();
  world.answer = () => reply(403, { success: false, code: "FORBIDDEN", message: "Permission denied" });
  await assert.rejects(request("/api/partners"), (error) => error.status === 403 && error.word === "FORBIDDEN");
  assert.ok(localStorage.getItem("admin.session"));
});
