//! [`leads::LeadRepository`]: lists, searches and totals.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use dedupe::{UserStatus, Verdict};
use kernel::{LeadId, PageNumber, PageSize, PartnerId, PersonName, UserId};
use leads::{
    Cursor, DayCount, LeadFilter, LeadQuery, LeadRecord, LeadSort, LeadStats, Position, SearchTerm,
    SortField, Total,
};
use lender::RawMessage;

use super::leads::{partner, report, request, share};
use crate::{FakeVault, Harness, Person, midday, user_message};

fn days(days: i64) -> DateTime<Utc> {
    midday() + TimeDelta::days(days)
}

fn query(partner: PartnerId, filter: LeadFilter) -> LeadQuery {
    LeadQuery {
        partner,
        filter,
        sort: LeadSort::default(),
        position: Position::Page(PageNumber::FIRST),
        size: PageSize::DEFAULT,
    }
}

fn page(harness: &Harness, query: &LeadQuery) -> Vec<LeadRecord> {
    harness.leads.page(query).expect("readable").leads
}

/// The keys of the leads that pass `filter`, in the usual order; the total must
/// agree.
fn filtered(harness: &Harness, partner: PartnerId, filter: LeadFilter) -> Vec<LeadId> {
    let total = harness.leads.count(partner, &filter).expect("readable");
    let found = page(harness, &query(partner, filter));
    let count = u64::try_from(found.len()).expect("a page is small");
    assert_eq!(
        total,
        Total {
            count,
            capped: false
        }
    );
    found.into_iter().map(|lead| lead.id).collect()
}

pub(super) fn the_usual_order_is_newest_first(harness: &Harness) {
    let partner = partner(harness, 321);
    let shared: Vec<LeadId> = [2, 0, 1]
        .map(|day| {
            let person = Person::numbered(3_210 + u32::try_from(day).expect("small"));
            share(harness, request(partner, &person, days(day))).lead
        })
        .into();
    let newest = filtered(harness, partner, LeadFilter::default());
    assert_eq!(newest, [shared[0], shared[2], shared[1]]);
    let oldest = LeadQuery {
        sort: LeadSort {
            field: SortField::SharedAt,
            descending: false,
        },
        ..query(partner, LeadFilter::default())
    };
    let oldest: Vec<LeadId> = page(harness, &oldest).iter().map(|lead| lead.id).collect();
    assert_eq!(oldest, [shared[1], shared[2], shared[0]]);
}

/// Nine leads, three at each of three instants, read four at a time.
pub(super) fn pages_and_cursors_show_each_row_once(harness: &Harness) {
    let partner = partner(harness, 322);
    for number in 0..9 {
        let person = Person::numbered(3_220 + number);
        share(
            harness,
            request(partner, &person, days(i64::from(number / 3))),
        );
    }
    for field in [SortField::SharedAt, SortField::DisbursalAmount] {
        for descending in [true, false] {
            let all = LeadQuery {
                sort: LeadSort { field, descending },
                ..query(partner, LeadFilter::default())
            };
            let ordered: Vec<LeadId> = page(harness, &all).iter().map(|lead| lead.id).collect();
            assert_eq!(ordered.len(), 9);
            assert_eq!(by_number(harness, &all), ordered, "{:?}", all.sort);
            assert_eq!(by_cursor(harness, &all), ordered, "{:?}", all.sort);
        }
    }
}

fn by_number(harness: &Harness, all: &LeadQuery) -> Vec<LeadId> {
    let pages = (1..=4).filter_map(PageNumber::new);
    pages
        .flat_map(|number| {
            let query = LeadQuery {
                position: Position::Page(number),
                size: PageSize::new(4).expect("a size"),
                ..all.clone()
            };
            page(harness, &query)
        })
        .map(|lead| lead.id)
        .collect()
}

fn by_cursor(harness: &Harness, all: &LeadQuery) -> Vec<LeadId> {
    let mut next = LeadQuery {
        size: PageSize::new(4).expect("a size"),
        ..all.clone()
    };
    let mut found = Vec::new();
    loop {
        let rows = page(harness, &next);
        let Some(last) = rows.last() else {
            return found;
        };
        let value = match all.sort.field {
            SortField::SharedAt => last.shared_at.timestamp_micros(),
            SortField::DisbursalAmount => 0,
        };
        next.position = Position::After(Cursor {
            sort: all.sort,
            value,
            id: last.id,
        });
        found.extend(rows.iter().map(|lead| lead.id));
    }
}

