//! What the audit log records of candidates: people, enrolments and batches by their public
//! identities, never by name or address.

use kernel::{
    BatchUuid, CandidateId, CandidateUuid, EnrolmentUuid, Money, PartnerId, PracticePayoutUuid,
};

/// What can happen to candidates and what they are in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CandidateEvent {
    /// A partner created a batch.
    BatchCreated {
        /// Whose.
        partner: PartnerId,
        /// Which.
        batch: BatchUuid,
    },
    /// A partner enrolled people.
    Enrolled {
        /// Who.
        partner: PartnerId,
        /// Into which of its batches, if into one.
        batch: Option<BatchUuid>,
        /// How many.
        candidates: u64,
        /// `singly` or `upload`.
        way: &'static str,
    },
    /// A partner marked a person as paid for.
    MarkedPaid {
        /// Who.
        partner: PartnerId,
        /// Whom.
        candidate: CandidateUuid,
        /// How many enrolments of the person were not paid for before.
        enrolments: u64,
    },
    /// A partner had an invite sent again.
    InviteResent {
        /// Who.
        partner: PartnerId,
        /// Whose.
        enrolment: EnrolmentUuid,
    },
    /// An invite was accepted.
    InviteAccepted {
        /// Of which partner.
        partner: PartnerId,
        /// Whose.
        enrolment: EnrolmentUuid,
    },
    /// A candidate set a password, by an invite or by a link.
    PasswordSet {
        /// Who.
        candidate: CandidateId,
    },
    /// A partner was paid for practice.
    PracticePaid {
        /// Which.
        partner: PartnerId,
        /// The payout.
        payout: PracticePayoutUuid,
        /// How much.
        amount: Money,
    },
}

impl CandidateEvent {
    pub(crate) const fn action(&self) -> &'static str {
        match self {
            Self::BatchCreated { .. } => "partner.candidate_batch_created",
            Self::Enrolled { .. } => "partner.candidates_enrolled",
            Self::MarkedPaid { .. } => "partner.candidate_marked_paid",
            Self::InviteResent { .. } => "partner.candidate_invite_resent",
            Self::InviteAccepted { .. } => "partner.candidate_invite_accepted",
            Self::PasswordSet { .. } => "candidate.password_set",
            Self::PracticePaid { .. } => "partner.practice_payout_recorded",
        }
    }

    pub(crate) const fn subject(&self) -> i64 {
        match self {
            Self::BatchCreated { partner, .. }
            | Self::Enrolled { partner, .. }
            | Self::MarkedPaid { partner, .. }
            | Self::InviteResent { partner, .. }
            | Self::InviteAccepted { partner, .. }
            | Self::PracticePaid { partner, .. } => partner.get(),
            Self::PasswordSet { candidate } => candidate.get(),
        }
    }

    pub(crate) fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::BatchCreated { batch, .. } => vec![("batch", batch.to_string())],
            Self::Enrolled {
                batch,
                candidates,
                way,
                ..
            } => {
                let mut details = vec![
                    ("candidates", candidates.to_string()),
                    ("way", (*way).to_owned()),
                ];
                details.extend(batch.map(|batch| ("batch", batch.to_string())));
                details
            }
            Self::MarkedPaid {
                candidate,
                enrolments,
                ..
            } => vec![
                ("candidate", candidate.to_string()),
                ("enrolments", enrolments.to_string()),
            ],
            Self::InviteResent { enrolment, .. } | Self::InviteAccepted { enrolment, .. } => {
                vec![("enrolment", enrolment.to_string())]
            }
            Self::PasswordSet { .. } => Vec::new(),
            Self::PracticePaid { payout, amount, .. } => vec![
                ("payout", payout.to_string()),
                ("amount", amount.to_string()),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use kernel::Entropy;

    use super::*;

    struct Ones;

    impl Entropy for Ones {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(1);
        }
    }

    const UUID: &str = "01010101-0101-4101-8101-010101010101";

    fn told(event: &CandidateEvent) -> (&'static str, i64, String) {
        let details = event.details();
        let details: Vec<String> = details.iter().map(|(k, v)| format!("{k}={v}")).collect();
        (event.action(), event.subject(), details.join(" "))
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "one event after the other")]
    fn every_event_has_an_action_of_its_own_and_names_nobody() {
        let partner = PartnerId::new(7);
        let (batch, enrolment) = (BatchUuid::draw(&Ones), EnrolmentUuid::draw(&Ones));
        let cases = [
            (
                CandidateEvent::BatchCreated { partner, batch },
                "partner.candidate_batch_created",
                format!("batch={UUID}"),
            ),
            (
                CandidateEvent::Enrolled {
                    partner,
                    batch: Some(batch),
                    candidates: 12,
                    way: "upload",
                },
                "partner.candidates_enrolled",
                format!("candidates=12 way=upload batch={UUID}"),
            ),
            (
                CandidateEvent::MarkedPaid {
                    partner,
                    candidate: CandidateUuid::draw(&Ones),
                    enrolments: 2,
                },
                "partner.candidate_marked_paid",
                format!("candidate={UUID} enrolments=2"),
            ),
            (
                CandidateEvent::InviteResent { partner, enrolment },
                "partner.candidate_invite_resent",
                format!("enrolment={UUID}"),
            ),
            (
                CandidateEvent::InviteAccepted { partner, enrolment },
                "partner.candidate_invite_accepted",
                format!("enrolment={UUID}"),
            ),
            (
                CandidateEvent::PracticePaid {
                    partner,
                    payout: PracticePayoutUuid::draw(&Ones),
                    amount: Money::from_paise(150_050),
                },
                "partner.practice_payout_recorded",
                format!("payout={UUID} amount=1500.50"),
            ),
        ];
        let mut actions = HashSet::new();
        for (event, action, details) in cases {
            assert_eq!(told(&event), (action, 7, details));
            assert!(actions.insert(action));
        }
        let candidate = CandidateId::new(9);
        let event = CandidateEvent::PasswordSet { candidate };
        let expected = ("candidate.password_set", 9, String::new());
        assert_eq!(told(&event), expected);
        let outside = CandidateEvent::Enrolled {
            partner,
            batch: None,
            candidates: 1,
            way: "singly",
        };
        assert_eq!(told(&outside).2, "candidates=1 way=singly");
    }
}
