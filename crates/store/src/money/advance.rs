//! Moving payouts on: to approved with their run, to paid with their statement.

use ::payouts::PayoutStatus;
use chrono::{DateTime, Utc};
use dedupe::{LoanStatus, UserStatus};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use kernel::{LeadId, Money, PartnerId, PayoutRunId, PortFailure, PortResult, StatementId};
use webhooks::{LeadFacts, lead_events};

use super::sql;
use crate::changes;
use crate::columns::{micros, word};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::outbox::Outbox;
use crate::schema::{leads, payouts};
use crate::sqlite::one_of::is_one_of;
use crate::totals::{self, LeadCounts, MAIN_SHARD, Tally};

/// How many events are sealed and written at a time.
const AT_ONCE: usize = 2_000;

/// A step that the payouts with a line in some statements take.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// Eligible payouts of a run's lines become approved.
    Approve(PayoutRunId),
    /// Approved payouts of the lines of a partner's statement, and of its carried
    /// ones before, become paid.
    Pay(StatementId, PartnerId),
}

impl Step {
    const fn statuses(self) -> (PayoutStatus, PayoutStatus) {
        match self {
            Self::Approve(_) => (PayoutStatus::Eligible, PayoutStatus::Approved),
            Self::Pay(..) => (PayoutStatus::Approved, PayoutStatus::Paid),
        }
    }

    /// Which statements `s`.
    const fn statements(self) -> &'static str {
        match self {
            Self::Approve(_) => "s.run_id = $1",
            Self::Pay(..) => {
                "(s.id = $1 OR (s.partner_id = $2 AND s.status = 'carried' AND s.id < $1))"
            }
        }
    }

    fn numbers(self) -> Vec<i64> {
        match self {
            Self::Approve(run) => vec![run.get()],
            Self::Pay(statement, partner) => vec![statement.get(), partner.get()],
        }
    }

    /// The payouts `p` that take the step, as the end of a query.
    fn payouts(self) -> String {
        format!(
            "FROM (SELECT DISTINCT l.lead_id, l.loan_application_id FROM statements s
                JOIN statement_lines sl ON sl.statement_id = s.id
                JOIN ledger_lines l ON l.id = sl.line_id WHERE {}) about
             JOIN payouts p ON p.lead_id = about.lead_id
                AND p.loan_application_id = about.loan_application_id
             JOIN leads le ON le.id = p.lead_id
             LEFT JOIN users us ON us.id = le.user_id
             WHERE p.status = '{}'",
            self.statements(),
            self.statuses().0
        )
    }

    /// What becomes of the row of a payout.
    fn change(self, at: DateTime<Utc>) -> Change {
        let at = Some(micros(at));
        let (_, to) = self.statuses();
        let unchanged = Change {
            status: to.as_str(),
            frozen: None,
            approved_at: None,
            paid_at: None,
        };
        match self {
            Self::Approve(_) => Change {
                frozen: Some(true),
                approved_at: at,
                ..unchanged
            },
            Self::Pay(..) => Change {
                paid_at: at,
                ..unchanged
            },
        }
    }
}

/// Columns of a payout; `None` leaves one as it is.
#[derive(AsChangeset)]
#[diesel(table_name = payouts)]
struct Change {
    status: &'static str,
    frozen: Option<bool>,
    approved_at: Option<i64>,
    paid_at: Option<i64>,
}

/// A payout that takes the step, with what its lead shows.
#[derive(QueryableByName)]
struct Moving {
    #[diesel(sql_type = BigInt)]
    lead: i64,
    #[diesel(sql_type = BigInt)]
    partner: i64,
    #[diesel(sql_type = BigInt)]
    amount: i64,
    #[diesel(sql_type = Nullable<Text>)]
    loan_status: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    disbursal: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    user_status: Option<String>,
}

