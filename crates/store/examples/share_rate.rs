//! How many shares a second a database takes, durably:
//!
//! ```text
//! cargo run --release -p store --example share_rate -- sqlite:///tmp/rate.db [seconds] [threads] [users] [names]
//! ```
//!
//! Each thread shares invented people one after the other, as the partners of one
//! server would; half of the people are users of the lender if `users` is given. With
//! `names` the index of names is filled meanwhile, as a server does.
//! The database is migrated first and gets a partner of its own each time.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use accounts::{
    ClientId, NewPartner, PartnerName, PartnerRepository as _, PartnerStatus, SecretHash, Slug,
};
use chrono::{DateTime, Utc};
use dedupe::{LoanStatuses, PersonKeys, UserStatus};
use kernel::{
    Actor, BlindIndex, Clock as _, Entropy, LeadReference, PartnerId, PartnerUuid, PersonName,
    Sealed, SystemClock, UserId,
};
use leads::{CampaignForm, CampaignStyle, LeadRepository, NewLead, ShareRequest};
use lender::{FeedRepository as _, ProtectedMessage, ProtectedUser, Stamp, StoredMessage};
use store::{
    Books, DieselFeedRepository, DieselLeadRepository, DieselPartnerRepository, LeadNames, Store,
    StoreOptions,
};
use testkit::{FakeVault, payout_policy};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// `SplitMix64`: quick, and good enough for people who do not exist.
struct Dice(AtomicU64);

impl Entropy for Dice {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

fn index(dice: &Dice) -> BlindIndex {
    let mut bytes = [0; 32];
    dice.fill(&mut bytes);
    BlindIndex::new(bytes)
}

/// The index of the `number`th user's mobile number.
fn mobile_of(number: u64) -> BlindIndex {
    index(&Dice(AtomicU64::new(
        number.wrapping_mul(0x5851_f42d_4c95_7f2d),
    )))
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("a database URL is needed")?;
    let seconds = arguments.next().map_or(Ok(5), |text| text.parse())?;
    let threads: u64 = arguments.next().map_or(Ok(32), |text| text.parse())?;
    let users: u64 = arguments.next().map_or(Ok(0), |text| text.parse())?;
    let store = Store::open(&StoreOptions::new(url))?;
    store.migrate()?;
    let partner = partner(&store)?;
    register(&store, users)?;
    if arguments.next().as_deref() == Some("names") {
        index_names(&store);
    }
    let leads: Arc<dyn LeadRepository> = Arc::new(DieselLeadRepository::new(store));
    let mut waits = run(
        &leads,
        partner,
        users,
        threads,
        Duration::from_secs(seconds),
    )?;
    waits.sort_unstable();
    let at = |per_mille: usize| waits.get(waits.len() * per_mille / 1000).copied();
    let shares = u64::try_from(waits.len())? / seconds;
    writeln!(
        std::io::stdout(),
        "{shares} shares/s; p50 {:?}, p99 {:?}, worst {:?}",
        at(500).unwrap_or_default(),
        at(990).unwrap_or_default(),
        waits.last().copied().unwrap_or_default(),
    )?;
    Ok(())
}

/// Fills the index of names until the program ends, by the server's measures.
fn index_names(store: &Store) {
    let names = LeadNames::new(store.clone());
    std::thread::spawn(move || {
        loop {
            let begun = Instant::now();
            let more = names.index(2_000).is_ok_and(|indexed| indexed.more);
            let rest = if more {
                begun.elapsed() * 9
            } else {
                Duration::from_secs(2)
            };
            std::thread::sleep(rest);
        }
    });
}

fn run(
    leads: &Arc<dyn LeadRepository>,
    partner: PartnerId,
    users: u64,
    threads: u64,
    span: Duration,
) -> Result<Vec<Duration>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let seed = u64::from(SystemClock::default().now().timestamp_subsec_nanos());
    let workers: Vec<_> = (0..threads)
        .map(|thread| {
            let (leads, stop) = (Arc::clone(leads), Arc::clone(&stop));
            let dice = Dice(AtomicU64::new((seed << 32).wrapping_add(thread << 56)));
            std::thread::spawn(move || -> Result<Vec<Duration>, Failure> {
                let mut waits = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let request = request(&dice, partner, users)?;
                    let begun = Instant::now();
                    leads.share(request)?;
                    waits.push(begun.elapsed());
                }
                Ok(waits)
            })
        })
        .collect();
    std::thread::sleep(span);
    stop.store(true, Ordering::Relaxed);
    let mut all = Vec::new();
    for worker in workers {
        all.extend(worker.join().map_err(|_| "a thread panicked")??);
    }
    Ok(all)
}

