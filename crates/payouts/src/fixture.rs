//! What the tests of this crate are made of.

use chrono::{DateTime, Utc};
use chrono_tz::Asia;
use kernel::{
    BlindIndex, BusinessCalendar, LeadId, LoanApplicationId, Money, PartnerId, PartnerUuid,
    RateBps, UserId,
};

use crate::{
    Applicant, Application, Candidate, Disbursal, Earning, GradeTable, LoanFacts, LoanStage,
    Payout, PayoutPolicy, Terms, Touch, payout,
};

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub(crate) const fn paise(paise: i64) -> Money {
    Money::from_paise(paise)
}

pub(crate) fn bps(bps: u16) -> RateBps {
    RateBps::new(bps).expect("at most 10 000")
}

/// The contract's rules.
pub(crate) fn policy() -> PayoutPolicy {
    PayoutPolicy {
        touch: Touch::First,
        terms: Terms {
            rate: bps(200),
            window_days: 20,
            grades: GradeTable::default(),
            rule_version: "v1".parse().expect("a name"),
        },
        calendar: BusinessCalendar::new(Asia::Kolkata),
    }
}

/// Lead `number` of partner `number` about person 1, and its own link.
pub(crate) fn candidate(number: u8, shared_at: &str) -> Candidate {
    Candidate {
        lead: LeadId::new(number.into()),
        partner: PartnerId::new(number.into()),
        utm_source: uuid(number),
        campaign: BlindIndex::new([100 + number; 32]),
        mobile: BlindIndex::new([1; 32]),
        pan: BlindIndex::new([201; 32]),
        shared_at: at(shared_at),
        open: true,
    }
}

pub(crate) fn uuid(number: u8) -> PartnerUuid {
    struct Repeat(u8);
    impl kernel::Entropy for Repeat {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(self.0);
        }
    }
    PartnerUuid::draw(&Repeat(number))
}

/// Person 1 as user `number`, who followed no link.
pub(crate) fn applicant(number: i64) -> Applicant {
    Applicant {
        user: UserId::new(number),
        mobile: BlindIndex::new([1; 32]),
        pan: Some(BlindIndex::new([201; 32])),
        utm_source: None,
        campaign: None,
    }
}

pub(crate) fn application(number: i64, user: i64, created_at: &str) -> Application {
    Application {
        loan: LoanApplicationId::new(number),
        user: UserId::new(user),
        created_at: at(created_at),
    }
}

pub(crate) fn disbursal(when: &str, amount: i64) -> Disbursal {
    Disbursal {
        at: at(when),
        amount: paise(amount),
    }
}

pub(crate) fn facts(
    application: Application,
    stage: LoanStage,
    disbursal: Option<Disbursal>,
) -> LoanFacts {
    LoanFacts {
        application,
        stage,
        disbursal,
    }
}

pub(crate) const SHARED: &str = "2026-01-01T06:00:00Z";
pub(crate) const PAID_OUT: &str = "2026-01-11T06:00:00Z";

/// What a loan of ₹ 50 000, shared and paid out ten days apart, earns by the
/// contract's rules, after `before`.
pub(crate) fn earned(stage: LoanStage, before: Option<&Payout>) -> Option<Payout> {
    earned_by(
        &policy().terms,
        stage,
        Some(disbursal(PAID_OUT, 5_000_000)),
        before,
    )
}

pub(crate) fn earned_by(
    terms: &Terms,
    stage: LoanStage,
    disbursal: Option<Disbursal>,
    before: Option<&Payout>,
) -> Option<Payout> {
    let earning = Earning {
        shared_at: at(SHARED),
        stage,
        disbursal,
    };
    payout(&earning, before, terms, &policy().calendar)
}
