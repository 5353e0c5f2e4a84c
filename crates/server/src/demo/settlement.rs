//! What the demo partner was paid: its first four weeks settled and paid, and a
//! run over the rest that awaits a second person.

use std::sync::Arc;

use accounts::{CreateStaffError, Partner, StaffDraft, StaffRole};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use kernel::{Actor, EmailAddress, FixedClock, Gstin, IndexedField, PageNumber, PageSize, StaffId};
use payouts::{Constitution, CreateRunError, SetTaxProfile, StaffPayouts, TaxIdentity};

use super::invalid;
use crate::failure::Failure;
use crate::kit::Kit;
use crate::serve::payout_runs;

/// The days of the first run.
const SETTLED: u64 = 28;

/// Maker and checker. They signed for the past; nobody was told their passwords.
const MAKER: &str = "clerk@demo-lender.example";
const CHECKER: &str = "controller@demo-lender.example";

/// An invented company's registration in Maharashtra.
const GSTIN: &str = "27AAACD0000D1ZP";

/// Settles the partner's past. Does nothing where there are runs.
pub(super) fn settle(kit: &Kit, partner: &Partner) -> Result<(), Failure> {
    let calendar = kit.rules.share.calendar;
    let from = calendar.day_of(partner.created_at);
    let to = plus(from, SETTLED - 1)?;
    let clock = Arc::new(FixedClock::at(calendar.end_of(to) + TimeDelta::hours(10)));
    let desk = StaffPayouts {
        clock: clock.clone(),
        ..payout_runs(kit)
    };
    if desk.list(PageNumber::FIRST, PageSize::DEFAULT)?.1 > 0 {
        return Ok(());
    }
    identify(kit, partner, partner.created_at)?;
    let maker = colleague(kit, MAKER)?;
    let checker = colleague(kit, CHECKER)?;
    pay(&desk, &clock, (from, to), (maker, checker))?;
    clock.set(kit.clock.now());
    let today = calendar.day_of(kit.clock.now());
    match desk.create(plus(to, 1)?, today, maker) {
        Ok(_) | Err(CreateRunError::NothingToSettle) => Ok(()),
        Err(CreateRunError::Port(failure)) => Err(failure.into()),
    }
}

/// A run of the period: made on one day, approved on the next, paid on the third.
fn pay(
    desk: &StaffPayouts,
    clock: &FixedClock,
    (from, to): (NaiveDate, NaiveDate),
    (maker, checker): (StaffId, StaffId),
) -> Result<(), Failure> {
    let run = match desk.create(from, to, maker) {
        Ok(run) => run,
        Err(CreateRunError::NothingToSettle) => return Ok(()),
        Err(CreateRunError::Port(failure)) => return Err(failure.into()),
    };
    clock.advance(TimeDelta::days(1));
    desk.approve(run.id, checker).map_err(invalid)?;
    clock.advance(TimeDelta::days(1));
    let found = desk.statements(run.id, PageNumber::FIRST, PageSize::DEFAULT)?;
    for statement in found.into_iter().flat_map(|(_, statements)| statements) {
        let reference = format!("DEMO-UTR-{:06}", statement.id.get());
        let reference = reference.parse().map_err(invalid)?;
        desk.pay(statement.id, reference, maker).map_err(invalid)?;
    }
    Ok(())
}

/// Says what the partner is in law.
fn identify(kit: &Kit, partner: &Partner, at: DateTime<Utc>) -> Result<(), Failure> {
    let set = SetTaxProfile {
        clock: Arc::new(FixedClock::at(at)),
        ..kit.tax_profiles()
    };
    let identity = TaxIdentity {
        constitution: Some(Constitution::PrivateLimited),
        pan: None,
        gstin: Some(Gstin::parse(GSTIN).map_err(invalid)?),
    };
    set.execute(partner.id, identity, Actor::Operator)
        .map_err(invalid)?;
    Ok(())
}

/// Whoever books what was paid.
pub(super) fn clerk(kit: &Kit) -> Result<StaffId, Failure> {
    colleague(kit, MAKER)
}

/// Somebody of finance at this address, created if need be.
fn colleague(kit: &Kit, address: &str) -> Result<StaffId, Failure> {
    let email = EmailAddress::parse(address).map_err(invalid)?;
    let canonical = email.canonical();
    let index = kit.vault.index(IndexedField::Email, canonical.as_bytes());
    let draft = StaffDraft {
        email,
        role: StaffRole::Finance,
        password: None,
    };
    match kit.staff().execute(draft, Actor::Operator) {
        Ok(created) => Ok(created.account.id),
        Err(CreateStaffError::EmailTaken) => {
            let found = kit.staff_accounts().find_by_email(&index)?;
            found
                .map(|found| found.account.id)
                .ok_or_else(|| invalid("a colleague is gone"))
        }
        Err(error) => Err(error.into()),
    }
}

fn plus(day: NaiveDate, days: u64) -> Result<NaiveDate, Failure> {
    day.checked_add_days(Days::new(days))
        .ok_or_else(|| invalid("a day out of range"))
}
