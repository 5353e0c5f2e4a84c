import assert from "node:assert/strict";
import { test } from "node:test";
import { csvQuery, fault, isNarrowed, listQuery, NO_FILTERS, passes, readFilters, writeFilters } from "../assets/js/lib/filters.js";

const all = { status: "fresh_lead", start_date: "2026-11-01", end_date: "2026-11-21", loan_status: "disbursed", payout_status: "paid", sort: "-disbursal_amount" };

test("filters go through the address and back", () => {
  assert.deepEqual(readFilters(writeFilters(all).toString()), all);
  assert.deepEqual(readFilters(writeFilters(NO_FILTERS).toString()), NO_FILTERS);
  assert.equal(writeFilters(NO_FILTERS).toString(), "");
});

test("values that are none are left out", () => {
  const read = readFilters("status=toString&start_date=2026-02-99&end_date=today&loan_status=constructor&payout_status=x&sort=name&search=9876543210&page=3");
  assert.deepEqual(read, NO_FILTERS);
});

test("the search goes to the API and never to an address of ours", () => {
  assert.equal(csvQuery(all, "Asha & Co").get("search"), "Asha & Co");
  assert.ok(!writeFilters({ ...all, search: "9876543210" }).toString().includes("undefined"));
  assert.ok(!writeFilters(readFilters("search=9876543210")).has("search"));
});

test("an export asks for the same leads without a place", () => {
  assert.equal(csvQuery(all, "").toString(),
    "status=fresh_lead&start_date=2026-11-01&end_date=2026-11-21&loan_status=disbursed&payout_status=paid&sort=-disbursal_amount");
  assert.equal(csvQuery(NO_FILTERS, "").toString(), "");
  const page = listQuery(all, "x", { limit: 25, cursor: "a+b/c=" });
  assert.equal(page.get("cursor"), "a+b/c=");
  assert.equal(page.get("limit"), "25");
  assert.ok(!listQuery(all, "x", { limit: 25, cursor: null }).has("cursor"));
});

test("a span that ends before it begins is a fault", () => {
  assert.equal(fault(all), null);
  assert.match(fault({ ...all, start_date: "2026-11-22" }) ?? "", /first day/);
  assert.equal(fault({ ...all, start_date: "2026-11-21" }), null);
});

test("the order alone narrows nothing", () => {
  assert.equal(isNarrowed({ ...NO_FILTERS, sort: "lead_shared_at" }), false);
  assert.equal(isNarrowed({ ...NO_FILTERS, payout_status: "paid" }), true);
});

test("rows of the stream are judged by the filters, days in India", () => {
  const lead = { lead_shared_at: "2026-11-20T18:30:00.000Z", dedupe_status: "fresh_lead", loan_status: null, payout_status: null };
  assert.ok(passes(NO_FILTERS, lead));
  assert.ok(passes({ ...NO_FILTERS, start_date: "2026-11-21", end_date: "2026-11-21", status: "fresh_lead" }, lead));
  assert.ok(!passes({ ...NO_FILTERS, end_date: "2026-11-20" }, lead));
  assert.ok(!passes({ ...NO_FILTERS, loan_status: "disbursed" }, lead));
});
