//! What the database knows of what some messages speak of.

use diesel::prelude::*;
use kernel::{BlindIndex, LoanApplicationId, Money, PortFailure, PortResult, UserId};
use lender::{EntityKind, Report, Stamp, StoredMessage};
use payouts::Disbursal;

use crate::columns::{index, instant, word};
use crate::conn::Conn;
use crate::fault::Fault;
use crate::feed_chunk::{LoanFacts, LoanState, State, UserFacts, UserState, Utm};
use crate::feed_named::Named;
use crate::schema::{feed_messages, loan_applications, users};
use crate::sqlite::one_of::is_one_of;

/// The rows of a query whose key is one of some. Each database takes the keys as
/// one parameter, so that the statement does not grow with them.
macro_rules! having_any {
    ($conn:expr, $query:expr, $column:expr, $name:literal, $ids:expr) => {
        match $conn {
            Conn::Postgres(one) => $query.filter($column.eq_any($ids)).load(one),
            Conn::Sqlite(one) => $query.filter(is_one_of($name, $ids)).load(one),
        }
    };
}

/// Loads the state that `messages` will be folded into.
pub(crate) fn load<'a>(
    conn: &mut Conn,
    messages: &[StoredMessage],
) -> Result<State<'a>, Fault<PortFailure>> {
    let mut state = State::default();
    let mut named = Named::of(messages);
    load_users(conn, &named.users, &mut state)?;
    load_loans(conn, &named.loans, &mut state)?;
    // A message that was kept made a row or changed one. Without a row there is
    // nothing to look for, and in a first load there never is.
    named
        .reported_users
        .retain(|id| state.users.contains_key(&UserId::new(*id)));
    named
        .loans
        .retain(|id| state.loans.contains_key(&LoanApplicationId::new(*id)));
    let users = &named.reported_users;
    received(conn, EntityKind::User, users, &named, &mut state)?;
    received(conn, EntityKind::Loan, &named.loans, &named, &mut state)?;
    Ok(state)
}

/// Which messages about `ids` were received before, from the earliest to the
/// latest of the chunk's times. The content's hash covers kind, key and time;
/// those are asked for because the table is ordered by them. Asking for the
/// hashes as well would make `PostgreSQL` try every key with every hash.
fn received(
    conn: &mut Conn,
    kind: EntityKind,
    ids: &[i64],
    named: &Named,
    state: &mut State<'_>,
) -> Result<(), Fault<PortFailure>> {
    if ids.is_empty() {
        return Ok(());
    }
    let query = feed_messages::table
        .filter(feed_messages::kind.eq(kind.as_str()))
        .filter(feed_messages::occurred_at.between(named.earliest, named.latest))
        .select(feed_messages::content);
    let known: Vec<Vec<u8>> = having_any!(
        conn,
        query,
        feed_messages::entity_id,
        "feed_messages.entity_id",
        ids
    )?;
    for content in known {
        state
            .received
            .insert(index(&content, "feed_messages.content")?);
    }
    Ok(())
}

/// A user's key, the stamp of its state, its `utm_*` with theirs, and what leads
/// know it by.
#[derive(Queryable)]
struct UserRow {
    id: i64,
    state_occurred_at: i64,
    state_content: Vec<u8>,
    utm_occurred_at: Option<i64>,
    utm_content: Option<Vec<u8>>,
    utm_source: Option<String>,
    utm_campaign: Option<Vec<u8>>,
    mobile: Vec<u8>,
    pan: Option<Vec<u8>>,
    status: String,
}

fn load_users(
    conn: &mut Conn,
    ids: &[i64],
    state: &mut State<'_>,
) -> Result<(), Fault<PortFailure>> {
    if ids.is_empty() {
        return Ok(());
    }
    let query = users::table.select((
        users::id,
        users::state_occurred_at,
        users::state_content,
        users::utm_occurred_at,
        users::utm_content,
        users::utm_source,
        users::utm_campaign_index,
        users::mobile_index,
        users::pan_index,
        users::status,
    ));
    let rows: Vec<UserRow> = having_any!(conn, query, users::id, "users.id", ids)?;
    for row in rows {
        let known = UserState {
            stamp: Stamp {
                occurred_at: instant(row.state_occurred_at, "users.state_occurred_at")?,
                content: index(&row.state_content, "users.state_content")?,
            },
            utm: row.utm()?,
            utm_changed: false,
            user: None,
            before: Some(row.facts()?),
        };
        state.users.insert(UserId::new(row.id), known);
    }
    Ok(())
}

