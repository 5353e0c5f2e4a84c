import assert from "node:assert/strict";
import { test } from "node:test";
import { basisPoints, changes } from "../assets/js/admin/lib/edit.js";

const PARTNER = {
  name: "Lead House", email: "it@lead-house.example", phoneNumber: null, partnerType: "technology", rateBps: 150,
  apiSetup: { webhookUrl: "https://hooks.lead-house.example/in", callbackUrl: null },
  businessInfo: { companyName: "Lead House Pvt", website: null, industry: "fintech", description: null, constitution: "llp", pan: null, gstin: null, currency: "INR", timeZone: null,
    address: { line1: "1 Road", line2: null, city: "Pune", state: null, postalCode: null, country: null } },
};

/** The form as it is filled in, with `over` typed by somebody. */
const form = (over = {}) => (name) => over[name] ?? ({
  name: PARTNER.name, email: PARTNER.email, phoneNumber: "", partnerType: "technology", ratePercent: "1.50",
  webhookUrl: PARTNER.apiSetup.webhookUrl, callbackUrl: "", "businessInfo.companyName": "Lead House Pvt", "businessInfo.industry": "fintech", "businessInfo.constitution": "llp",
}[name] ?? "");

test("only what was changed is sent", () => {
  assert.equal(changes(PARTNER, form()), "Nothing was changed.");
  assert.deepEqual(changes(PARTNER, form({ name: "Lead Home" })), { name: "Lead Home" });
  assert.deepEqual(changes(PARTNER, form({ phoneNumber: "+911234567890", callbackUrl: "https://x.example/" })), { phoneNumber: "+911234567890", callbackUrl: "https://x.example/" });
  assert.deepEqual(changes(PARTNER, form({ ratePercent: "2" })), { rateBps: 200 });
});

test("what is emptied is sent as nothing", () => {
  assert.deepEqual(changes(PARTNER, form({ webhookUrl: "", partnerType: "" })), { webhookUrl: null, partnerType: null });
});

test("of the business as well only what was changed is sent", () => {
  assert.deepEqual(changes(PARTNER, form({ "businessInfo.pan": "AAACD0000D", "businessInfo.industry": "" })), { businessInfo: { pan: "AAACD0000D", industry: null } });
  assert.match(changes(PARTNER, form({ "businessInfo.companyName": "" })), /keeps a name/);
});

test("without a rate of its own a partner has the usual one", () => {
  assert.deepEqual(changes(PARTNER, form({ ratePercent: "" })), { rateBps: null });
});

test("a partner that has told nothing yet can be changed as well", () => {
  const bare = { ...PARTNER, businessInfo: null, apiSetup: null };
  const typed = (name) => ({ name: "Lead House", email: PARTNER.email, partnerType: "technology", ratePercent: "1.5", "businessInfo.companyName": "X" }[name] ?? "");
  assert.deepEqual(changes(bare, typed), { businessInfo: { companyName: "X" } });
});

test("a rate is exact or none", () => {
  for (const [text, bps] of [["1.5", 150], ["1.50", 150], ["0", 0], ["100", 10_000], ["0,07", 7], ["1.15", 115], ["2.3", 230]]) assert.equal(basisPoints(text), bps, text);
  for (const text of ["", "-1", "1.555", "1e2", "100.01", "101", ".5", "1.", "1 %", "NaN"]) assert.equal(basisPoints(text), null, text);
  assert.match(changes(PARTNER, form({ ratePercent: "a lot" })), /per cent/);
});
