//! Lists of candidates, compared with a plain list for every filter and combination.

use candidates::{
    CandidateFilter, CandidateQuery, CandidateSearch, Enrolled, Enrolment, InviteStatus,
    ListCandidatesError, ListPlace, index,
};
use kernel::{
    BatchUuid, CandidateUuid, EmailAddress, EnrolmentUuid, PageNumber, PageSize, PartnerId,
};

use super::candidates::{batch, enrol, mark, partner, somebody};
use crate::{FakeVault, Harness, SeededEntropy};

/// What the plain list knows of an enrolment.
struct Plain {
    uuid: EnrolmentUuid,
    batch: Option<BatchUuid>,
    paid: bool,
    first: String,
    last: String,
    email: String,
}

/// First name, last name, the address.
const PEOPLE: &[(&str, &str, &str)] = &[
    ("Asha", "Rao", "asha@example.test"),
    ("asha", "Anand", "a.anand@example.test"),
    ("Mary Ann", "O'Neil", "mary@example.test"),
    ("Mary", "Ann", "mary.ann@example.test"),
    ("Ämilie", "Öz", "oez@example.test"),
    ("100%", "_under", "percent@example.test"),
    ("Bo", "Rao", "bo@example.test"),
];

pub(super) fn lists_are_as_a_plain_list_says(harness: &Harness) {
    let own = partner(harness, 983);
    let batches = ["A", "B"].map(|name| batch(harness, own, name).expect("a batch").uuid);
    let plain = filled(harness, own, batches);
    let foreign = partner(harness, 984);
    let theirs = batch(harness, foreign, "A").expect("a batch").uuid;
    let row = somebody(9_999, "Asha", "Rao", "asha@example.test");
    enrol(harness, foreign, Some(theirs), &[row]).expect("enrolled");
    for filter in filters(batches) {
        let expected: Vec<EnrolmentUuid> = plain
            .iter()
            .rev()
            .filter(|one| one.passes(&filter))
            .map(|one| one.uuid)
            .collect();
        by_page(harness, own, &filter, &expected, plain.len());
        by_cursor(harness, own, &filter, &expected);
    }
    for batch in [theirs, BatchUuid::draw(&SeededEntropy::new(3))] {
        let filter = CandidateFilter {
            batch: Some(batch),
            ..CandidateFilter::default()
        };
        let query = query(own, &filter, ListPlace::Page(PageNumber::FIRST), 5);
        let refused = harness.enrolments.page(&query);
        assert_eq!(refused, Err(ListCandidatesError::UnknownBatch));
    }
}

/// Everybody in one of the batches or in none, some in two places; some are paid for.
fn filled(harness: &Harness, own: PartnerId, batches: [BatchUuid; 2]) -> Vec<Plain> {
    let mut plain: Vec<Plain> = Vec::new();
    let mut people: Vec<(String, CandidateUuid)> = Vec::new();
    let places = [Some(batches[0]), None, Some(batches[1])];
    for (seed, place) in (0..30_u64).zip(places.iter().cycle()) {
        let number = usize::try_from(seed).expect("small") * 5 % PEOPLE.len();
        let (first, last, email) = PEOPLE[number];
        let row = somebody(8_000 + seed, first, last, email);
        let became = enrol(harness, own, *place, std::slice::from_ref(&row)).expect("an answer");
        if let [Enrolled::Added(person)] = became.as_slice() {
            people.push((email.to_owned(), *person));
            plain.push(Plain {
                uuid: row.uuid,
                batch: *place,
                paid: false,
                first: first.to_lowercase(),
                last: last.to_lowercase(),
                email: email.to_owned(),
            });
        }
        if seed == 12 {
            // Who is enrolled later is unpaid again.
            for paid in ["asha@example.test", "mary@example.test"] {
                let person = people.iter().find(|(email, _)| email == paid);
                let (_, person) = person.expect("enrolled by now");
                assert!(mark(harness, own, *person) > 0);
                for one in plain.iter_mut().filter(|one| one.email == paid) {
                    one.paid = true;
                }
            }
        }
    }
    assert!(plain.len() > 15, "{}", plain.len());
    plain
}