impl UserRow {
    fn facts(&self) -> PortResult<UserFacts> {
        let pan = self.pan.as_ref().map(|pan| index(pan, "users.pan_index"));
        Ok(UserFacts {
            mobile: index(&self.mobile, "users.mobile_index")?,
            pan: pan.transpose()?,
            status: word(&self.status, "users.status")?,
            utm: self.utm()?,
        })
    }

    fn utm(&self) -> PortResult<Option<Utm>> {
        let (Some(occurred_at), Some(content)) = (self.utm_occurred_at, &self.utm_content) else {
            return Ok(None);
        };
        let campaign = self.utm_campaign.as_ref();
        let campaign: Option<PortResult<BlindIndex>> =
            campaign.map(|campaign| index(campaign, "users.utm_campaign_index"));
        Ok(Some(Utm {
            stamp: Stamp {
                occurred_at: instant(occurred_at, "users.utm_occurred_at")?,
                content: index(content, "users.utm_content")?,
            },
            source: self.utm_source.clone(),
            campaign: campaign.transpose()?,
        }))
    }
}

fn load_loans(
    conn: &mut Conn,
    ids: &[i64],
    state: &mut State<'_>,
) -> Result<(), Fault<PortFailure>> {
    if ids.is_empty() {
        return Ok(());
    }
    let query = loan_applications::table.select((
        loan_applications::id,
        loan_applications::state_occurred_at,
        loan_applications::state_content,
        loan_applications::user_id,
        loan_applications::created_at,
        loan_applications::reported_occurred_at,
        loan_applications::reported_content,
        loan_applications::reported_disbursed_at,
        loan_applications::reported_disbursal_paise,
    ));
    let rows: Vec<LoanRow> = having_any!(
        conn,
        query,
        loan_applications::id,
        "loan_applications.id",
        ids
    )?;
    for row in rows {
        let known = LoanState {
            stamp: Stamp {
                occurred_at: instant(row.state_occurred_at, "loan_applications.state_occurred_at")?,
                content: index(&row.state_content, "loan_applications.state_content")?,
            },
            loan: None,
            report: row.report()?,
            report_changed: false,
            before: Some(LoanFacts {
                user: UserId::new(row.user_id),
                created_at: instant(row.created_at, "loan_applications.created_at")?,
            }),
        };
        state.loans.insert(LoanApplicationId::new(row.id), known);
    }
    Ok(())
}

/// A loan's key, the stamp of its state, what decisions depend on, and the latest
/// report of a disbursal.
#[derive(Queryable)]
struct LoanRow {
    id: i64,
    state_occurred_at: i64,
    state_content: Vec<u8>,
    user_id: i64,
    created_at: i64,
    reported_occurred_at: Option<i64>,
    reported_content: Option<Vec<u8>>,
    reported_disbursed_at: Option<i64>,
    reported_disbursal_paise: Option<i64>,
}

impl LoanRow {
    fn report(&self) -> PortResult<Option<Report>> {
        let (Some(occurred_at), Some(content), Some(at), Some(paise)) = (
            self.reported_occurred_at,
            &self.reported_content,
            self.reported_disbursed_at,
            self.reported_disbursal_paise,
        ) else {
            return Ok(None);
        };
        Ok(Some(Report {
            stamp: Stamp {
                occurred_at: instant(occurred_at, "loan_applications.reported_occurred_at")?,
                content: index(content, "loan_applications.reported_content")?,
            },
            disbursal: Disbursal {
                at: instant(at, "loan_applications.reported_disbursed_at")?,
                amount: Money::from_paise(paise),
            },
        }))
    }
}
