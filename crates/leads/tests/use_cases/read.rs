//! What a partner sees of a lead.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use dedupe::{UserStatus, Verdict};
use kernel::{
    BusinessCalendar, FixedClock, LeadId, PartnerId, PartnerUuid, PortFailure, PortResult, Sealed,
    UserId,
};
use leads::{
    CampaignForm, CampaignStyle, DayCount, LeadRecord, LeadStats, LinkBuilder, LinkedUser,
    MockLeadRepository, OpenedLead, ReadLeads,
};
use testkit::{FakeVault, midday};
use uuid::Uuid;

use crate::records::{lead, loan, sealed};

const UUID: PartnerUuid = PartnerUuid::new(Uuid::from_u128(7));

fn reading(repository: MockLeadRepository, now: DateTime<Utc>) -> ReadLeads {
    ReadLeads {
        repository: Arc::new(repository),
        vault: Arc::new(FakeVault),
        clock: Arc::new(FixedClock::at(now)),
        calendar: BusinessCalendar::new(chrono_tz::Asia::Kolkata),
        links: LinkBuilder::new("https://app.example.test/").expect("an address"),
    }
}

fn find(record: PortResult<Option<LeadRecord>>) -> PortResult<Option<OpenedLead>> {
    let mut repository = MockLeadRepository::new();
    repository
        .expect_find()
        .withf(|partner, id| (*partner, *id) == (PartnerId::new(7), LeadId::new(1)))
        .once()
        .return_once(move |_, _| record);
    reading(repository, midday()).find(PartnerId::new(7), UUID, LeadId::new(1))
}

fn opened(record: LeadRecord) -> OpenedLead {
    find(Ok(Some(record))).expect("no failure").expect("a lead")
}

fn user(email: Option<Sealed>) -> LinkedUser {
    LinkedUser {
        id: UserId::new(5),
        status: UserStatus::Active,
        registered_at: midday(),
        email,
    }
}

#[test]
fn a_lead_is_opened_with_its_link() {
    let opened = opened(lead(1, midday()));
    assert_eq!(opened.mobile.as_str(), "9000000001");
    assert_eq!(opened.pan.as_str(), "AAAPA0001A");
    assert_eq!(opened.email, None);
    assert_eq!(opened.days_to_disbursal, None);
    let link = "https://app.example.test/?utm_source=00000000-0000-0000-0000-000000000007\
        &utm_medium=partner_api&utm_campaign=lead_9000000001_1768478400000";
    assert_eq!(opened.link.as_deref(), Some(link));
}

#[test]
fn a_lead_keeps_the_form_of_campaign_it_was_shared_with() {
    let opened = opened(LeadRecord {
        campaign: CampaignForm(CampaignStyle::Opaque),
        ..lead(1, midday())
    });
    let link = opened.link.expect("a link");
    assert!(link.ends_with("&utm_campaign=lead_00000000000000000000000000000001"));
    assert!(!link.contains("9000000001"));
}

#[test]
fn a_lead_shared_with_2006_has_no_link_and_an_open_one_has() {
    for (verdict, has_link) in [
        (Verdict::Fresh, true),
        (Verdict::Registered, true),
        (Verdict::Active, false),
    ] {
        let opened = opened(LeadRecord {
            verdict,
            ..lead(1, midday())
        });
        assert_eq!(opened.link.is_some(), has_link, "{verdict:?}");
    }
}

#[test]
fn an_address_is_shown_where_the_repository_gives_it() {
    let email = sealed("users", "email_sealed", &5_i64.to_be_bytes(), "a@b.test");
    for (email, shown) in [(Some(email), Some("a@b.test")), (None, None)] {
        let opened = opened(LeadRecord {
            user: Some(user(email)),
            ..lead(1, midday())
        });
        assert_eq!(opened.email.as_deref(), shown);
    }
}

#[test]
fn days_to_disbursal_are_calendar_days_in_the_business_zone() {
    let record = |shared_at| LeadRecord {
        loan: Some(loan(Some(1))),
        ..lead(1, shared_at)
    };
    // Paid out at midday three days later; 18:30 UTC is midnight in Kolkata.
    let evening = midday() + TimeDelta::minutes(6 * 60 + 30);
    let just_before = evening - TimeDelta::microseconds(1);
    assert_eq!(opened(record(just_before)).days_to_disbursal, Some(3));
    assert_eq!(opened(record(evening)).days_to_disbursal, Some(2));
    let not_yet = LeadRecord {
        loan: Some(loan(None)),
        ..lead(1, midday())
    };
    assert_eq!(opened(not_yet).days_to_disbursal, None);
}

fn assert_corrupt(record: LeadRecord, what: &'static str) {
    assert_eq!(find(Ok(Some(record))), Err(PortFailure::Corrupt { what }));
}

#[test]
fn a_field_that_does_not_open_is_corrupt() {
    let good = || lead(1, midday());
    let mobile = good().pan;
    assert_corrupt(LeadRecord { mobile, ..good() }, "leads");
    let pan = Sealed::new(Vec::new());
    assert_corrupt(LeadRecord { pan, ..good() }, "leads");
    let user = Some(user(Some(good().mobile)));
    assert_corrupt(LeadRecord { user, ..good() }, "users");
}

#[test]
fn a_field_that_makes_no_sense_is_corrupt() {
    let row = *Uuid::from_u128(1).as_bytes();
    let good = || lead(1, midday());
    let mobile = sealed("leads", "mobile_sealed", &row, "12");
    assert_corrupt(LeadRecord { mobile, ..good() }, "leads.mobile_sealed");
    let pan = sealed("leads", "pan_sealed", &row, "12");
    assert_corrupt(LeadRecord { pan, ..good() }, "leads.pan_sealed");
}

#[test]
fn what_the_repository_does_not_have_or_cannot_tell_is_passed_on() {
    assert_eq!(find(Ok(None)), Ok(None));
    let failure = PortFailure::Unavailable("away".to_owned());
    assert_eq!(find(Err(failure.clone())), Err(failure));
}

#[test]
fn totals_are_the_repository_s() {
    let stats = LeadStats {
        total: 3,
        fresh: 2,
        ..LeadStats::default()
    };
    let mut repository = MockLeadRepository::new();
    repository
        .expect_stats()
        .withf(|partner| *partner == PartnerId::new(7))
        .once()
        .return_once(move |_| Ok(stats));
    let reading = reading(repository, midday());
    assert_eq!(reading.stats(PartnerId::new(7)), Ok(stats));
}

#[test]
fn the_last_days_end_with_today_in_the_business_zone() {
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    // Half past midnight on the 16th in Kolkata.
    let now = "2026-01-15T19:00:00Z".parse().expect("an instant");
    for (days, first) in [(1, "2026-01-16"), (7, "2026-01-10"), (0, "2026-01-16")] {
        let mut repository = MockLeadRepository::new();
        let first = day(first);
        repository
            .expect_by_day()
            .withf(move |_, from, to| (*from, *to) == (first, day("2026-01-16")))
            .once()
            .returning(|_, _, _| Ok(Vec::<DayCount>::new()));
        let reading = reading(repository, now);
        assert!(reading.by_day(PartnerId::new(7), days).is_ok());
    }
}

#[test]
fn debug_shows_nothing_of_the_person() {
    let email = sealed("users", "email_sealed", &5_i64.to_be_bytes(), "a@b.test");
    let opened = opened(LeadRecord {
        user: Some(user(Some(email))),
        ..lead(1, midday())
    });
    let shown = format!("{opened:?}");
    for secret in ["9000000001", "AAAPA0001A", "a@b.test", "Asha", "Rani"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
