//! Walking a list sees every row once.

use std::sync::Arc;

use chrono::TimeDelta;
use kernel::{BusinessCalendar, FixedClock, PageNumber, PageSize, PartnerId, PartnerUuid};
use leads::{
    Cursor, LeadFilter, LeadQuery, LeadRecord, LeadSort, LinkBuilder, MockLeadRepository, Position,
    ReadLeads, Slice, SortField, Total,
};
use proptest::prelude::*;
use testkit::{FakeVault, midday};
use uuid::Uuid;

use crate::records::{lead, loan};

fn value(record: &LeadRecord, field: SortField) -> i64 {
    match field {
        SortField::SharedAt => record.shared_at.timestamp_micros(),
        SortField::DisbursalAmount => record
            .loan
            .as_ref()
            .and_then(|loan| loan.disbursal_amount)
            .map_or(0, kernel::Money::paise),
    }
}

/// The rows of a page as the port's documentation has them.
fn page(records: &[LeadRecord], query: &LeadQuery) -> Slice {
    let place = |record: &LeadRecord| (value(record, query.sort.field), record.id);
    let mut rows = records.to_vec();
    rows.sort_by_key(place);
    if query.sort.descending {
        rows.reverse();
    }
    let skipped = match query.position {
        Position::Page(number) => usize::try_from(number.offset(query.size)).expect("small"),
        Position::After(cursor) => {
            assert_eq!(cursor.sort, query.sort);
            let after = (cursor.value, cursor.id);
            let at = rows.iter().position(|row| place(row) == after);
            at.expect("the row the cursor came from") + 1
        }
    };
    Slice::cut(rows.into_iter().skip(skipped).collect(), query.size)
}

fn reading(records: Vec<LeadRecord>) -> ReadLeads {
    let mut repository = MockLeadRepository::new();
    let count = u64::try_from(records.len()).expect("small");
    repository.expect_count().returning(move |_, _| {
        Ok(Total {
            count,
            capped: false,
        })
    });
    repository
        .expect_page()
        .returning(move |query| Ok(page(&records, query)));
    ReadLeads {
        repository: Arc::new(repository),
        vault: Arc::new(FakeVault),
        clock: Arc::new(FixedClock::at(midday())),
        calendar: BusinessCalendar::new(chrono_tz::Asia::Kolkata),
        links: LinkBuilder::new("https://app.example.test").expect("an address"),
    }
}

const PARTNER: PartnerUuid = PartnerUuid::new(Uuid::from_u128(7));

fn query(sort: LeadSort, size: u32, position: Position) -> LeadQuery {
    LeadQuery {
        partner: PartnerId::new(7),
        filter: LeadFilter::default(),
        sort,
        position,
        size: PageSize::new(size).expect("a size"),
    }
}

/// Leads with many ties in time and in amount.
fn leads() -> impl Strategy<Value = Vec<LeadRecord>> {
    let one = (0_i64..4, prop::option::of(prop::option::of(0_i64..3)));
    prop::collection::vec(one, 0..25).prop_map(|rows| {
        (1..)
            .zip(rows)
            .map(|(id, (micros, disbursed))| LeadRecord {
                loan: disbursed.map(loan),
                ..lead(id, midday() + TimeDelta::microseconds(micros))
            })
            .collect()
    })
}

fn sorts() -> impl Strategy<Value = LeadSort> {
    let field = prop::sample::select(vec![SortField::SharedAt, SortField::DisbursalAmount]);
    (field, any::<bool>()).prop_map(|(field, descending)| LeadSort { field, descending })
}

/// The keys in order: all of them, each once.
fn expected(records: &[LeadRecord], sort: LeadSort) -> Vec<i64> {
    let mut places: Vec<(i64, i64)> = records
        .iter()
        .map(|record| (value(record, sort.field), record.id.get()))
        .collect();
    places.sort_unstable();
    if sort.descending {
        places.reverse();
    }
    places.into_iter().map(|(_, id)| id).collect()
}

fn by_cursor(leads: &ReadLeads, sort: LeadSort, size: u32) -> Vec<i64> {
    let mut seen = Vec::new();
    let mut position = Position::Page(PageNumber::FIRST);
    // Every page but the last has a row, so this is more than enough.
    for _ in 0..100 {
        let query = query(sort, size, position);
        let page = leads.page(PARTNER, &query).expect("a page");
        seen.extend(page.leads.iter().map(|lead| lead.record.id.get()));
        let Some(next) = page.next else {
            return seen;
        };
        position = Position::After(next);
    }
    panic!("the walk does not end");
}

fn by_page(leads: &ReadLeads, sort: LeadSort, size: u32, total: usize) -> Vec<i64> {
    let size_of_page = PageSize::new(size).expect("a size");
    let pages = size_of_page.pages(u64::try_from(total).expect("small"));
    (1..=u32::try_from(pages).expect("small"))
        .flat_map(|number| {
            let position = Position::Page(PageNumber::new(number).expect("a page"));
            let (rows, _) = leads
                .rows(PARTNER, &query(sort, size, position))
                .expect("rows");
            rows.into_iter().map(|lead| lead.record.id.get())
        })
        .collect()
}

proptest! {
    #[test]
    fn every_row_is_seen_once_by_cursor_and_by_page(
        records in leads(),
        sort in sorts(),
        size in prop_oneof![1_u32..12, Just(200)],
    ) {
        let reading = reading(records.clone());
        let expected = expected(&records, sort);
        prop_assert_eq!(&by_cursor(&reading, sort, size), &expected);
        prop_assert_eq!(&by_page(&reading, sort, size, records.len()), &expected);
    }
}

#[test]
fn a_cursor_names_the_last_row_in_the_query_s_own_order() {
    let rows = vec![
        LeadRecord {
            loan: Some(loan(Some(12_345))),
            ..lead(1, midday())
        },
        lead(2, midday()),
    ];
    let amount = LeadSort {
        field: SortField::DisbursalAmount,
        descending: true,
    };
    let first = query(amount, 1, Position::Page(PageNumber::FIRST));
    let page = reading(rows).page(PARTNER, &first).expect("a page");
    let cursor = Cursor {
        sort: amount,
        value: 12_345,
        id: kernel::LeadId::new(1),
    };
    assert_eq!(page.next, Some(cursor));
    assert_eq!(page.total.count, 2);
}

#[test]
fn only_a_page_with_more_behind_it_has_a_next() {
    let default = LeadSort::default();
    let query = query(default, 2, Position::Page(PageNumber::FIRST));
    for (rows, more) in [(0, false), (1, false), (2, false), (3, true)] {
        let records = (1..=rows).map(|id| lead(id, midday())).collect();
        let page = reading(records).page(PARTNER, &query).expect("a page");
        assert_eq!(page.next.is_some(), more, "{rows}");
    }
}
