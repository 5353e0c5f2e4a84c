//! What becomes of a person at the lender: messages, each at its time.

use chrono::{DateTime, TimeDelta, Utc};
use lender::{RawLoan, RawMessage, RawUser};

use super::dice::Dice;
use super::people::{Person, text, time};

/// A message of the lender's systems and when it is sent.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) at: DateTime<Utc>,
    pub(super) message: RawMessage,
}

impl Event {
    fn user(at: DateTime<Utc>, user: RawUser) -> Self {
        Self {
            at,
            message: RawMessage::User(user),
        }
    }
}

/// People the lender knows before the first lead: those below
/// [`FREE`] may borrow, the others up to [`KNOWN`] may not.
pub(super) const FREE: u32 = 80;
pub(super) const KNOWN: u32 = 150;

/// Keys of users and loans, away from whatever a lender would use first.
const USERS_FROM: u32 = 700_000;
const LOANS_FROM: u32 = 800_000;

/// The lender's own customers, as of `begin`.
pub(super) fn customers(begin: DateTime<Utc>, dice: &mut Dice) -> Vec<Event> {
    let mut events = Vec::new();
    for number in 0..KNOWN {
        let person = Person(number);
        let at = begin - TimeDelta::hours(i64::from(dice.between(48, 4000)));
        let status = match number {
            0..FREE => "active",
            _ if number % 10 == 0 => "suspended",
            _ if number % 10 == 1 => "on_hold",
            _ => "active",
        };
        events.push(Event::user(
            at,
            person.as_user(USERS_FROM + number, status, at),
        ));
        if number >= FREE || dice.chance(30) {
            let state = if number >= FREE {
                "disbursed"
            } else {
                "cleared"
            };
            let mut loan = Loan::new(number, at + TimeDelta::hours(2), dice);
            loan.disbursed(at + TimeDelta::hours(30));
            events.push(loan.event(state, at + TimeDelta::hours(40)));
        }
    }
    events
}

/// What a fresh lead shared at `shared` leads to; perhaps nothing.
pub(super) fn follow_up(
    person: Person,
    shared: DateTime<Utc>,
    utm: (&str, &str),
    dice: &mut Dice,
) -> Vec<Event> {
    let mut events = Vec::new();
    if !dice.chance(65) {
        return events;
    }
    let registered = shared + minutes(dice, 4, 900);
    let mut user = person.as_user(USERS_FROM + person.0, "active", registered);
    user.utm_source = text(utm.0);
    user.utm_campaign = text(utm.1);
    events.push(Event::user(registered, user));
    if !dice.chance(60) {
        return events;
    }
    let applied = registered + minutes(dice, 5, 3000);
    let mut loan = Loan::new(person.0, applied, dice);
    events.push(loan.event("submitted", applied));
    let reviewed = applied + minutes(dice, 60, 1500);
    events.push(loan.event("under_review", reviewed));
    match dice.below(100) {
        0..55 => {
            let approved = reviewed + minutes(dice, 300, 3000);
            events.push(loan.event("approved", approved));
            // Some come after the twenty days for which a lead earns.
            let disbursed = approved + minutes(dice, 600, 36_000);
            loan.disbursed(disbursed);
            events.push(loan.event("disbursed", disbursed + TimeDelta::minutes(1)));
        }
        55..70 => events.push(loan.event("rejected", reviewed + minutes(dice, 300, 3000))),
        70..80 => events.push(loan.event("cancelled", reviewed + minutes(dice, 300, 3000))),
        _ => {}
    }
    events
}

/// A while by chance.
pub(super) fn minutes(dice: &mut Dice, least: u32, most: u32) -> TimeDelta {
    TimeDelta::minutes(i64::from(dice.between(least, most)))
}

struct Loan(RawLoan);

impl Loan {
    fn new(number: u32, at: DateTime<Utc>, dice: &mut Dice) -> Self {
        Self(RawLoan {
            id: text((LOANS_FROM + number).to_string()),
            user_id: text((USERS_FROM + number).to_string()),
            application_number: text(format!("DEMO{:06}", LOANS_FROM + number)),
            loan_amount: text((dice.between(8, 150) * 1000).to_string()),
            created_at: time(at),
            ..RawLoan::default()
        })
    }

    fn disbursed(&mut self, at: DateTime<Utc>) {
        self.0.disbursed_at = time(at);
        self.0.disbursal_amount = self.0.loan_amount.clone();
    }

    fn event(&self, status: &str, at: DateTime<Utc>) -> Event {
        let loan = RawLoan {
            status: text(status),
            occurred_at: time(at),
            ..self.0.clone()
        };
        Event {
            at,
            message: RawMessage::Loan(loan),
        }
    }
}
