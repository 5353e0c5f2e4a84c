use super::*;

use chrono::NaiveDate;
use testkit::FakeVault;

const PARTNER: PartnerId = PartnerId::new(7);

fn request(query: &str) -> Result<ListRequest, Refusal> {
    list_request(query, PARTNER, &FakeVault)
}

fn query(text: &str) -> LeadQuery {
    request(text).expect("accepted").query
}

#[test]
fn no_parameter_means_the_newest_fifty() {
    let asked = request("").expect("accepted");
    assert_eq!(asked.page, PageNumber::FIRST);
    assert_eq!(asked.query.partner, PARTNER);
    assert_eq!(asked.query.size, PageSize::DEFAULT);
    assert_eq!(asked.query.sort, LeadSort::default());
    assert_eq!(asked.query.position, Position::Page(PageNumber::FIRST));
    let filter = asked.query.filter;
    assert!(filter.verdict.is_none() && filter.from.is_none() && filter.search.is_none());
}

#[test]
fn every_parameter_is_read() {
    let read = query(
        "page=3&limit=200&status=registered_user&start_date=2026-01-01&end_date=2026-01-31\
         &loan_status=disbursed&payout_status=eligible&sort=-disbursal_amount&search=9876543210",
    );
    assert_eq!(
        read.position,
        Position::Page(PageNumber::new(3).expect("a page"))
    );
    assert_eq!(read.size.get(), 200);
    assert_eq!(
        read.sort,
        LeadSort {
            field: SortField::DisbursalAmount,
            descending: true
        }
    );
    let filter = read.filter;
    assert_eq!(filter.verdict, Some(Verdict::Registered));
    assert_eq!(filter.from, NaiveDate::from_ymd_opt(2026, 1, 1));
    assert_eq!(filter.to, NaiveDate::from_ymd_opt(2026, 1, 31));
    assert_eq!(filter.loan_status, Some(LoanStatus::Disbursed));
    assert_eq!(filter.payout_status, Some(PayoutStatus::Eligible));
    assert!(matches!(filter.search, Some(SearchTerm::Mobile(_))));
}

#[test]
fn a_bad_value_is_refused_by_name() {
    for (text, name) in [
        ("page=0", "page"),
        ("page=", "page"),
        ("page=-1", "page"),
        ("page=%2B1", "page"),
        ("page=1.5", "page"),
        ("page=99999999999", "page"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=ten", "limit"),
        ("status=2005", "status"),
        ("status=Fresh_lead", "status"),
        ("status=", "status"),
        ("start_date=2026-1-1", "start_date"),
        ("start_date=2026-02-30", "start_date"),
        ("start_date=%2B026-01-01", "start_date"),
        ("end_date=01-01-2026", "end_date"),
        ("end_date=2026-01-01T00:00:00Z", "end_date"),
        ("start_date=2026-01-02&end_date=2026-01-01", "start_date"),
        ("loan_status=paid", "loan_status"),
        ("payout_status=disbursed", "payout_status"),
        ("sort=name", "sort"),
        ("sort=--lead_shared_at", "sort"),
        ("cursor=", "cursor"),
        ("cursor=garbage", "cursor"),
        ("search=a%00b", "search"),
        (&format!("search={}", "x".repeat(101)), "search"),
    ] {
        let refusal = request(text).expect_err(text);
        assert_eq!(refusal, Refusal::parameter(name), "for {text}");
    }
}

#[test]
fn a_repeated_parameter_is_refused_and_an_unknown_one_ignored() {
    for name in PLACING.into_iter().chain(NARROWING) {
        let refusal = request(&format!("{name}=1&x=2&{name}=1")).expect_err(name);
        assert_eq!(refusal, Refusal::parameter(name));
    }
    assert!(request("utm_source=a&utm_source=b&_=1").is_ok());
}

#[test]
fn one_day_is_a_range_and_a_blank_search_none() {
    let read = query("start_date=2026-01-01&end_date=2026-01-01&search=+");
    assert_eq!(read.filter.from, read.filter.to);
    assert!(read.filter.search.is_none());
}

#[test]
fn a_cursor_takes_the_place_of_the_page() {
    let sort = LeadSort::default();
    let cursor = leads::Cursor {
        sort,
        value: 5,
        id: kernel::LeadId::new(9),
    };
    let text = cursor::write(cursor);
    let asked = request(&format!("page=4&cursor={text}")).expect("accepted");
    assert_eq!(asked.query.position, Position::After(cursor));
    assert_eq!(asked.page, PageNumber::FIRST);
    let other = request(&format!("sort=lead_shared_at&cursor={text}"));
    assert_eq!(
        other.expect_err("another order"),
        Refusal::parameter("cursor")
    );
}

#[test]
fn an_export_takes_everything_that_passes_the_filter() {
    let text = "page=9&limit=1&cursor=x&status=fresh_lead";
    let read = export_query(text, PARTNER, &FakeVault).expect("accepted");
    assert_eq!(read.position, Position::Page(PageNumber::FIRST));
    assert_eq!(read.size.get(), PageSize::MAX);
    assert_eq!(read.filter.verdict, Some(Verdict::Fresh));
    assert!(export_query("status=x", PARTNER, &FakeVault).is_err());
}
