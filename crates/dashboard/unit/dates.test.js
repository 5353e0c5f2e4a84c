import assert from "node:assert/strict";
import { test } from "node:test";
import { age, dayOf, daySeconds, daysLeft, secondsDay, shortDay, showClock, showDate, showDay, showTime, until } from "../assets/js/lib/show.js";

test("days are those of India, whatever the machine's zone", () => {
  for (const zone of ["UTC", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Kiritimati"]) {
    process.env.TZ = zone;
    assert.equal(dayOf("2026-11-20T18:29:59.999Z"), "2026-11-20");
    assert.equal(dayOf("2026-11-20T18:30:00.000Z"), "2026-11-21");
    assert.equal(showTime("2026-12-31T18:30:00.000Z"), "1 Jan 2027, 00:00 IST");
    assert.equal(secondsDay(daySeconds("2028-02-29")), "2028-02-29");
  }
});

test("days and times show as people here write them", () => {
  assert.equal(showDay("2026-09-05"), "5 Sep 2026");
  assert.equal(shortDay("2026-09-05"), "5 Sep");
  assert.equal(showDate("2026-01-31T20:00:00Z"), "1 Feb 2026");
  assert.equal(showClock("2026-01-31T03:35:00Z"), "09:05");
});

test("what is no date is nothing", () => {
  for (const text of [null, undefined, "", "soon", "2026-13-01"]) {
    assert.equal(showDay(text), "–");
    assert.equal(showTime(text), "–");
  }
});

test("ages count business days", () => {
  const now = Date.parse("2026-11-21T19:00:00Z"); // 00:30 on the 22nd
  assert.equal(age("2026-11-21T18:31:00Z", now), "today");
  assert.equal(age("2026-11-21T18:29:00Z", now), "yesterday");
  assert.equal(age("2026-11-10T06:00:00Z", now), "12 days ago");
});

test("ends are counted in the unit that fits", () => {
  const now = Date.parse("2026-11-21T10:00:00Z");
  assert.equal(until("2026-11-21T09:59:00Z", now), "ended");
  assert.equal(until("2026-11-21T10:20:00Z", now), "in 20 min");
  assert.equal(until("2026-11-22T10:00:00Z", now), "in 24 hours");
  assert.equal(until("2026-11-28T10:00:00Z", now), "in 7 days");
});

test("days left end with the last day that earns", () => {
  assert.equal(daysLeft(20), "20 days left");
  assert.equal(daysLeft(1), "1 day left");
  assert.equal(daysLeft(0), "Last day today");
  assert.equal(daysLeft(null), "–");
});
