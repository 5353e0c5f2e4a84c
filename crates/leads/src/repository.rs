//! The port to wherever leads are kept.

use chrono::NaiveDate;
use kernel::{LeadId, PartnerId, PortResult};

use crate::{
    DayCount, LeadFilter, LeadQuery, LeadRecord, LeadStats, ShareRequest, Slice, StoreOutcome,
    StoreShareError, Total,
};

/// Where leads are kept. Every method is one atomic operation and sees every
/// write that was acknowledged before it began. Every query is confined to the
/// partner it names.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait LeadRepository: Send + Sync {
    /// Judges and stores a share in one transaction, and returns after the
    /// commit is durable.
    ///
    /// Inside the transaction, in this order: a kept reply of the same partner,
    /// route and key is returned as [`StoreOutcome::Replayed`]; the person is
    /// looked up and judged ([`dedupe::judge`]); [`crate::settle`] is asked and
    /// obeyed; an identity conflict is written to the audit log when a row is
    /// opened; the reply is kept if the request says so.
    ///
    /// Of simultaneous equal requests, on any number of instances, one opens a
    /// row and all get the same answer.
    ///
    /// A request with a mark: the mark is looked at and kept before anything else,
    /// until [`kernel::ReplayMark::until`] at least. One that its partner spent
    /// before is refused as [`StoreShareError::MarkSpent`]; of simultaneous requests
    /// with the same mark, on any number of instances, one passes. A passing mark is
    /// spent by every answer, a replayed reply and [`StoreShareError::KeyReused`]
    /// included, but by neither a [`kernel::PortFailure`] nor
    /// [`StoreShareError::KeyInFlight`], after which the request may come again.
    ///
    /// # Errors
    /// See [`StoreShareError`]. After an error nothing was stored but the mark, as
    /// above, except that a [`kernel::PortFailure::Unavailable`] may hide a commit
    /// whose acknowledgement was lost.
    fn share(&self, request: ShareRequest) -> Result<StoreOutcome, StoreShareError>;

    /// The lead `id` of `partner`; `None` when there is none or it is another
    /// partner's.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn find(&self, partner: PartnerId, id: LeadId) -> PortResult<Option<LeadRecord>>;

    /// Those of `ids` that are leads of `partner`, in the order of their keys.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn these(&self, partner: PartnerId, ids: &[LeadId]) -> PortResult<Vec<LeadRecord>>;

    /// The rows of one page, in its order, and whether the list goes on.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn page(&self, query: &LeadQuery) -> PortResult<Slice>;

    /// How many leads pass `filter`.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn count(&self, partner: PartnerId, filter: &LeadFilter) -> PortResult<Total>;

    /// The partner's totals.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn stats(&self, partner: PartnerId) -> PortResult<LeadStats>;

    /// One entry for each business day from `first` to `last`, both inclusive,
    /// in order, days without leads included.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn by_day(
        &self,
        partner: PartnerId,
        first: NaiveDate,
        last: NaiveDate,
    ) -> PortResult<Vec<DayCount>>;
}