fn request(dice: &Dice, partner: PartnerId, users: u64) -> Result<ShareRequest, Failure> {
    let mut pick = [0; 8];
    dice.fill(&mut pick);
    let pick = u64::from_le_bytes(pick);
    let mobile = if users > 0 && pick % 2 == 0 {
        mobile_of(pick / 2 % users)
    } else {
        index(dice)
    };
    let now: DateTime<Utc> = SystemClock::default().now();
    let mut four = [0; 32];
    four[..2].copy_from_slice(&u16::try_from(pick >> 48)?.to_le_bytes());
    Ok(ShareRequest {
        partner,
        lead: NewLead {
            reference: LeadReference::draw(dice),
            first_name: PersonName::parse(&format!("Asha{}", name(pick)))?,
            last_name: PersonName::parse(&format!("Raghu{}", name(pick >> 24)))?,
            keys: PersonKeys {
                mobile,
                pan: index(dice),
            },
            mobile_last_four: BlindIndex::new(four),
            mobile: Sealed::new(vec![1; 40]),
            pan: Sealed::new(vec![2; 40]),
            campaign: CampaignForm(CampaignStyle::Documented),
            campaign_index: index(dice),
            shared_at: now,
            shared_on: now.date_naive(),
        },
        window_opened: now - chrono::TimeDelta::days(20),
        active_loans: Arc::new(LoanStatuses::default()),
        keep: None,
        mark: None,
    })
}

/// One of some thousand endings.
fn name(pick: u64) -> String {
    let letter = |at: u64| char::from_digit(u32::try_from(pick >> at & 15).unwrap_or(0) + 10, 36);
    [0, 4, 8].into_iter().filter_map(letter).collect()
}

fn partner(store: &Store) -> Result<PartnerId, Failure> {
    let now = SystemClock::default().now();
    let dice = Dice(AtomicU64::new(u64::from(now.timestamp_subsec_nanos())));
    let name = PartnerName::parse("Share rate")?;
    let partner = NewPartner {
        uuid: PartnerUuid::draw(&dice),
        slug: Slug::suggested_by(&name),
        slug_may_vary: true,
        client_id: ClientId::draw(&dice),
        name,
        email: Sealed::new(vec![0; 40]),
        email_index: index(&dice),
        status: PartnerStatus::Active,
        sandbox: true,
        rate: None,
        kind: None,
        secret: Some(SecretHash::new(vec![0; 32])),
        created_at: now,
    };
    let repository = DieselPartnerRepository::new(store.clone(), testkit::fake_post());
    Ok(repository.create(partner, Actor::Operator)?.id)
}

fn register(store: &Store, users: u64) -> Result<(), Failure> {
    let now = SystemClock::default().now();
    let books = Books {
        policy: Arc::new(payout_policy()),
        vault: Arc::new(FakeVault),
        entropy: Arc::new(Dice(AtomicU64::new(0))),
    };
    let feed = DieselFeedRepository::new(store.clone(), books);
    let message = |number: u64| -> Result<StoredMessage, Failure> {
        let mobile = mobile_of(number);
        Ok(StoredMessage {
            stamp: Stamp {
                occurred_at: now,
                content: mobile,
            },
            content: Sealed::new(vec![0; 200]),
            received_at: now,
            state: ProtectedMessage::User(ProtectedUser {
                id: UserId::new(i64::try_from(number)? + 1),
                mobile,
                mobile_digest: Sealed::new(vec![0; 60]),
                pan: None,
                pan_digest: None,
                first_name: None,
                last_name: None,
                email: None,
                status: UserStatus::Active,
                hold_until: None,
                registered_at: now,
                utm_source: None,
                utm_campaign: None,
            }),
        })
    };
    for first in (0..users).step_by(1000) {
        let messages = (first..users.min(first + 1000)).map(message);
        for outcome in feed.apply(messages.collect::<Result<_, _>>()?) {
            outcome?;
        }
    }
    Ok(())
}