/// Takes `step`, with the leads' copies, the totals and what partners are told.
///
/// # Errors
/// Those of the database and the cipher; a corrupt row.
pub(super) fn advance(
    conn: &mut Conn,
    outbox: &Outbox,
    step: Step,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let select = format!(
        "SELECT p.lead_id AS lead, le.partner_id AS partner, p.amount_paise AS amount,
            le.loan_status AS loan_status, le.disbursal_amount_paise AS disbursal,
            us.status AS user_status {} ORDER BY p.lead_id",
        step.payouts()
    );
    let moving: Vec<Moving> = sql::load(conn, &select, &step.numbers())?;
    if moving.is_empty() {
        return Ok(());
    }
    write(conn, step, at, &moving)?;
    let (from, to) = step.statuses();
    let mut tally = Tally::default();
    let mut news = Vec::with_capacity(moving.len());
    let mut touched = Vec::with_capacity(moving.len());
    for one in &moving {
        let partner = PartnerId::new(one.partner);
        tally.changed(partner, one.counts(from), one.counts(to));
        touched.push((partner, LeadId::new(one.lead)));
        let events = lead_events(LeadId::new(one.lead), &one.facts(from)?, &one.facts(to)?);
        news.extend(events.into_iter().map(|event| (partner, event)));
    }
    totals::add(conn, &tally, MAIN_SHARD)?;
    changes::note(conn, at, &touched)?;
    // Sealed rows take memory; those of a large run go in parts.
    news.chunks(AT_ONCE)
        .try_for_each(|some| outbox.write(conn, at, some))
}

/// Writes the status to payouts and leads, by key: each database takes all keys as
/// one parameter.
fn write(
    conn: &mut Conn,
    step: Step,
    at: DateTime<Utc>,
    moving: &[Moving],
) -> Result<(), StoreError> {
    let ids: Vec<i64> = moving.iter().map(|one| one.lead).collect();
    let (from, to) = step.statuses();
    let (from, to) = (from.as_str(), to.as_str());
    let (rows, copies) = match conn {
        Conn::Postgres(one) => {
            let these = payouts::lead_id.eq_any(&ids).and(payouts::status.eq(from));
            let these = payouts::table.filter(these);
            let rows = diesel::update(these).set(step.change(at)).execute(one)?;
            let copied = leads::table.filter(leads::id.eq_any(&ids));
            let copied = diesel::update(copied).set(leads::payout_status.eq(to));
            (rows, copied.execute(one)?)
        }
        Conn::Sqlite(one) => {
            let these = is_one_of("payouts.lead_id", &ids);
            let these = payouts::table.filter(these.and(payouts::status.eq(from)));
            let rows = diesel::update(these).set(step.change(at)).execute(one)?;
            let copied = leads::table.filter(is_one_of("leads.id", &ids));
            let copied = diesel::update(copied).set(leads::payout_status.eq(to));
            (rows, copied.execute(one)?)
        }
    };
    if rows == moving.len() && copies == moving.len() {
        Ok(())
    } else {
        Err(PortFailure::Unforeseen("payouts changed under a payout run".to_owned()).into())
    }
}

impl Moving {
    /// Only what changes is given: the rest is the same before and after.
    fn counts(&self, status: PayoutStatus) -> LeadCounts {
        LeadCounts {
            payout: Some((status, self.amount)),
            ..LeadCounts::default()
        }
    }

    fn facts(&self, status: PayoutStatus) -> PortResult<LeadFacts> {
        let loan = self.loan_status.as_deref();
        let loan = loan.map(|text| word::<LoanStatus>(text, "leads.loan_status"));
        let user = self.user_status.as_deref();
        let user = user.map(|text| word::<UserStatus>(text, "users.status"));
        Ok(LeadFacts {
            user_status: user.transpose()?.map(UserStatus::as_str),
            loan_status: loan.transpose()?.map(LoanStatus::as_str),
            disbursal_amount: self.disbursal.map(Money::from_paise),
            payout_status: Some(status.as_str()),
            payout_amount: Some(Money::from_paise(self.amount)),
        })
    }
}
