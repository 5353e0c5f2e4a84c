use super::*;

use std::sync::atomic::AtomicBool as Flag;

use chrono_tz::Asia;
use kernel::FixedClock;
use testkit::midday;

fn book(at: &str) -> (Arc<UsageBook>, Arc<FixedClock>) {
    let clock = Arc::new(FixedClock::at(at.parse().expect("a time")));
    let calendar = BusinessCalendar::new(Asia::Kolkata);
    let book = UsageBook::new(calendar, clock.clone());
    (Arc::new(book), clock)
}

fn call(partner: i64, outcome: u16, counted: bool) -> AnsweredCall {
    AnsweredCall {
        partner,
        route: 0,
        outcome,
        counted,
    }
}

/// Partner, outcome, calls, and how many count; in order.
fn drained(book: &UsageBook) -> Vec<(i64, u16, u64, u64)> {
    let counts = book.drain().into_iter();
    let mut all: Vec<_> = counts
        .map(|it| (it.partner.get(), it.outcome, it.calls, it.counted))
        .collect();
    all.sort_unstable();
    all
}

const NOON: &str = "2026-01-15T12:00:00Z";

#[test]
fn calls_are_counted_by_what_they_have_in_common_over_all_workers() {
    let (book, _) = book(NOON);
    let (one, other) = (book.page(), book.page());
    let now = Instant::now();
    for page in [&one, &other, &one] {
        page.count(call(7, 2005, true), now);
    }
    one.count(call(7, 4290, false), now);
    other.count(call(8, 2005, false), now);
    let counts = [(7, 2005, 3, 3), (7, 4290, 1, 0), (8, 2005, 1, 0)];
    assert_eq!(drained(&book), counts);
    assert!(drained(&book).is_empty(), "taken once");
    one.count(call(7, 2005, false), now);
    assert_eq!(drained(&book), [(7, 2005, 1, 0)]);
}

#[test]
fn routes_are_named_by_method_and_pattern() {
    let (book, _) = book(NOON);
    let page = book.page();
    let (get, put) = (Method::GET, Method::PUT);
    let path = "/api/v1/admin/partners/{partnerId}/limits";
    let table = route_table();
    let methods: Vec<Method> = table
        .iter()
        .map(|route| route.method.parse().expect("a method"))
        .collect();
    let routes = methods
        .iter()
        .zip(table.iter().map(|route| route.path.as_str()));
    let numbers = RouteNumbers::at(path, routes);
    for method in [&get, &put, &put] {
        let route = numbers.of(method).expect("a route");
        page.count(
            AnsweredCall {
                route,
                ..call(1, 2000, false)
            },
            Instant::now(),
        );
    }
    assert_eq!(numbers.of(&Method::POST), None);
    let mut names: Vec<(String, u64)> = book
        .drain()
        .into_iter()
        .map(|it| (it.route.to_string(), it.calls))
        .collect();
    names.sort();
    assert_eq!(
        names,
        [(format!("GET {path}"), 1), (format!("PUT {path}"), 2)]
    );
}

#[test]
fn a_day_ends_at_midnight_of_the_business_to_the_moment() {
    // 23:59:59.700 in Kolkata.
    let (book, clock) = book("2026-01-15T18:29:59.700Z");
    let page = book.page();
    let start = Instant::now();
    page.count(call(1, 1, false), start);
    // The clock is not asked again before that.
    page.count(call(1, 2, false), start + Duration::from_millis(299));
    clock.set("2026-01-15T18:30:00Z".parse().expect("a time"));
    page.count(call(1, 3, false), start + Duration::from_millis(300));
    let counts = book.drain().into_iter();
    let mut days: Vec<(u16, String)> = counts.map(|it| (it.outcome, it.day.to_string())).collect();
    days.sort();
    let day = |outcome, day: &str| (outcome, day.to_owned());
    assert_eq!(
        days,
        [
            day(1, "2026-01-15"),
            day(2, "2026-01-15"),
            day(3, "2026-01-16")
        ]
    );
}

#[test]
fn a_clock_that_is_set_is_noticed_within_a_second() {
    let (book, clock) = book(NOON);
    let page = book.page();
    let start = Instant::now();
    page.count(call(1, 1, false), start);
    clock.set(midday() + chrono::TimeDelta::days(40));
    page.count(call(1, 1, false), start + SAME_DAY);
    assert_eq!(book.drain().len(), 2);
}

#[test]
fn nothing_is_lost_between_workers_and_whoever_takes() {
    let (book, _) = book(NOON);
    let ended = Arc::new(Flag::new(false));
    let workers: Vec<_> = (0..4)
        .map(|worker| {
            let book = book.clone();
            std::thread::spawn(move || {
                let page = book.page();
                for number in 0..20_000_u16 {
                    page.count(call(worker, number % 5, true), Instant::now());
                }
            })
        })
        .collect();
    let gatherer = {
        let (book, ended) = (book.clone(), ended.clone());
        std::thread::spawn(move || {
            let mut taken = 0;
            while !ended.load(Ordering::Relaxed) {
                taken += book.drain().iter().map(|it| it.calls).sum::<u64>();
            }
            taken
        })
    };
    for worker in workers {
        worker.join().expect("no panic");
    }
    ended.store(true, Ordering::Relaxed);
    let taken = gatherer.join().expect("no panic");
    let left: u64 = book.drain().iter().map(|it| it.calls).sum();
    assert_eq!(taken + left, 80_000);
    assert!(
        locked(&book.pages).is_empty(),
        "pages go with their workers"
    );
}

#[test]
fn a_page_is_bounded() {
    let (book, _) = book(NOON);
    let page = book.page();
    let now = Instant::now();
    for partner in (0..).take(MOST + 10) {
        page.count(call(partner, 2000, false), now);
    }
    // What is known is counted all the same.
    page.count(call(0, 2000, false), now);
    let counts = drained(&book);
    assert_eq!(counts.len(), MOST);
    assert_eq!(counts.first(), Some(&(0, 2000, 2, 0)));
}
