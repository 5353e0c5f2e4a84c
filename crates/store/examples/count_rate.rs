//! What counting costs a partner of a thousand leads and one of many, in one run:
//!
//! ```text
//! cargo run --release -p store --example count_rate -- sqlite:///tmp/counts.db [leads, up to 1000000]
//! ```
//!
//! Both partners' leads are shared through the repository first, over a hundred
//! days. The database should be a new one.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use accounts::PartnerRepository as _;
use chrono::TimeDelta;
use dedupe::Verdict;
use kernel::{Actor, LeadReference, PartnerId, PortResult};
use leads::{LeadFilter, LeadRepository};
use store::{DieselLeadRepository, DieselPartnerRepository, Store, StoreOptions};
use testkit::{Person, SeededEntropy, midday, new_partner, share_of};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The leads of the small partner.
const FEW: u32 = 1_000;

/// How often each thing is counted.
const TIMES: usize = 1_000;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("a database URL is needed")?;
    let many = arguments
        .next()
        .map_or(Ok(1_000_000), |text| text.parse())?;
    let mut options = StoreOptions::new(url);
    options.patience = Duration::from_secs(30);
    let store = Store::open(&options)?;
    store.migrate()?;
    let partners = DieselPartnerRepository::new(store.clone(), testkit::fake_post());
    let small = partners.create(new_partner(1), Actor::Operator)?.id;
    let large = partners.create(new_partner(2), Actor::Operator)?.id;
    let leads: Arc<dyn LeadRepository> = Arc::new(DieselLeadRepository::new(store.clone()));
    share(&leads, small, FEW)?;
    let begun = Instant::now();
    share(&leads, large, many)?;
    let mut out = std::io::stdout();
    writeln!(out, "{many} leads shared in {:?}", begun.elapsed())?;
    // Plans are made and caches filled before anything is measured.
    for (_, count) in COUNTS {
        median(leads.as_ref(), small, count)?;
        median(leads.as_ref(), large, count)?;
    }
    for (what, count) in COUNTS {
        let few = median(leads.as_ref(), small, count)?;
        let all = median(leads.as_ref(), large, count)?;
        writeln!(out, "COUNT {what} | {FEW} | {few:?} | {many} | {all:?}")?;
    }
    let begun = Instant::now();
    let found = store.reconcile()?;
    let wrong = found.discrepancies.len();
    let took = begun.elapsed();
    writeln!(
        out,
        "RECONCILE {} leads in {took:?}, {wrong} totals wrong",
        found.leads
    )?;
    Ok(())
}

/// Counts something of a partner.
type Count = fn(&dyn LeadRepository, PartnerId) -> PortResult<()>;

/// What is counted.
const COUNTS: [(&str, Count); 3] = [
    ("stats", |leads, partner| leads.stats(partner).map(|_| ())),
    ("30 days", |leads, partner| {
        let first = midday().date_naive();
        let last = first + TimeDelta::days(29);
        leads.by_day(partner, first, last).map(drop)
    }),
    ("total of a list by verdict and days", |leads, partner| {
        let filter = LeadFilter {
            verdict: Some(Verdict::Fresh),
            from: Some((midday() + TimeDelta::days(10)).date_naive()),
            ..LeadFilter::default()
        };
        leads.count(partner, &filter).map(|_| ())
    }),
];

/// Shares `count` people from 64 threads, so that the lane has whole batches.
fn share(leads: &Arc<dyn LeadRepository>, partner: PartnerId, count: u32) -> Result<(), Failure> {
    let next = Arc::new(AtomicU32::new(0));
    let threads: Vec<_> = (0..64)
        .map(|_| {
            let (leads, next) = (Arc::clone(leads), Arc::clone(&next));
            std::thread::spawn(move || -> Result<(), Failure> {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        return Ok(());
                    }
                    let seed = (u64::try_from(partner.get())? << 32) + u64::from(number);
                    let reference = LeadReference::draw(&SeededEntropy::new(seed));
                    let at = midday() + TimeDelta::minutes(i64::from(number % 144_000));
                    leads.share(share_of(partner, &Person::numbered(number), reference, at))?;
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().map_err(|_| "a thread panicked")??;
    }
    Ok(())
}

/// The median of many times.
fn median(leads: &dyn LeadRepository, partner: PartnerId, count: Count) -> PortResult<Duration> {
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let begun = Instant::now();
        count(leads, partner)?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Ok(times.get(TIMES / 2).copied().unwrap_or_default())
}
