//! Filling a database through the repositories.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use accounts::PartnerRepository as _;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use dedupe::{LoanStatus, UserStatus};
use kernel::{
    Actor, EmailAddress, FixedClock, LeadReference, LoanApplicationId, MobileNumber, Pan,
    PartnerId, UserId,
};
use leads::LeadRepository;
use lender::{FeedLimits, Raw, RawMessage, ReceiveFeed};
use store::{Books, DieselFeedRepository, DieselLeadRepository, DieselPartnerRepository, Store};
use testkit::{
    FakeVault, Person, SeededEntropy, loan_message, midday, new_partner, payout_policy, share_of,
    text, user_message,
};

use crate::Failure;
use crate::names::{names, roll};

/// How many leads.
pub(crate) struct Fill {
    /// Of the small partner.
    pub(crate) few: u32,
    /// Of the large one.
    pub(crate) many: u32,
}

static DRAWN: AtomicU64 = AtomicU64::new(1 << 40);

/// A partner while its leads are made.
#[derive(Clone, Copy)]
struct Filling {
    partner: PartnerId,
    number: u64,
    leads: u32,
}

/// Makes partners 1 (few leads), 2 (many) and 3 (a tenth of many).
pub(crate) fn fill(store: &Store, fill: &Fill) -> Result<(), Failure> {
    let partners = DieselPartnerRepository::new(store.clone(), testkit::fake_post());
    for (number, leads) in [(3, fill.many / 10), (1, fill.few), (2, fill.many)] {
        let partner = partners.create(new_partner(number), Actor::Operator)?.id;
        let filling = Filling {
            partner,
            number,
            leads,
        };
        filling.tell(store, |number| knows(number).then_some(Told::User))?;
        filling.share(store)?;
        filling.tell(store, |number| {
            (applies(number) && !knows(number)).then_some(Told::User)
        })?;
        filling.tell(store, |number| applies(number).then_some(Told::Loan))?;
    }
    Ok(())
}

/// The person of lead `number` of partner `partner`.
pub(crate) fn person(partner: u64, number: u32) -> Result<Person, Failure> {
    let [first_name, last_name] = names(partner, number)?;
    let letter = |at: u64| char::from_digit(u32::try_from(at % 26).unwrap_or(0) + 10, 36);
    let people = u64::from(number) + partner * 10_000_000;
    let letters: String = (0..5)
        .filter_map(|place| letter(people / 10_000 / 26_u64.pow(place)))
        .collect();
    let pan = format!("{}{:04}P", letters.to_uppercase(), people % 10_000);
    Ok(Person {
        first_name,
        last_name,
        mobile: MobileNumber::parse(&format!("7{partner}{number:08}"))?,
        pan: Pan::parse(&pan)?,
        email: EmailAddress::parse(&format!("person{people}@example.test"))?,
    })
}

/// Leads whose person is the lender's user before, some of them suspended.
fn knows(number: u32) -> bool {
    roll(u64::from(number) * 7, 100) < 15
}

/// Leads with a loan.
fn applies(number: u32) -> bool {
    roll(u64::from(number) * 11, 10) < 3
}

enum Told {
    User,
    Loan,
}

impl Filling {
    fn shared_at(self, number: u32) -> DateTime<Utc> {
        let year = i64::from(number) * 365 * 86_400_000 / i64::from(self.leads.max(1));
        midday() + TimeDelta::milliseconds(year)
    }

    /// Shares everyone from 64 threads, so that the lane has whole batches.
    fn share(self, store: &Store) -> Result<(), Failure> {
        let leads = DieselLeadRepository::new(store.clone());
        let next = Arc::new(AtomicU32::new(0));
        let threads: Vec<_> = (0..64)
            .map(|_| {
                let (leads, next) = (leads.clone(), Arc::clone(&next));
                std::thread::spawn(move || -> Result<(), Failure> {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= self.leads {
                            return Ok(());
                        }
                        let seed = (self.number << 32) + u64::from(number);
                        let reference = LeadReference::draw(&SeededEntropy::new(seed));
                        let person = person(self.number, number)?;
                        let at = self.shared_at(number);
                        leads.share(share_of(self.partner, &person, reference, at))?;
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().map_err(|_| "a thread panicked")??;
        }
        Ok(())
    }

    /// The lender tells of whom `about` says something is told.
    fn tell(self, store: &Store, about: impl Fn(u32) -> Option<Told>) -> Result<(), Failure> {
        let books = Books {
            policy: Arc::new(payout_policy()),
            vault: Arc::new(FakeVault),
            // Each time other event ids.
            entropy: Arc::new(SeededEntropy::new(
                DRAWN.fetch_add(1 << 40, Ordering::Relaxed),
            )),
        };
        let feed = ReceiveFeed {
            repository: Arc::new(DieselFeedRepository::new(store.clone(), books)),
            vault: Arc::new(FakeVault),
            clock: Arc::new(FixedClock::at(midday() + TimeDelta::days(450))),
            limits: FeedLimits::default(),
        };
        let told: Vec<(u32, Told)> = (0..self.leads)
            .filter_map(|number| Some((number, about(number)?)))
            .collect();
        for chunk in told.chunks(500) {
            let messages = chunk.iter().map(|(number, told)| match told {
                Told::User => self.user(*number),
                Told::Loan => self.loan(*number),
            });
            for answer in feed.execute(&messages.collect::<Result<Vec<_>, _>>()?) {
                answer?;
            }
        }
        Ok(())
    }

    fn key(self, number: u32) -> Result<i64, Failure> {
        Ok(i64::try_from(self.number * 10_000_000)? + i64::from(number) + 1)
    }

    fn user(self, number: u32) -> Result<RawMessage, Failure> {
        let person = person(self.number, number)?;
        let status = if knows(number) && number.is_multiple_of(5) {
            UserStatus::Suspended
        } else {
            UserStatus::Active
        };
        let id = UserId::new(self.key(number)?);
        Ok(RawMessage::User(user_message(
            id,
            &person,
            status,
            midday(),
        )))
    }

    fn loan(self, number: u32) -> Result<RawMessage, Failure> {
        let key = self.key(number)?;
        let (loan, user) = (LoanApplicationId::new(key), UserId::new(key));
        let applied = self.shared_at(number) + TimeDelta::days(1);
        let (status, paid) = match roll(u64::from(number) * 13, 100) {
            0..60 => (LoanStatus::Disbursed, true),
            60..75 => (LoanStatus::Closed, true),
            75..85 => (LoanStatus::Submitted, false),
            85..90 => (LoanStatus::UnderReview, false),
            90..99 => (LoanStatus::Rejected, false),
            _ => (LoanStatus::Refunded, true),
        };
        let mut message = loan_message(loan, user, status, applied + TimeDelta::days(2));
        message.created_at = time(applied);
        if paid {
            let after = TimeDelta::hours(i64::from(number % 1_000));
            message.occurred_at = time(applied + after);
            message.disbursed_at = time(applied + after);
            let rupees = 10_000 + roll(u64::from(number) * 17, 190_000);
            message.disbursal_amount = Raw::Number(format!("{rupees}.00"));
        }
        Ok(RawMessage::Loan(message))
    }
}

fn time(instant: DateTime<Utc>) -> Raw {
    text(instant.to_rfc3339_opts(SecondsFormat::Micros, true))
}
