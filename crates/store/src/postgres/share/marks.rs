//! Marks of envelopes within a batch: whose is spent for the first time.

use std::collections::HashSet;

use kernel::{PartnerId, ReplayMark};
use leads::{ShareRequest, StoreShareError};

use super::batch::Answer;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::postgres::envelopes::{MarkKey, spend_all};
use crate::postgres::native;

/// Who was refused for its mark.
pub(super) struct Marks<'a> {
    requests: &'a [ShareRequest],
    /// The members whose marks were spent before, or by a member before them.
    spent: HashSet<usize>,
}

impl<'a> Marks<'a> {
    /// Spends the marks of `requests`, each for the first member that has it. Takes
    /// no statement when there are none.
    pub(super) fn spend(conn: &mut Conn, requests: &'a [ShareRequest]) -> Result<Self, StoreError> {
        let marked = || {
            let all = requests.iter().enumerate();
            all.filter_map(|(member, request)| Some((member, request.partner, request.mark?)))
        };
        let mut first: HashSet<MarkKey> = HashSet::new();
        let mut spent = HashSet::new();
        let mut wanted: Vec<(PartnerId, ReplayMark)> = Vec::new();
        for (member, partner, mark) in marked() {
            if first.insert((partner, mark.hash)) {
                wanted.push((partner, mark));
            } else {
                spent.insert(member);
            }
        }
        if !wanted.is_empty() {
            let kept = spend_all(native(conn)?, &mut wanted)?;
            spent.extend(
                marked()
                    .filter(|(_, partner, mark)| !kept.contains(&(*partner, mark.hash)))
                    .map(|(member, ..)| member),
            );
        }
        Ok(Self { requests, spent })
    }

    /// Whether `member` has no mark, or is the one that spent it.
    pub(super) fn pass(&self, member: usize) -> bool {
        !self.spent.contains(&member)
    }

    /// Whether a member spent its mark and got no answer: neither a reply nor a
    /// refusal that would be the same the next time.
    pub(super) fn spent_in_vain(&self, answers: &[Answer]) -> bool {
        self.requests
            .iter()
            .zip(answers)
            .any(|(request, answer)| match answer {
                Ok(_) | Err(StoreShareError::KeyReused | StoreShareError::MarkSpent) => false,
                Err(StoreShareError::KeyInFlight | StoreShareError::Port(_)) => {
                    request.mark.is_some()
                }
            })
    }
}

#[cfg(test)]
mod tests {
    use kernel::{LeadReference, PortFailure, Sealed};
    use leads::StoreOutcome;
    use testkit::{Person, SeededEntropy, midday, share_of};

    use super::*;

    /// A request with or without a mark that passed, and its answer.
    fn in_vain(marked: bool, answer: Answer) -> bool {
        let reference = LeadReference::draw(&SeededEntropy::new(1));
        let person = Person::numbered(1);
        let mut request = share_of(PartnerId::new(1), &person, reference, midday());
        request.mark = marked.then(|| ReplayMark {
            hash: [1; 32],
            until: midday(),
        });
        let requests = [request];
        let marks = Marks {
            requests: &requests,
            spent: HashSet::new(),
        };
        marks.spent_in_vain(&[answer])
    }

    #[test]
    fn only_a_marked_request_that_is_to_come_again_undoes_its_batch() {
        let failure = PortFailure::Unforeseen("no answer".to_owned());
        for again in [StoreShareError::KeyInFlight, failure.into()] {
            assert!(in_vain(true, Err(again.clone())), "{again}");
            assert!(!in_vain(false, Err(again.clone())), "{again}");
        }
        let reply = Ok(StoreOutcome::Replayed(Sealed::new(vec![])));
        let refusals = [StoreShareError::KeyReused, StoreShareError::MarkSpent];
        for answer in refusals.map(Err).into_iter().chain([reply]) {
            assert!(!in_vain(true, answer.clone()), "{answer:?}");
        }
    }
}
