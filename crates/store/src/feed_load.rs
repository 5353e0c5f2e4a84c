//! What the database knows of what some messages speak of.

use diesel::prelude::*;
use kernel::{BlindIndex, LoanApplicationId, PortFailure, PortResult, UserId};
use lender::{EntityKind, ProtectedMessage, Stamp, StoredMessage};

use crate::columns::{index, instant, micros};
use crate::conn::Conn;
use crate::fault::Fault;
use crate::feed_chunk::{LoanState, State, UserState, Utm};
use crate::schema::{feed_messages, loan_applications, users};

/// Loads the state that `messages` will be folded into.
pub(crate) fn load<'a>(
    conn: &mut Conn,
    messages: &[StoredMessage],
) -> Result<State<'a>, Fault<PortFailure>> {
    let mut state = State::default();
    let named = Named::of(messages);
    received(
        conn,
        EntityKind::User,
        &named.reported_users,
        &named,
        &mut state,
    )?;
    received(conn, EntityKind::Loan, &named.loans, &named, &mut state)?;
    load_users(conn, &named.users, &mut state)?;
    load_loans(conn, &named.loans, &mut state)?;
    Ok(state)
}

/// The keys that occur in some messages.
struct Named {
    earliest: i64,
    latest: i64,
    /// Users that messages are about.
    reported_users: Vec<i64>,
    /// Those and the ones loans belong to.
    users: Vec<i64>,
    loans: Vec<i64>,
}

impl Named {
    fn of(messages: &[StoredMessage]) -> Self {
        let mut named = Self {
            earliest: i64::MAX,
            latest: i64::MIN,
            reported_users: Vec::new(),
            users: Vec::new(),
            loans: Vec::new(),
        };
        for message in messages {
            let at = micros(message.stamp.occurred_at);
            named.earliest = named.earliest.min(at);
            named.latest = named.latest.max(at);
            match &message.state {
                ProtectedMessage::User(user) => named.reported_users.push(user.id.get()),
                ProtectedMessage::Loan(loan) => {
                    named.loans.push(loan.id.get());
                    named.users.push(loan.loan.user.get());
                }
            }
        }
        named.users.extend(&named.reported_users);
        for ids in [
            &mut named.reported_users,
            &mut named.users,
            &mut named.loans,
        ] {
            ids.sort_unstable();
            ids.dedup();
        }
        named
    }
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
    let known: Vec<Vec<u8>> = feed_messages::table
        .filter(feed_messages::kind.eq(kind.as_str()))
        .filter(feed_messages::entity_id.eq_any(ids.to_vec()))
        .filter(feed_messages::occurred_at.between(named.earliest, named.latest))
        .select(feed_messages::content)
        .load(conn)?;
    for content in known {
        state
            .received
            .insert(index(&content, "feed_messages.content")?);
    }
    Ok(())
}

/// A user's key, the stamp of its state, and its `utm_*` with theirs.
#[derive(Queryable)]
struct UserRow {
    id: i64,
    state_occurred_at: i64,
    state_content: Vec<u8>,
    utm_occurred_at: Option<i64>,
    utm_content: Option<Vec<u8>>,
    utm_source: Option<String>,
    utm_campaign: Option<Vec<u8>>,
}

fn load_users(
    conn: &mut Conn,
    ids: &[i64],
    state: &mut State<'_>,
) -> Result<(), Fault<PortFailure>> {
    let rows: Vec<UserRow> = users::table
        .filter(users::id.eq_any(ids.to_vec()))
        .select((
            users::id,
            users::state_occurred_at,
            users::state_content,
            users::utm_occurred_at,
            users::utm_content,
            users::utm_source,
            users::utm_campaign_index,
        ))
        .load(conn)?;
    for row in rows {
        let known = UserState {
            stamp: Stamp {
                occurred_at: instant(row.state_occurred_at, "users.state_occurred_at")?,
                content: index(&row.state_content, "users.state_content")?,
            },
            utm: row.utm()?,
            utm_changed: false,
            user: None,
        };
        state.users.insert(UserId::new(row.id), known);
    }
    Ok(())
}

impl UserRow {
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
    let rows: Vec<(i64, i64, Vec<u8>)> = loan_applications::table
        .filter(loan_applications::id.eq_any(ids.to_vec()))
        .select((
            loan_applications::id,
            loan_applications::state_occurred_at,
            loan_applications::state_content,
        ))
        .load(conn)?;
    for (id, occurred_at, content) in rows {
        let known = LoanState {
            stamp: Stamp {
                occurred_at: instant(occurred_at, "loan_applications.state_occurred_at")?,
                content: index(&content, "loan_applications.state_content")?,
            },
            loan: None,
        };
        state.loans.insert(LoanApplicationId::new(id), known);
    }
    Ok(())
}
