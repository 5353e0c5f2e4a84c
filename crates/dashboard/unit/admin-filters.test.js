import assert from "node:assert/strict";
import { test } from "node:test";
import { isNarrowed, listQuery, NO_FILTERS, readFilters, understood, writeFilters } from "../assets/js/admin/lib/filters.js";
import { bySubmission, submitted } from "../assets/js/admin/lib/queue.js";

const all = { status: "active", partnerType: "technology", onboardingCompleted: "true", review: "waiting", deleted: "true", sort: "name", page: 3 };

test("filters go through the address and back", () => {
  assert.deepEqual(readFilters(writeFilters(all).toString()), all);
  assert.equal(writeFilters(NO_FILTERS).toString(), "");
  assert.deepEqual(readFilters(""), NO_FILTERS);
});

test("values that are none are left out", () => {
  const read = readFilters("status=toString&partnerType=x&onboardingCompleted=yes&review=not_ready&deleted=false&sort=email&page=0&search=asha@mail.example");
  assert.deepEqual(read, NO_FILTERS);
});

test("the search goes to the API and never to an address of ours", () => {
  const asked = listQuery(all, "asha@mail.example", 25);
  assert.equal(asked.search, "asha@mail.example");
  assert.deepEqual([asked.sortBy, asked.sortOrder, asked.limit, asked.page], ["name", "asc", 25, 3]);
  assert.equal(listQuery(NO_FILTERS, "", 25).sortOrder, "desc");
  assert.ok(!("sort" in asked));
  assert.ok(!writeFilters(all).has("search"));
});

test("order and page narrow nothing", () => {
  assert.ok(!isNarrowed({ ...NO_FILTERS, sort: "name", page: 4 }));
  assert.ok(isNarrowed({ ...NO_FILTERS, deleted: "true" }));
});

test("a search is trimmed, long enough and not too long", () => {
  assert.equal(understood("  "), "");
  assert.equal(understood(" a "), null);
  assert.equal(understood(" Lead\u0000 House "), "Lead House");
  assert.equal([...understood("é".repeat(300))].length, 100);
});

test("who has waited longest is judged first", () => {
  const one = (id, at) => ({ id, createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-11-30T00:00:00Z", onboarding: { steps: [{ step: "verification", completed: true, completedAt: at }] } });
  const list = [one("late", "2026-11-20T10:00:00Z"), one("early", "2026-11-02T10:00:00Z"), one("middle", "2026-11-12T10:00:00Z")];
  assert.deepEqual(bySubmission(list).map(({ id }) => id), ["early", "middle", "late"]);
  assert.equal(list[0].id, "late", "the list itself stays");
  assert.equal(submitted(one("x", null)), "2026-11-30T00:00:00Z");
});
