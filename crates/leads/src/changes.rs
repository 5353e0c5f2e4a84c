//! Which leads changed, for whoever shows them while they do: the port.

use std::collections::BTreeSet;

use kernel::{LeadId, PartnerId, PortResult};

/// What changed since somebody looked last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeadNews {
    /// These leads; none when nothing changed.
    Leads(BTreeSet<(PartnerId, LeadId)>),
    /// More than is told one by one, or nobody knows any more what: whoever shows
    /// leads reads them anew.
    Everything,
}

/// Where changes of leads are learnt of, whichever process makes them.
pub trait LeadChanges: Send + Sync {
    /// Begins to watch. What was committed before is old.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    fn watch(&self) -> PortResult<Box<dyn LeadWatch>>;
}

/// A look-out for changes.
pub trait LeadWatch: Send {
    /// What changed since the call before, or since the watch began: every lead that
    /// was shared, and every lead whose [`crate::LeadRecord`] is another one now. The
    /// first call that begins after the commit of a change tells of it, in whatever
    /// order the changes of several processes are committed. Once told it is old;
    /// leads that did not change may be told of as well.
    ///
    /// # Errors
    /// [`kernel::PortFailure`]. Nothing is lost by it: the next call tells.
    fn news(&mut self) -> PortResult<LeadNews>;
}
