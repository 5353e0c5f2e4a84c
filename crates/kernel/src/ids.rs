//! Identifiers. Integers are database keys; uuids are made from [`crate::Entropy`].

use std::fmt;

use uuid::Uuid;

use crate::Entropy;

macro_rules! integer_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// Wraps a key as the database or the caller gave it.
            pub const fn new(value: i64) -> Self {
                Self(value)
            }

            /// The key as an integer.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps an existing uuid.
            pub const fn new(value: Uuid) -> Self {
                Self(value)
            }

            /// Draws a version 4 uuid (122 random bits, RFC 9562) from `entropy`.
            pub fn draw(entropy: &dyn Entropy) -> Self {
                let mut bytes = [0_u8; 16];
                entropy.fill(&mut bytes);
                Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
            }

            /// The uuid itself.
            pub const fn get(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

integer_id! {
    /// A partner's key in the database; printed as `partner_id`.
    PartnerId
}
integer_id! {
    /// A lead's key; printed as `lead_id` and used in `/dashboard/lead/{id}`.
    LeadId
}
integer_id! {
    /// A user's key in the lender's own system.
    UserId
}
integer_id! {
    /// A loan application's key in the lender's own system.
    LoanApplicationId
}
integer_id! {
    /// A service token's key.
    ServiceTokenId
}
integer_id! {
    /// A client secret's key; says nothing of the secret.
    ClientSecretId
}
integer_id! {
    /// A staff account's key.
    StaffId
}
integer_id! {
    /// The key of an account of one of a partner's people.
    PortalId
}
integer_id! {
    /// A ledger line's key.
    LedgerLineId
}
integer_id! {
    /// A payout run's key.
    PayoutRunId
}
integer_id! {
    /// A statement's key.
    StatementId
}
integer_id! {
    /// A dispute's key.
    DisputeId
}
integer_id! {
    /// An announced maintenance's key.
    MaintenanceId
}
integer_id! {
    /// A webhook endpoint's key.
    EndpointId
}
integer_id! {
    /// The key of one event for one webhook endpoint.
    DeliveryId
}
integer_id! {
    /// The key of a person who practises.
    CandidateId
}
integer_id! {
    /// The key of a batch of candidates.
    BatchId
}
integer_id! {
    /// The key of an enrolment: a person in a batch of a partner, or in none.
    EnrolmentId
}
uuid_id! {
    /// The public identity of a person who practises; `_id` in lists of candidates.
    CandidateUuid
}
uuid_id! {
    /// A batch's public identity; `batch_id`.
    BatchUuid
}
uuid_id! {
    /// An enrolment's public identity; `partner_candidate_id`. Whoever knows it may accept
    /// its invite.
    EnrolmentUuid
}
uuid_id! {
    /// The public identity of a payout for practice.
    PracticePayoutUuid
}
uuid_id! {
    /// A partner's public identity; the `utm_source` of its links.
    PartnerUuid
}
uuid_id! {
    /// A staff account's public identity (claim `user_id`).
    StaffUuid
}
uuid_id! {
    /// The public identity of one of a partner's people (claim `user_id`).
    PortalUuid
}
uuid_id! {
    /// A document's public identity.
    DocumentUuid
}
uuid_id! {
    /// A note's public identity.
    NoteUuid
}
uuid_id! {
    /// One letter that waits to be sent; what its secret part is sealed to.
    NoticeId
}
uuid_id! {
    /// A lead's random name: binds its sealed fields and is the opaque campaign.
    LeadReference
}
uuid_id! {
    /// One event of the outbox; its `webhook-id`.
    EventId
}
uuid_id! {
    /// A webhook endpoint's public identity.
    EndpointUuid
}
uuid_id! {
    /// A delivery's public identity.
    DeliveryUuid
}
uuid_id! {
    /// The public identity of an announced maintenance.
    MaintenanceUuid
}
uuid_id! {
    /// One login and everything refreshed from it (claim `sid`).
    FamilyId
}
uuid_id! {
    /// One issued token (claim `jti`, RFC 7519 section 4.1.7).
    TokenId
}

#[cfg(test)]
mod tests;
