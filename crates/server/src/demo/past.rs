//! Weeks of business, day by day, through the use cases the API itself uses.

use std::sync::Arc;

use accounts::Partner;
use chrono::{DateTime, Days, TimeDelta, Utc};
use funnel::{Answer, Answers};
use kernel::{Clock, FixedClock};
use leads::{ShareCommand, ShareLead, ShareOutcome};
use lender::{FeedResult, RawMessage, ReceiveFeed};

use super::dice::Dice;
use super::people::Person;
use super::story::{Event, FREE, KNOWN, customers, follow_up};
use crate::failure::Failure;
use crate::kit::Kit;
use crate::serve::share_lead;

/// Any number; another one tells another story.
const SEED: u64 = 2026;

/// Plays `days` days from the partner's creation on, as far as they have passed.
/// Played again it meets its own traces and changes nothing, but that whoever has
/// an active loan by then keeps it: without a link there is no further fate.
pub(super) fn play(kit: &Kit, partner: &Partner, days: u32) -> Result<(), Failure> {
    let clock = Arc::new(FixedClock::at(partner.created_at));
    let seen: Arc<dyn Clock> = clock.clone();
    let mut dice = Dice::new(SEED);
    let known = customers(partner.created_at, &mut dice);
    let mut past = Past {
        share: ShareLead {
            clock: Arc::clone(&seen),
            ..share_lead(kit)
        },
        feed: ReceiveFeed {
            clock: Arc::clone(&seen),
            ..kit.feed()
        },
        clock,
        partner,
        now: kit.clock.now(),
        dice,
        next_fresh: KNOWN,
        coming: known,
    };
    past.report(partner.created_at)?;
    let calendar = kit.rules.share.calendar;
    let first = calendar.day_of(partner.created_at);
    for day in 0..=days {
        let Some(day) = first.checked_add_days(Days::new(u64::from(day))) else {
            break;
        };
        past.share_leads(calendar.start_of(day))?;
        past.report(calendar.end_of(day).min(past.now))?;
    }
    Ok(())
}

struct Past<'a> {
    share: ShareLead,
    feed: ReceiveFeed,
    clock: Arc<FixedClock>,
    partner: &'a Partner,
    now: DateTime<Utc>,
    dice: Dice,
    next_fresh: u32,
    /// What the lender's systems are still to report.
    coming: Vec<Event>,
}

impl Past<'_> {
    fn share_leads(&mut self, midnight: DateTime<Utc>) -> Result<(), Failure> {
        let mut times: Vec<DateTime<Utc>> = (0..self.dice.between(7, 13))
            .map(|_| {
                // Between eight in the morning and ten at night.
                let second = self.dice.between(8 * 3600, 22 * 3600);
                let milli = self.dice.below(1000);
                midnight
                    + TimeDelta::seconds(i64::from(second))
                    + TimeDelta::milliseconds(i64::from(milli))
            })
            .collect();
        times.sort();
        for at in times {
            let person = self.somebody();
            if at < self.now {
                self.share(person, at)?;
            }
        }
        Ok(())
    }

    fn somebody(&mut self) -> Person {
        match self.dice.below(100) {
            0..62 => {
                self.next_fresh += 1;
                Person(self.next_fresh)
            }
            62..84 => Person(self.dice.below(FREE)),
            _ => Person(self.dice.between(FREE, KNOWN - 1)),
        }
    }

    fn share(&mut self, person: Person, at: DateTime<Utc>) -> Result<(), Failure> {
        self.clock.set(at);
        let (first_name, last_name, mobile, pan) = person.as_lead()?;
        let command = ShareCommand {
            partner: self.partner.id,
            partner_uuid: self.partner.uuid,
            first_name,
            last_name,
            mobile,
            pan,
            answers: self.answers(),
            idempotency: None,
            mark: None,
        };
        let outcome = self.share.execute(&command);
        let outcome = outcome.map_err(|error| Failure::told(format!("demo: {error}")))?;
        if let ShareOutcome::Judged {
            link: Some(link), ..
        } = outcome
            && person.0 >= KNOWN
        {
            let campaign = link.rsplit_once("utm_campaign=").map_or("", |(_, end)| end);
            let source = self.partner.uuid.to_string();
            // Dice of the person's own: the same fate whenever the past is played.
            let mut dice = Dice::new(SEED + u64::from(person.0));
            let events = follow_up(person, at, (&source, campaign), &mut dice);
            self.coming.extend(events);
        }
        Ok(())
    }

    /// Half of the partner's forms ask for more.
    fn answers(&mut self) -> Answers {
        if self.dice.chance(50) {
            return Answers::default();
        }
        let salary = self.dice.between(20, 90) * 1000;
        Answers {
            employment_type: Some(Answer::Text("Salaried".to_owned())),
            monthly_salary: Some(Answer::Number(salary.to_string())),
            payment_mode: Some(Answer::Text("Bank Transfer".to_owned())),
            date_of_birth: None,
        }
    }

    /// Lets the lender report everything until `until`, in the order of time.
    fn report(&mut self, until: DateTime<Utc>) -> Result<(), Failure> {
        self.coming.sort_by_key(|event| event.at);
        let later = self.coming.partition_point(|event| event.at <= until);
        let due: Vec<RawMessage> = self
            .coming
            .drain(..later)
            .map(|event| event.message)
            .collect();
        self.clock.set(until);
        for answer in self.feed.execute(&due) {
            if let FeedResult::Refused(errors) = answer?.result {
                let fields: Vec<&str> = errors.iter().map(|error| error.field).collect();
                return Err(Failure::told(format!(
                    "demo: refused {}",
                    fields.join(", ")
                )));
            }
        }
        Ok(())
    }
}