pub(super) fn filters_narrow_by_verdict_and_day(harness: &Harness) {
    let partner = partner(harness, 323);
    let known = Person::numbered(3_231);
    let user = user_message(UserId::new(323), &known, UserStatus::Active, midday());
    report(harness, &[RawMessage::User(user)]);
    let fresh = share(harness, request(partner, &Person::numbered(3_230), days(1)));
    let registered = share(harness, request(partner, &known, days(3)));
    let by_verdict = |verdict| LeadFilter {
        verdict: Some(verdict),
        ..LeadFilter::default()
    };
    let found = |filter| filtered(harness, partner, filter);
    assert_eq!(found(by_verdict(Verdict::Fresh)), [fresh.lead]);
    assert_eq!(found(by_verdict(Verdict::Registered)), [registered.lead]);
    assert_eq!(found(by_verdict(Verdict::Active)), []);
    let between = |from: i64, to: i64| LeadFilter {
        from: Some(days(from).date_naive()),
        to: Some(days(to).date_naive()),
        ..LeadFilter::default()
    };
    assert_eq!(found(between(1, 3)), [registered.lead, fresh.lead]);
    assert_eq!(found(between(1, 2)), [fresh.lead]);
    assert_eq!(found(between(2, 3)), [registered.lead]);
    assert_eq!(found(between(2, 2)), []);
}

fn searched(harness: &Harness, partner: PartnerId, text: &str) -> Vec<LeadId> {
    let term = SearchTerm::parse(text, &FakeVault).expect("short");
    let filter = LeadFilter {
        search: Some(term.expect("not blank")),
        ..LeadFilter::default()
    };
    filtered(harness, partner, filter)
}

fn named(number: u32, first: &str, last: &str) -> Person {
    Person {
        first_name: PersonName::parse(first).expect("a name"),
        last_name: PersonName::parse(last).expect("a name"),
        ..Person::numbered(number)
    }
}

pub(super) fn a_search_finds_by_number_and_by_name(harness: &Harness) {
    let (own, other) = (partner(harness, 324), partner(harness, 325));
    let person = named(3_240, "Ánanda", "Venkataraman");
    let lead = share(harness, request(own, &person, midday())).lead;
    share(
        harness,
        request(own, &named(3_241, "Zoya", "Oberoi"), midday()),
    );
    share(harness, request(other, &person, midday()));
    let found = |text: &str| searched(harness, own, text);
    assert_eq!(found(person.mobile.as_str()), [lead]);
    assert_eq!(found(person.pan.as_str()), [lead]);
    assert_eq!(found(person.mobile.last_four()), [lead]);
    assert_eq!(found("kATARam"), [lead], "anywhere, in any case");
    assert_eq!(found("ÁNANDA"), [lead], "beyond ASCII as well");
    assert_eq!(found("án"), [lead], "short ones by prefix");
    assert_eq!(found("ve"), [lead], "of either name");
    assert_eq!(found("an"), [], "and by prefix only");
    assert_eq!(found("nobody"), []);
    let lapsed_too = share(harness, request(own, &person, days(21))).lead;
    assert_eq!(found(person.mobile.as_str()), [lapsed_too, lead]);
    assert_eq!(found(person.pan.as_str()), [lapsed_too, lead]);
}

pub(super) fn wildcards_in_a_search_are_text(harness: &Harness) {
    let partner = partner(harness, 326);
    let percent = share(
        harness,
        request(partner, &named(3_260, "A%da", "Plain"), midday()),
    );
    let backslash = share(
        harness,
        request(partner, &named(3_261, "B\\_c", "Plain"), days(1)),
    );
    share(
        harness,
        request(partner, &named(3_262, "Axda", "Plain"), days(2)),
    );
    let found = |text: &str| searched(harness, partner, text);
    assert_eq!(found("a%da"), [percent.lead]);
    assert_eq!(found("a%"), [percent.lead]);
    assert_eq!(found("a_"), []);
    assert_eq!(found("b\\_c"), [backslash.lead]);
    assert_eq!(found("plain").len(), 3);
}

pub(super) fn totals_and_days_add_up(harness: &Harness) {
    let own = partner(harness, 327);
    let nothing = harness.leads.stats(own).expect("readable");
    assert_eq!(nothing, LeadStats::default());
    let known = Person::numbered(3_270);
    let held = Person::numbered(3_271);
    let users = [
        user_message(UserId::new(327), &known, UserStatus::Active, midday()),
        user_message(UserId::new(328), &held, UserStatus::Suspended, midday()),
    ];
    report(harness, &users.map(RawMessage::User));
    let shares = [(known, 0), (held, 0), (Person::numbered(3_272), 2)];
    for (person, day) in &shares {
        share(harness, request(own, person, days(*day)));
    }
    let expected = LeadStats {
        total: 3,
        fresh: 1,
        registered: 1,
        active: 1,
        linked: 2,
        ..LeadStats::default()
    };
    assert_eq!(harness.leads.stats(own), Ok(expected));
    let on = |day: i64| -> NaiveDate { days(day).date_naive() };
    let counted = harness.leads.by_day(own, on(-1), on(2)).expect("readable");
    let leads: Vec<(NaiveDate, u64)> = counted.iter().map(|day| (day.day, day.leads)).collect();
    assert_eq!(leads, [(on(-1), 0), (on(0), 2), (on(1), 0), (on(2), 1)]);
    let last = harness.leads.by_day(own, on(2), on(2)).expect("readable");
    let only = DayCount {
        day: on(2),
        leads: 1,
        disbursals: 0,
    };
    assert_eq!(last, [only]);
}