impl Plain {
    fn passes(&self, filter: &CandidateFilter) -> bool {
        let found = match &filter.search {
            None => true,
            Some(CandidateSearch::Email(email)) => {
                let own = EmailAddress::parse(&self.email).expect("an address");
                index(&FakeVault, &own) == *email
            }
            Some(CandidateSearch::Name(start)) => {
                let both = format!("{} {}", self.first, self.last);
                self.last.starts_with(start.as_str()) || both.starts_with(start.as_str())
            }
        };
        found
            && filter.batch.is_none_or(|batch| self.batch == Some(batch))
            && filter.paid.is_none_or(|paid| self.paid == paid)
            && filter.invite != Some(InviteStatus::Accepted)
    }
}

/// Every filter with every other.
fn filters(batches: [BatchUuid; 2]) -> Vec<CandidateFilter> {
    let searches = [
        "",
        "asha",
        "ASHA R",
        "rao",
        "mary ann",
        "mary ann o",
        "ann",
        "ä",
        "1",
        "%",
        "_",
        "zz",
        "A",
        "asha@example.test",
        "Mary@EXAMPLE.test",
        "nobody@example.test",
        "  bo ",
    ];
    let mut filters = Vec::new();
    for batch in [None, Some(batches[0]), Some(batches[1])] {
        for invite in [
            None,
            Some(InviteStatus::Pending),
            Some(InviteStatus::Accepted),
        ] {
            for paid in [None, Some(true), Some(false)] {
                for search in searches {
                    filters.push(CandidateFilter {
                        batch,
                        invite,
                        paid,
                        search: CandidateSearch::of(search, &FakeVault),
                    });
                }
            }
        }
    }
    filters
}

fn query(
    partner: PartnerId,
    filter: &CandidateFilter,
    place: ListPlace,
    size: u32,
) -> CandidateQuery {
    CandidateQuery {
        partner,
        filter: filter.clone(),
        place,
        size: PageSize::new(size).expect("a size"),
    }
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).expect("small")
}

fn uuids(rows: &[Enrolment]) -> Vec<EnrolmentUuid> {
    rows.iter().map(|row| row.uuid).collect()
}

fn by_page(
    harness: &Harness,
    own: PartnerId,
    filter: &CandidateFilter,
    expected: &[EnrolmentUuid],
    all: usize,
) {
    let mut seen = Vec::new();
    for number in 1.. {
        let place = ListPlace::Page(PageNumber::new(number).expect("a page"));
        let page = harness.enrolments.page(&query(own, filter, place, 5));
        let page = page.expect("a page");
        assert_eq!(page.total, count(expected.len()), "{filter:?}");
        assert_eq!(page.totals.candidates.enrolled, count(all));
        assert_eq!(page.totals.batches, 2);
        seen.extend(uuids(&page.rows));
        assert_eq!(page.more, seen.len() < expected.len(), "{filter:?}");
        if !page.more {
            break;
        }
    }
    assert_eq!(seen, expected, "{filter:?}");
}

fn by_cursor(
    harness: &Harness,
    own: PartnerId,
    filter: &CandidateFilter,
    expected: &[EnrolmentUuid],
) {
    let mut seen = Vec::new();
    let mut place = ListPlace::Page(PageNumber::FIRST);
    loop {
        let page = harness.enrolments.page(&query(own, filter, place, 4));
        let page = page.expect("a page");
        assert_eq!(page.total, count(expected.len()), "{filter:?}");
        seen.extend(uuids(&page.rows));
        match page.rows.last() {
            Some(last) if page.more => place = ListPlace::Behind(last.id),
            _ => break,
        }
    }
    assert_eq!(seen, expected, "{filter:?}");
}
