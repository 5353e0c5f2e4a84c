//! One at a time for an invite, where hashing a password is the dear part.

use std::collections::HashSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use kernel::EnrolmentUuid;

/// Lets those who set a password with one invite's token go one after the other, within a
/// process: who comes second finds the invite accepted, and no password is hashed for
/// nothing. Which of several processes wins is the database's to say. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Turns(Arc<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    taken: Mutex<HashSet<EnrolmentUuid>>,
    freed: Condvar,
}

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, HashSet<EnrolmentUuid>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody's turn; ends when dropped.
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    enrolment: EnrolmentUuid,
}

impl Turns {
    /// Waits for the turn at the invite of `enrolment`.
    pub(super) fn take(&self, enrolment: EnrolmentUuid) -> Turn<'_> {
        let mut taken = self.0.lock();
        while !taken.insert(enrolment) {
            let waited = self.0.freed.wait(taken);
            taken = waited.unwrap_or_else(PoisonError::into_inner);
        }
        Turn {
            turns: self,
            enrolment,
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.turns.0.lock().remove(&self.enrolment);
        self.turns.0.freed.notify_all();
    }
}
