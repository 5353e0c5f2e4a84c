//! Sharing on `PostgreSQL`: concurrent shares, gathered, are one transaction of a
//! few statements over arrays.
//!
//! [`lane`] owns the connection and what happens when a batch fails; [`batch`]
//! is the work inside the transaction, [`marks`] and [`claims`] its parts about
//! envelopes and idempotency keys; [`keys`] and [`rows`] are the statements.
//!
//! The isolation is READ COMMITTED: what must not happen twice is guarded by
//! unique indexes, and a member that loses such a race to another instance reads
//! again and settles again. All instances lock in one order: their part in the turn
//! at leads (`crate::postgres::turn`), which keeps the lender's feed from looking
//! for leads meanwhile; marks by partner and hash, idempotency keys by key, rows to
//! supersede by id, new rows by mobile number and PAN.

mod batch;
mod claims;
mod keys;
pub(crate) mod lane;
mod marks;
mod rows;
