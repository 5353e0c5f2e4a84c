//! One at a time, where transactions are bound to meet.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use kernel::{FamilyId, PartnerId};

/// What transactions take turns at.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Turn {
    /// Writing users and loans: only the lender's feed does.
    Feed,
    /// One refresh-token family.
    Family(FamilyId),
    /// Chaining the audit log: only sealers do.
    AuditChain,
    /// Opening leads, which all shares do together, and looking for the leads of
    /// users and loans just written, which must not happen meanwhile.
    Leads,
    /// Filling the index of leads by name: only its workers do.
    LeadNames,
    /// Creating partners, whose names nobody else may have.
    PartnerNames,
    /// Giving addresses to people, of whom no two may have one, in whichever table.
    Addresses,
    /// Announcing maintenance and calling it off.
    Maintenance,
}

impl Turn {
    /// The number that is locked. Two things that share a number merely wait for
    /// each other.
    pub(super) fn number(self) -> i64 {
        match self {
            // "lender's" in ASCII.
            Self::Feed => 0x6c65_6e64_6572_2773,
            // "auditlog" in ASCII.
            Self::AuditChain => 0x6175_6469_746c_6f67,
            // "newnames" in ASCII.
            Self::LeadNames => 0x6e65_776e_616d_6573,
            // "partners" in ASCII.
            Self::PartnerNames => 0x7061_7274_6e65_7273,
            // "addresse" in ASCII.
            Self::Addresses => 0x6164_6472_6573_7365,
            // "maintain" in ASCII.
            Self::Maintenance => 0x6d61_696e_7461_696e,
            // "allleads" in ASCII.
            Self::Leads => 0x616c_6c6c_6561_6473,
            Self::Family(family) => {
                // Both halves are random.
                let (high, low) = family.get().as_u64_pair();
                i64::from_be_bytes((high ^ low).to_be_bytes())
            }
        }
    }
}

/// Waits for `turn` and keeps it until the transaction ends; must come first in
/// it. Serialisable transactions about the same rows would abort one another,
/// and a crowd would run out of tries. So each waits for the one before instead
/// and then reads what that one committed, which takes the weaker isolation:
/// whoever takes a turn may only read and write what nobody writes without one.
/// The lock timeout bounds the wait.
///
/// # Errors
/// Those of the database; running into the lock timeout.
pub(crate) fn wait_for(conn: &mut PgConnection, turn: Turn) -> QueryResult<()> {
    let number = turn.number();
    conn.batch_execute(&format!(
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({number})"
    ))
}

/// Waits for whoever else changes `partner` or its onboarding, by their rows, and keeps
/// them until the transaction ends; must come first in it. As with a turn, the weaker
/// isolation lets the transaction see what the one before committed; whoever changes
/// these rows without holding them is waited for all the same, or begins anew. New leads
/// of the partner, which refer to its row, wait for nobody.
///
/// # Errors
/// As [`wait_for`].
pub(crate) fn hold_partner(conn: &mut PgConnection, partner: PartnerId) -> QueryResult<()> {
    conn.batch_execute(&format!(
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; \
         SELECT 1 FROM partners WHERE id = {partner} FOR NO KEY UPDATE; \
         SELECT 1 FROM partner_onboardings WHERE partner_id = {partner} FOR NO KEY UPDATE"
    ))
}

/// Waits for `turn` amid a transaction that is read committed, and keeps it until that
/// ends. Whoever takes one while it holds a partner always takes it after.
///
/// # Errors
/// As [`wait_for`].
pub(crate) fn wait_amid(conn: &mut PgConnection, turn: Turn) -> QueryResult<()> {
    let number = turn.number();
    conn.batch_execute(&format!("SELECT pg_advisory_xact_lock({number})"))
}

/// Waits, in a transaction that is read committed, until no other has a part in
/// `turn`, and keeps everyone out until it ends. What others committed before is
/// seen by the statements that follow. Those are look-ups by index, however small
/// the tables are when their plans are made and however large later.
///
/// # Errors
/// As [`wait_for`].
pub(crate) fn wait_late(conn: &mut PgConnection, turn: Turn) -> QueryResult<()> {
    let number = turn.number();
    conn.batch_execute(&format!(
        "SELECT pg_advisory_xact_lock({number}); SET LOCAL enable_seqscan = off"
    ))
}

/// A query for the transactions of this database that have a part in `turn` or wait
/// for one, as the column `holder`. A transaction keeps its part until what it
/// committed is seen by everyone.
pub(crate) fn holders(turn: Turn) -> String {
    let number = turn.number().cast_unsigned();
    let (class, object) = (number >> 32, number & 0xffff_ffff);
    format!(
        "SELECT virtualtransaction AS holder FROM pg_locks \
         WHERE locktype = 'advisory' AND classid = {class} AND objid = {object} \
         AND objsubid = 1 AND database = \
         (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
}

/// Begins a read committed transaction that has a part in `turn`: with others
/// that have, not beside one that waited for it alone. It waits up to a second
/// for that one, and then for `lock_timeout` wherever it meets a lock.
pub(crate) fn begin_sharing(turn: Turn, lock_timeout: &str) -> String {
    let number = turn.number();
    format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '1s'; \
         SELECT pg_advisory_xact_lock_shared({number}); SET LOCAL lock_timeout = '{lock_timeout}'"
    )
}
