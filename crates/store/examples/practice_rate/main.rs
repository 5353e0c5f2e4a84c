//! What a dashboard, its activities and the list of candidates cost a partner of a thousand
//! sessions and one of many:
//!
//! ```text
//! cargo run --release -p store --example practice_rate -- sqlite:///tmp/p.db fill 1 1000 2 1000000
//! cargo run --release -p store --example practice_rate -- sqlite:///tmp/p.db measure 1 1000 2 1000000
//! ```
//!
//! The numbers are partners, which are there already, and their sessions, ten of each
//! person. Filling writes people and sessions by SQL; then partners enrol these people
//! through the repository, which counts their sessions.

mod fill;

use std::io::Write as _;
use std::time::{Duration, Instant};

use candidates::{
    ActivitiesAsk, ActivityPlace, CandidateFilter, CandidateQuery, EnrolmentRepository as _,
    ListPlace, Look, Metrics, PracticeRepository as _,
};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{EnrolmentId, PageNumber, PageSize, PartnerId, TimeZoneName};
use store::{DieselEnrolments, DieselPractice, Store, StoreOptions};

pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How often each thing is read.
const TIMES: usize = 300;

/// A partner and how many sessions its candidates have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whose {
    pub(crate) partner: PartnerId,
    pub(crate) sessions: u32,
}

/// When all sessions are over; the newest ended then.
pub(crate) fn end() -> DateTime<Utc> {
    testkit::midday()
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, what, few, few_sessions, many, many_sessions] = arguments.as_slice() else {
        return Err("URL fill|measure PARTNER SESSIONS PARTNER SESSIONS".into());
    };
    let whose = |partner: &str, sessions: &str| -> Result<Whose, Failure> {
        Ok(Whose {
            partner: PartnerId::new(partner.parse()?),
            sessions: sessions.parse()?,
        })
    };
    let pair = [whose(few, few_sessions)?, whose(many, many_sessions)?];
    let mut options = StoreOptions::new(url.clone());
    options.patience = Duration::from_mins(5);
    let store = Store::open(&options)?;
    match what.as_str() {
        "fill" => fill::fill(&store, url, &pair),
        "measure" => measure(&store, pair),
        _ => Err("fill or measure".into()),
    }
}

/// Reads something of a partner.
type Read = fn(&Desk, Whose) -> Result<(), Failure>;

/// Where things are read.
struct Desk {
    practice: DieselPractice,
    enrolments: DieselEnrolments,
}

/// What is read.
const READS: [(&str, Read); 7] = [
    ("dashboard", |desk, whose| {
        let look = Look {
            at: end(),
            otherwise: TimeZoneName::parse("Asia/Kolkata")?.calendar(),
        };
        let metrics = Metrics::of(desk.practice.figures(whose.partner, look)?);
        sane(metrics.finance.purchased == i64::from(whose.sessions))
    }),
    ("activities, the newest ten", |desk, whose| {
        desk.activities(whose, None)
    }),
    ("activities, ten in the middle", |desk, whose| {
        let completed_at = end() - TimeDelta::days(182);
        let key = i64::MAX;
        desk.activities(whose, Some(ActivityPlace { completed_at, key }))
    }),
    ("activities, ten of ten months ago", |desk, whose| {
        let completed_at = end() - TimeDelta::days(320);
        let key = i64::MAX;
        desk.activities(whose, Some(ActivityPlace { completed_at, key }))
    }),
    ("candidates, page 1", |desk, whose| {
        desk.candidates(whose, ListPlace::Page(PageNumber::FIRST))
    }),
    ("candidates by cursor, in the middle", |desk, whose| {
        let first = desk.first(whose)?;
        let middle = first.get() - i64::from(whose.sessions / 20);
        desk.candidates(whose, ListPlace::Behind(EnrolmentId::new(middle)))
    }),
    ("candidates by cursor, at the end", |desk, whose| {
        let first = desk.first(whose)?;
        let last = first.get() - i64::from(whose.sessions / 10) + 25;
        desk.candidates(whose, ListPlace::Behind(EnrolmentId::new(last)))
    }),
];

fn sane(is_so: bool) -> Result<(), Failure> {
    if is_so {
        Ok(())
    } else {
        Err("not what was filled in".into())
    }
}

impl Desk {
    fn activities(&self, whose: Whose, behind: Option<ActivityPlace>) -> Result<(), Failure> {
        let ask = ActivitiesAsk { behind, limit: 10 };
        let found = self.practice.activities(whose.partner, ask)?;
        sane(found.len() == 10)
    }

    fn page(&self, whose: Whose, place: ListPlace) -> Result<Vec<candidates::Enrolment>, Failure> {
        let query = CandidateQuery {
            partner: whose.partner,
            filter: CandidateFilter::default(),
            place,
            size: PageSize::new(20).ok_or("a size")?,
        };
        Ok(self.enrolments.page(&query)?.rows)
    }

    fn candidates(&self, whose: Whose, place: ListPlace) -> Result<(), Failure> {
        sane(self.page(whose, place)?.len() == 20)
    }

    /// The newest enrolment. Those of a partner were made one after the other.
    fn first(&self, whose: Whose) -> Result<EnrolmentId, Failure> {
        let page = self.page(whose, ListPlace::Page(PageNumber::FIRST))?;
        Ok(page.first().ok_or("nobody is enrolled")?.id)
    }
}

fn measure(store: &Store, [few, many]: [Whose; 2]) -> Result<(), Failure> {
    let desk = Desk {
        practice: DieselPractice::new(store.clone()),
        enrolments: DieselEnrolments::new(store.clone()),
    };
    let mut out = std::io::stdout();
    for (what, read) in READS {
        // Plans are made and caches filled before anything is measured.
        median(&desk, few, read)?;
        median(&desk, many, read)?;
        let (less, more) = (median(&desk, few, read)?, median(&desk, many, read)?);
        let ratio = more.as_secs_f64() / less.as_secs_f64();
        writeln!(out, "PRACTICE {what} | {less:?} | {more:?} | {ratio:.2}")?;
    }
    let begun = Instant::now();
    let wrong = store.check_practice()?.len();
    writeln!(
        out,
        "RECONCILE {} sessions in {:?}, {wrong} wrong",
        many.sessions,
        begun.elapsed()
    )?;
    Ok(())
}

fn median(desk: &Desk, whose: Whose, read: Read) -> Result<Duration, Failure> {
    let mut took = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let begun = Instant::now();
        read(desk, whose)?;
        took.push(begun.elapsed());
    }
    took.sort_unstable();
    took.get(TIMES / 2)
        .copied()
        .ok_or_else(|| "nothing was read".into())
}
