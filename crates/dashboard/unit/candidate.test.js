import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { accept, Ended, inviteOf, signIn, signOut, view } from "../assets/js/candidate/api.js";
import { keep, kept } from "../assets/js/candidate/session.js";

const ID = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11";

/** @type {{ address: string, asked: RequestInit }[]} */
const sent = [];

/** The next answers of the server. @param {[status: number, body: unknown][]} replies */
function answers(...replies) {
  sent.length = 0;
  globalThis.fetch = async (address, asked) => {
    sent.push({ address: String(address), asked: asked ?? {} });
    const [status, body] = replies.shift() ?? [500, {}];
    if (status === 0) throw new TypeError("no network");
    return new Response(JSON.stringify(body), { status });
  };
}

const real = globalThis.fetch;
afterEach(() => { globalThis.fetch = real; });

test("an invite's id is taken from its address, and from no other", () => {
  assert.equal(inviteOf(`/invite/${ID}`), ID);
  assert.equal(inviteOf(`/invite/${ID.toUpperCase()}/`), ID);
  for (const path of ["/invite/", "/invite/1", `/invite/${ID}x`, `/invite/../${ID}%2f`, `/invite/${ID.slice(1)}`]) assert.equal(inviteOf(path), null, path);
});

test("accepting sends what was chosen, or nothing, and tells apart what came of it", async () => {
  answers([200, { status: "success", data: { can_sign_in: true } }]);
  assert.deepEqual(await accept(ID, { password: "four quiet brown teapots", token: "t" }), { is: "done" });
  assert.equal(sent[0]?.address, `/api/v1/candidates/${ID}/accept-invite`);
  assert.equal(sent[0]?.asked.method, "POST");
  assert.deepEqual(JSON.parse(String(sent[0]?.asked.body)), { password: "four quiet brown teapots", token: "t" });

  answers([200, { status: "success", data: { can_sign_in: false } }]);
  assert.deepEqual(await accept(ID, null), { is: "done" });
  assert.deepEqual(JSON.parse(String(sent[0]?.asked.body)), {});

  for (const [status, is] of /** @type {const} */ ([[404, "gone"], [409, "accepted"], [401, "wrong"], [429, "failed"], [500, "failed"], [0, "failed"]])) {
    answers([status, { status: "error", message: "no" }]);
    assert.equal((await accept(ID, null)).is, is, String(status));
  }
  answers([400, { status: "error", message: "password must have 12 to 128 characters" }]);
  assert.deepEqual(await accept(ID, { password: "x", token: "t" }), { is: "weak", why: "password must have 12 to 128 characters." });
});

test("a candidate's token is kept; nobody else's, and none of a refusal", async () => {
  answers([200, { data: { token: "jwt", user: { account_type: "partner" } } }]);
  await assert.rejects(signIn("a@b.example", "secret"));
  assert.equal(kept(), null);
  answers([401, { status: "error", message: "Invalid credentials" }]);
  await assert.rejects(signIn("a@b.example", "secret"), (/** @type {any} */ error) => /not right/.test(error.told.title));
  assert.equal(kept(), null);
  answers([200, { data: { token: "jwt", user: { account_type: "candidate" } } }]);
  await signIn("a@b.example", "secret");
  assert.equal(kept(), "jwt");
  assert.deepEqual(JSON.parse(String(sent[0]?.asked.body)), { email: "a@b.example", password: "secret", account_type: "candidate" });
});

test("a session that the server ended is forgotten; a broken server's is not", async () => {
  keep("jwt");
  answers([503, {}], [200, { data: { sessions: [] } }], [401, {}]);
  await assert.rejects(view(null));
  assert.equal(kept(), "jwt");
  await view("a b");
  assert.equal(sent[1]?.address, "/api/v1/me/candidate?cursor=a%20b");
  await assert.rejects(view(null), Ended);
  assert.equal(kept(), null);
  await assert.rejects(view(null), Ended);
  assert.equal(sent.length, 3, "without a token nobody is asked");
});

test("signing out forgets the token even when the server is away", async () => {
  keep("jwt");
  answers([0, {}]);
  await signOut();
  assert.equal(kept(), null);
  assert.equal(new Headers(sent[0]?.asked.headers).get("authorization"), "Bearer jwt");
});
