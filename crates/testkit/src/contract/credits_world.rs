//! Small worlds that have nothing to do with each other: a few people, who may
//! share a mobile number or a PAN, partners who share them, the users they become
//! and those users' loans.

use chrono::{DateTime, TimeDelta, Utc};
use dedupe::UserStatus;
use kernel::{LoanApplicationId, PartnerId, UserId};
use lender::{Raw, RawLoan, RawMessage, RawUser};

use crate::{Person, SeededEntropy, midday, share_policy, text, user_message};

/// What a world takes of everything that has a number.
pub(super) const PER_WORLD: u32 = 4;

/// A partner of the test.
#[derive(Debug, Clone)]
pub(super) struct Sharer {
    pub(super) id: PartnerId,
    pub(super) uuid: kernel::PartnerUuid,
    pub(super) rate_bps: Option<u16>,
}

/// A partner shares a person.
#[derive(Debug, Clone)]
pub(super) struct Share {
    pub(super) sharer: usize,
    pub(super) person: Person,
    pub(super) at: DateTime<Utc>,
}

/// A world before anything happened in it.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) number: u32,
    /// Told before anybody shares anything.
    pub(super) earlier: Vec<RawMessage>,
    /// The earliest first.
    pub(super) shares: Vec<Share>,
    /// Told afterwards.
    pub(super) messages: Vec<RawMessage>,
}

/// Draws worlds.
pub(super) struct Drawing<'a> {
    pub(super) entropy: &'a SeededEntropy,
    pub(super) sharers: &'a [Sharer],
}

/// The first instant of any share; every other moment is counted from here.
fn beginning() -> DateTime<Utc> {
    midday() - TimeDelta::days(90)
}

impl Drawing<'_> {
    pub(super) fn world(&self, number: u32) -> World {
        let people = self.people(number);
        let mut shares: Vec<Share> = (0..=self.below(4).min(3))
            .map(|_| self.share(&people))
            .collect();
        shares.sort_by_key(|share| share.at);
        let users = i64::from(number * PER_WORLD) + 1;
        let ids: Vec<UserId> = (0..=self.below(2))
            .map(|at| UserId::new(users + at))
            .collect();
        let mut messages = Vec::new();
        for user in &ids {
            for _ in 0..=self.below(3).min(1 + self.below(2)) {
                let message = self.user(*user, &people, &shares);
                messages.push(RawMessage::User(message));
            }
        }
        for at in 0..=self.below(3).min(self.below(3)) {
            let loan = LoanApplicationId::new(users + at);
            messages.extend(self.loan(loan, &ids, &shares));
        }
        let earlier = self.earlier(&messages, &shares);
        World {
            number,
            earlier,
            shares,
            messages,
        }
    }

    /// Whoever was known before is judged 2004 or 2006. Their loans were applied for
    /// before anybody shared anything: what is shared now is never earlier than what
    /// was told before.
    fn earlier(&self, messages: &[RawMessage], shares: &[Share]) -> Vec<RawMessage> {
        if !self.one_in(3) {
            return Vec::new();
        }
        let known = messages.iter().take(1 + self.index(4));
        let first = shares.first().map_or_else(beginning, |share| share.at);
        known
            .cloned()
            .map(|message| match message {
                RawMessage::Loan(loan) => RawMessage::Loan(RawLoan {
                    created_at: instant(first - TimeDelta::hours(self.below(3))),
                    ..loan
                }),
                RawMessage::User(_) => message,
            })
            .collect()
    }

    pub(super) fn below(&self, bound: usize) -> i64 {
        i64::try_from(self.index(bound)).expect("small")
    }

    pub(super) fn index(&self, bound: usize) -> usize {
        self.entropy.below(bound)
    }

    pub(super) fn one_in(&self, bound: usize) -> bool {
        self.index(bound) == 0
    }

    pub(super) fn pick<'b, T>(&self, of: &'b [T]) -> &'b T {
        &of[self.index(of.len())]
    }

    /// One to three people; some have another's mobile number or PAN.
    fn people(&self, world: u32) -> Vec<Person> {
        let own = |at: i64| {
            let at = u32::try_from(at).expect("small");
            Person::numbered(world * PER_WORLD + at)
        };
        let some = 1 + self.below(3);
        (0..some)
            .map(|at| {
                let mut person = own(at);
                match self.index(3) {
                    0 => person.mobile = own(self.below(3)).mobile,
                    1 => person.pan = own(self.below(3)).pan,
                    _ => {}
                }
                person
            })
            .collect()
    }

    fn share(&self, people: &[Person]) -> Share {
        let day = TimeDelta::days(self.below(26));
        Share {
            sharer: self.index(self.sharers.len()),
            person: self.pick(people).clone(),
            at: self.near_midnight(beginning() + day),
        }
    }

    /// `moment`, or an instant of the same day at an edge of the day in India.
    fn near_midnight(&self, moment: DateTime<Utc>) -> DateTime<Utc> {
        let day = share_policy().calendar.day_of(moment);
        let start = share_policy().calendar.start_of(day);
        match self.index(4) {
            0 => start,
            1 => start + TimeDelta::days(1) - TimeDelta::microseconds(1),
            _ => start + TimeDelta::seconds(self.below(86_400)),
        }
    }

    /// An instant that stands to some share as instants of the rules do.
    pub(super) fn after_share(&self, shares: &[Share], least: usize) -> DateTime<Utc> {
        let moment = self.pick(shares).at;
        match self.index(8) {
            0 => moment,
            1 => moment + TimeDelta::microseconds(1),
            2 => moment - TimeDelta::microseconds(1),
            3 => self.near_midnight(moment + TimeDelta::days(20)),
            4 => self.near_midnight(moment + TimeDelta::days(21)),
            _ => moment + TimeDelta::hours(self.below(30 * 24) + i64::try_from(least).unwrap_or(0)),
        }
    }

    /// A few moments only, so that some messages have the same.
    pub(super) fn told_at(&self) -> DateTime<Utc> {
        beginning() + TimeDelta::hours(self.below(6))
    }

    fn user(&self, id: UserId, people: &[Person], shares: &[Share]) -> RawUser {
        let mut person = self.pick(people).clone();
        if self.one_in(4) {
            person.pan = self.pick(people).pan.clone();
        }
        let status = match self.index(3) {
            0 => *self.pick(UserStatus::ALL),
            _ => UserStatus::Active,
        };
        let mut message = user_message(id, &person, status, self.told_at());
        if self.one_in(5) {
            message.pan_number = Raw::Absent;
        }
        if self.one_in(3) {
            message.email = Raw::Absent;
        }
        let share = self.pick(shares);
        match self.index(8) {
            0..4 => {
                message.utm_source = text(self.source(share));
                message.utm_campaign = text(campaign_of(share));
            }
            4 => message.utm_source = text(self.source(share)),
            5 => {
                message.utm_source = text("newsletter");
                message.utm_campaign = text(campaign_of(share));
            }
            _ => {}
        }
        message
    }

    fn source(&self, share: &Share) -> String {
        self.sharers[share.sharer].uuid.to_string()
    }
}

/// The campaign in the link of what `share` opens.
pub(super) fn campaign_of(share: &Share) -> String {
    // The documented form names no reference.
    let reference = kernel::LeadReference::draw(&SeededEntropy::new(0));
    leads::CampaignForm(share_policy().campaign).write(&share.person.mobile, share.at, reference)
}

pub(super) fn instant(at: DateTime<Utc>) -> Raw {
    text(at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
}
