//! One partner's relationship with one person.

use chrono::{DateTime, Utc};
use kernel::{
    BatchUuid, BlindIndex, CandidateUuid, EnrolmentId, EnrolmentUuid, FieldRef, PartnerId,
    PersonName, Sealed,
};

use crate::{BatchName, Invite};

/// A person in a batch of a partner, or in none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Key.
    pub id: EnrolmentId,
    /// Public identity, `partner_candidate_id`.
    pub uuid: EnrolmentUuid,
    /// Whose.
    pub partner: PartnerId,
    /// The person's public identity, `_id`.
    pub candidate: CandidateUuid,
    /// The batch, if they are in one.
    pub batch: Option<(BatchUuid, BatchName)>,
    /// As this partner wrote it.
    pub first_name: PersonName,
    /// As this partner wrote it.
    pub last_name: PersonName,
    /// The address as this partner wrote it, sealed at [`Enrolment::email_field`].
    pub email: Sealed,
    /// Whether the relationship is in force.
    pub is_active: bool,
    /// When the partner marked it as paid for.
    pub paid_at: Option<DateTime<Utc>>,
    /// Its invite.
    pub invite: Invite,
    /// Since when it is there.
    pub created_at: DateTime<Utc>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
}

impl Enrolment {
    /// Where the address of the enrolment `uuid` (its bytes) lies.
    pub const fn email_field(uuid: &[u8; 16]) -> FieldRef<'_> {
        FieldRef {
            table: "partner_candidates",
            column: "email_sealed",
            row: uuid,
        }
    }

    /// Where the address of the person `uuid` (its bytes) lies.
    pub const fn person_email_field(uuid: &[u8; 16]) -> FieldRef<'_> {
        FieldRef {
            table: "candidates",
            column: "email_sealed",
            row: uuid,
        }
    }
}

/// What a partner says of somebody it wants to enrol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentDraft {
    /// First name.
    pub first_name: PersonName,
    /// Last name.
    pub last_name: PersonName,
    /// Where they read mail.
    pub email: kernel::EmailAddress,
}

/// An enrolment to be kept: active, unpaid, its first invite due at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEnrolment {
    /// Public identity.
    pub uuid: EnrolmentUuid,
    /// The person's public identity, unless there is a person with this address already.
    pub person: CandidateUuid,
    /// First name.
    pub first_name: PersonName,
    /// Last name.
    pub last_name: PersonName,
    /// The address, sealed at [`Enrolment::email_field`].
    pub email: Sealed,
    /// The address, sealed at [`Enrolment::person_email_field`] of `person`.
    pub person_email: Sealed,
    /// Index of the address in its canonical form; no two in one call.
    pub email_index: BlindIndex,
}

/// What became of a [`NewEnrolment`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enrolled {
    /// It is kept; this is the person's public identity.
    Added(CandidateUuid),
    /// The person is in this batch already, or in none already; nothing was kept.
    Exists,
}
