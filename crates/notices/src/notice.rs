//! What there is to tell, and to whom.

use chrono::{DateTime, Utc};
use kernel::{
    CandidateUuid, EndpointUuid, EnrolmentUuid, FieldRef, PartnerUuid, PortalUuid, StaffUuid,
};
use uuid::Uuid;

/// Who is told. The address is looked up when the letter leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    /// A partner, at the address it gave.
    Partner(PartnerUuid),
    /// One of a partner's people.
    Portal(PortalUuid),
    /// One of the lender's staff.
    Staff(StaffUuid),
    /// Somebody who practises, at the address of their account.
    Candidate(CandidateUuid),
    /// Whom a partner enrolled, at the address as that partner wrote it.
    Enrolment(EnrolmentUuid),
}

impl Recipient {
    /// Their public identity.
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Partner(partner) => partner.get(),
            Self::Portal(person) => person.get(),
            Self::Staff(person) => person.get(),
            Self::Candidate(person) => person.get(),
            Self::Enrolment(enrolment) => enrolment.get(),
        }
    }

    /// Where the address of the recipient with the identity `uuid` (its bytes) lies.
    pub const fn address_field(self, uuid: &[u8; 16]) -> FieldRef<'_> {
        FieldRef {
            table: match self {
                Self::Partner(_) => "partners",
                Self::Portal(_) => "portal_accounts",
                Self::Staff(_) => "staff_accounts",
                Self::Candidate(_) => "candidates",
                Self::Enrolment(_) => "partner_candidates",
            },
            column: "email_sealed",
            row: uuid,
        }
    }
}

/// What there is to tell.
#[derive(Clone, PartialEq, Eq)]
pub enum Notice {
    /// Somebody may set a password.
    SetPassword {
        /// Goes into the link; secret.
        token: String,
        /// Until when it does.
        expires_at: DateTime<Utc>,
    },
    /// A partner may go on with its onboarding.
    OnboardingLink {
        /// Which.
        partner: PartnerUuid,
        /// Goes into the link; secret.
        token: String,
        /// Until when it does.
        expires_at: DateTime<Utc>,
    },
    /// A partner invites somebody to practise.
    CandidateInvite {
        /// Whose invite it is; with it anybody may accept.
        enrolment: EnrolmentUuid,
        /// Goes into the link, and lets a password be set; secret.
        token: String,
        /// Until when it does.
        expires_at: DateTime<Utc>,
    },
    /// A partner's status changed.
    StatusChanged {
        /// The word of the status after.
        to: &'static str,
    },
    /// A partner was deleted.
    Deleted,
    /// A partner is back.
    Restored,
    /// A review was decided.
    ReviewDecided {
        /// How.
        approved: bool,
        /// Why; may be personal.
        reason: Option<String>,
    },
    /// A partner has a new client secret.
    SecretRotated {
        /// When the one before ends.
        previous_ends_at: DateTime<Utc>,
    },
    /// A partner has a new encryption key.
    KeyEnrolled {
        /// Its fingerprint, 64 lower-case hexadecimal digits.
        fingerprint: String,
    },
    /// A password was set.
    PasswordSet,
    /// A spent refresh token came again, and its login was ended.
    RefreshTokenReused,
    /// A webhook endpoint is told nothing more, for nobody answered there.
    WebhookPaused {
        /// Its public identity.
        endpoint: EndpointUuid,
        /// The first failure since its last success.
        failing_since: DateTime<Utc>,
    },
    /// A share of the month's quota was used up.
    UsageThreshold {
        /// 80 or 100.
        percent: u8,
        /// Of how many calls.
        quota: u64,
        /// When the next month begins.
        resets_at: DateTime<Utc>,
    },
    /// Maintenance was announced, or cancelled.
    Maintenance {
        /// When it begins.
        from: DateTime<Utc>,
        /// When it ends.
        to: DateTime<Utc>,
        /// What staff say about it; kept sealed.
        text: String,
        /// It will not be.
        cancelled: bool,
    },
}
