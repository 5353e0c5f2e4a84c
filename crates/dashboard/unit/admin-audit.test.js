import assert from "node:assert/strict";
import { test } from "node:test";
import { actorFilter, fault, isNarrowed, narrowing, NO_FILTERS, partyName, partyPath, readFilters } from "../assets/js/admin/lib/audit.js";

const ID = "0193aa11-0000-7000-8000-000000000001";

test("filters are read from an address, and what is none is left out", () => {
  const text = `from=2026-11-01&to=2026-11-21&actor=staff:${ID}&action=partner.deleted&partner=${ID}`;
  assert.deepEqual(readFilters(text), { from: "2026-11-01", to: "2026-11-21", actor: `staff:${ID}`, action: "partner.deleted", partner: ID });
  assert.deepEqual(readFilters("from=2026-99-01&to=today&actor=root&action=<b>&partner=7&search=asha"), NO_FILTERS);
  assert.deepEqual(readFilters("actor=system&action=partner."), { ...NO_FILTERS, actor: "system", action: "partner." });
});

test("days in the wrong order are told", () => {
  assert.match(fault({ ...NO_FILTERS, from: "2026-11-02", to: "2026-11-01" }), /first day/);
  assert.equal(fault({ ...NO_FILTERS, from: "2026-11-02" }), null);
  assert.ok(isNarrowed({ ...NO_FILTERS, actor: "staff" }) && !isNarrowed(NO_FILTERS));
});

test("somebody is told by name, else by kind and key", () => {
  assert.equal(partyName({ kind: "staff", id: ID, name: "ops@lender.example" }), "ops@lender.example");
  assert.equal(partyName({ kind: "payout_run", id: "7" }), "payout run 7");
  assert.equal(partyName({ kind: "system" }), "The platform itself");
});

test("only what there is a page of is a link", () => {
  assert.equal(partyPath({ kind: "partner", id: ID }), `/admin/partners/${ID}`);
  assert.equal(partyPath({ kind: "payout_run", id: "7" }), "/admin/payouts/7");
  for (const party of [{ kind: "partner", id: "../staff" }, { kind: "partner" }, { kind: "lead", id: "7" }, { kind: "payout_run", id: "x" }]) assert.equal(partyPath(party), null);
  assert.equal(actorFilter({ kind: "staff", id: ID }), `staff:${ID}`);
  assert.equal(actorFilter({ kind: "system" }), "system");
});

test("the API is asked for a kind of actor and which of them", () => {
  assert.deepEqual(narrowing({ ...NO_FILTERS, actor: `staff:${ID}` }), { from: "", to: "", action: "", partner: "", actor: "staff", actor_id: ID });
  assert.deepEqual(narrowing(NO_FILTERS).actor_id, "");
});
