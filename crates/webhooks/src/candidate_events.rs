//! Events about candidates. Nobody's name or address is in one.

use chrono::{DateTime, Utc};
use kernel::{BatchUuid, CandidateUuid, EnrolmentUuid};

use crate::{Event, EventKind, Fact};

impl Event {
    /// `candidate` accepted the invite of `enrolment`, in `batch` if in one, at
    /// `accepted_at`.
    pub fn candidate_invite_accepted(
        enrolment: EnrolmentUuid,
        candidate: CandidateUuid,
        batch: Option<BatchUuid>,
        accepted_at: DateTime<Utc>,
    ) -> Self {
        let batch = batch.map_or(Fact::Null, |batch| Fact::Text(batch.to_string()));
        Self {
            kind: EventKind::CandidateInviteAccepted,
            facts: vec![
                ("partner_candidate_id", Fact::Text(enrolment.to_string())),
                ("candidate_id", Fact::Text(candidate.to_string())),
                ("batch_id", batch),
                ("accepted_at", Fact::Instant(accepted_at)),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::SeededEntropy;

    use super::*;

    #[test]
    fn an_accepted_invite_is_told_by_ids_alone() {
        let entropy = SeededEntropy::new(1);
        let (enrolment, candidate) = (EnrolmentUuid::draw(&entropy), CandidateUuid::draw(&entropy));
        let batch = BatchUuid::draw(&entropy);
        let at = DateTime::UNIX_EPOCH;
        for (batch, told) in [
            (None, Fact::Null),
            (Some(batch), Fact::Text(batch.to_string())),
        ] {
            let event = Event::candidate_invite_accepted(enrolment, candidate, batch, at);
            assert_eq!(event.kind, EventKind::CandidateInviteAccepted);
            let expected = vec![
                ("partner_candidate_id", Fact::Text(enrolment.to_string())),
                ("candidate_id", Fact::Text(candidate.to_string())),
                ("batch_id", told),
                ("accepted_at", Fact::Instant(at)),
            ];
            assert_eq!(event.facts, expected);
        }
    }
}
