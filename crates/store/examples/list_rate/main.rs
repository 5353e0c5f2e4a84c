//! What a page of the list, its total and a search cost a partner of a thousand
//! leads and one of many, in one run:
//!
//! ```text
//! cargo run --release -p store --example list_rate -- sqlite:///tmp/lists.db [leads, up to 1000000] [fill]
//! ```
//!
//! A new database is filled first, through the repositories: both partners and a
//! third beside them, over a year; three leads in ten have a loan. A database that
//! was filled before is only measured, and one that is to be filled only is not.

mod asked;
mod fill;
mod names;

use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use accounts::{PartnerHandle, PartnerRepository as _};
use kernel::{PartnerId, PortResult};
use leads::{LeadQuery, LeadRepository, Total};
use store::{DieselLeadRepository, DieselPartnerRepository, LeadNames, Store, StoreOptions};
use testkit::new_partner;

use crate::asked::{Asked, asked};
use crate::fill::{Fill, fill};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The leads of the small partner.
const FEW: u32 = 1_000;

/// How often and for how long a thing is asked at most.
const TIMES: usize = 101;
const LONGEST: Duration = Duration::from_secs(2);

/// As many leads as a server takes into the index of names at once.
const BATCH: u32 = 5_000;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("a database URL is needed")?;
    let many = arguments
        .next()
        .map_or(Ok(1_000_000), |text| text.parse())?;
    let mut out = std::io::stdout();
    let mut options = StoreOptions::new(url);
    options.patience = Duration::from_secs(30);
    let store = Store::open(&options)?;
    store.migrate()?;
    let partners = DieselPartnerRepository::new(store.clone(), testkit::fake_post());
    if partners
        .find(&PartnerHandle::Slug(new_partner(1).slug))?
        .is_none()
    {
        let begun = Instant::now();
        fill(&store, &Fill { few: FEW, many })?;
        writeln!(out, "filled in {:?}", begun.elapsed())?;
    }
    index(&store)?;
    if arguments.next().as_deref() == Some("fill") {
        return Ok(());
    }
    let known = |number| -> Result<PartnerId, Failure> {
        let found = partners.find(&PartnerHandle::Slug(new_partner(number).slug))?;
        Ok(found.ok_or("the database was filled by something else")?.id)
    };
    let (small, large) = (known(1)?, known(2)?);
    let leads: Arc<dyn LeadRepository> = Arc::new(DieselLeadRepository::new(store));
    let (small, large) = (asked(small, 1, FEW)?, asked(large, 2, many)?);
    for (few, all) in small.iter().zip(&large) {
        compare(leads.as_ref(), few, all)?;
    }
    Ok(())
}

/// Takes every lead into the index of names.
fn index(store: &Store) -> Result<(), Failure> {
    let begun = Instant::now();
    let names = LeadNames::new(store.clone());
    let mut indexed = 0;
    while let some @ 1.. = names.index_all(BATCH)?.leads {
        indexed += some;
    }
    let took = begun.elapsed();
    writeln!(std::io::stdout(), "NAMES of {indexed} leads in {took:?}")?;
    Ok(())
}

/// Asks the same of both partners.
fn compare(leads: &dyn LeadRepository, few: &Asked, all: &Asked) -> Result<(), Failure> {
    let what = few.what;
    let few = measured(leads, few)?;
    let all = measured(leads, all)?;
    let plus = if all.total.capped { "+" } else { "" };
    writeln!(
        std::io::stdout(),
        "LIST {what} | {:.1} | {:.1} | {:.1} | {:.1} | {}{plus}",
        few.page,
        few.count,
        all.page,
        all.count,
        all.total.count
    )?;
    Ok(())
}

/// Medians in milliseconds.
struct Measured {
    page: f64,
    count: f64,
    total: Total,
}

fn measured(leads: &dyn LeadRepository, asked: &Asked) -> PortResult<Measured> {
    let LeadQuery {
        partner, filter, ..
    } = &asked.query;
    let total = leads.count(*partner, filter);
    Ok(Measured {
        page: median(|| leads.page(&asked.query).map(drop)),
        count: median(|| leads.count(*partner, filter).map(drop)),
        total: total?,
    })
}

/// The median time in milliseconds; the first answer fills caches and does not
/// count. A failure, such as a time that ran out, counts for as long as it took.
fn median(ask: impl Fn() -> PortResult<()>) -> f64 {
    let begun = Instant::now();
    let mut times = Vec::with_capacity(TIMES);
    while times.len() < 2 || (times.len() < TIMES && begun.elapsed() < LONGEST) {
        let asked = Instant::now();
        // Failures are seen in their time.
        let _ = ask();
        times.push(asked.elapsed());
    }
    times.remove(0);
    times.sort_unstable();
    let middle = times.get(times.len() / 2).copied().unwrap_or_default();
    middle.as_secs_f64() * 1_000.0
}
