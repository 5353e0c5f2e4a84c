//! What the audit log records.
//!
//! An [`Entry`] is written in the transaction of the change it tells of. It
//! holds no personal data and no secret: subjects are named by keys, details are
//! field names, states and counts.
//!
//! A sealer chains the entries afterwards ([`AuditChain`]), so that whoever changes
//! or removes one later is found out ([`ProveAuditLog`]).

mod candidates;
mod chain;
mod encryption;
mod maintenance;
mod money;
mod onboarding;
mod people;
mod prove;
mod sealing;
mod search;
mod verify;
mod webhook;

pub use candidates::CandidateEvent;
pub use chain::{
    ChainHash, ChainHasher, ChainLink, Head, NoLink, SealedEntry, StoredEntry, seal, stored,
};
pub use encryption::EncryptionRule;
pub use maintenance::MaintenanceEvent;
pub use money::MoneyEvent;
pub use onboarding::{CallLimits, PartnerChange, PartnerEvent};
pub use people::PersonEvent;
pub use prove::{Proof, ProveAuditLog};
pub use sealing::{AuditChain, Found, SealError, Sealed, Waiting, extend};
pub use search::{
    ActionFilter, ActorFilter, ActorKind, AuditLog, LogEntry, LogName, LogParty, LogPlace,
    LogQuery, LogRow, ReadAuditLog, Shown,
};
pub use verify::{Break, Verifier};
pub use webhook::{WebhookChange, WebhookEvent};

use chrono::{DateTime, Utc};
use encryption::hexadecimal;
use kernel::{Actor, LeadId, PartnerId, ServiceTokenId, StaffId, UserId};

/// One change by one actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When the change was made.
    pub at: DateTime<Utc>,
    /// Who made it.
    pub actor: Actor,
    /// What happened, to what.
    pub event: Event,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A partner was created.
    PartnerCreated {
        /// The new partner.
        partner: PartnerId,
    },
    /// A partner's status changed.
    PartnerStatusChanged {
        /// Whose.
        partner: PartnerId,
        /// The status before.
        from: &'static str,
        /// The status after.
        to: &'static str,
    },
    /// A partner got a new client secret.
    SecretRotated {
        /// Whose.
        partner: PartnerId,
        /// When the older secrets end.
        older_end_at: DateTime<Utc>,
    },
    /// A spent refresh token came again; its family was revoked.
    RefreshTokenReused {
        /// Whose.
        partner: PartnerId,
    },
    /// A service token was created.
    ServiceTokenCreated {
        /// The new token.
        token: ServiceTokenId,
    },
    /// A staff account was created.
    StaffCreated {
        /// The new account.
        staff: StaffId,
        /// What it may do.
        role: &'static str,
    },
    /// A shared lead's mobile number and PAN belong to different users.
    IdentityConflict {
        /// The lead; linked to the PAN's user.
        lead: LeadId,
        /// The user with the mobile number.
        mobile_user: UserId,
        /// The user with the PAN.
        pan_user: UserId,
    },
    /// A partner's key was enrolled.
    EnvelopeKeyEnrolled {
        /// Whose.
        partner: PartnerId,
        /// The key's name.
        fingerprint: [u8; 32],
    },
    /// A partner's key was retired.
    EnvelopeKeyRetired {
        /// Whose.
        partner: PartnerId,
        /// The key's name.
        fingerprint: [u8; 32],
    },
    /// What a partner has to do about encryption changed.
    EncryptionChanged {
        /// Whose.
        partner: PartnerId,
        /// What it had to do before.
        from: EncryptionRule,
        /// What it has to do now.
        to: EncryptionRule,
    },
    /// Something about money.
    Money(MoneyEvent),
    /// Something about a partner's record.
    Partner(PartnerEvent),
    /// Something about the account of a person.
    Person(PersonEvent),
    /// Something about a webhook endpoint.
    Webhook(WebhookEvent),
    /// Something about maintenance.
    Maintenance(MaintenanceEvent),
    /// Something about candidates.
    Candidate(CandidateEvent),
}

impl Event {
    /// The action's name, `subject.verb`.
    pub const fn action(&self) -> &'static str {
        match self {
            Self::PartnerCreated { .. } => "partner.created",
            Self::PartnerStatusChanged { .. } => "partner.status_changed",
            Self::SecretRotated { .. } => "partner.secret_rotated",
            Self::RefreshTokenReused { .. } => "partner.refresh_token_reused",
            Self::ServiceTokenCreated { .. } => "service_token.created",
            Self::StaffCreated { .. } => "staff.created",
            Self::IdentityConflict { .. } => "lead.identity_conflict",
            Self::EnvelopeKeyEnrolled { .. } => "partner.envelope_key_enrolled",
            Self::EnvelopeKeyRetired { .. } => "partner.envelope_key_retired",
            Self::EncryptionChanged { .. } => "partner.encryption_changed",
            Self::Money(event) => event.action(),
            Self::Partner(event) => event.action(),
            Self::Person(event) => event.action(),
            Self::Webhook(event) => event.action(),
            Self::Maintenance(event) => event.action(),
            Self::Candidate(event) => event.action(),
        }
    }

    /// The key of what the event happened to.
    pub const fn subject(&self) -> i64 {
        match self {
            Self::PartnerCreated { partner }
            | Self::PartnerStatusChanged { partner, .. }
            | Self::SecretRotated { partner, .. }
            | Self::RefreshTokenReused { partner }
            | Self::EnvelopeKeyEnrolled { partner, .. }
            | Self::EnvelopeKeyRetired { partner, .. }
            | Self::EncryptionChanged { partner, .. } => partner.get(),
            Self::ServiceTokenCreated { token } => token.get(),
            Self::StaffCreated { staff, .. } => staff.get(),
            Self::IdentityConflict { lead, .. } => lead.get(),
            Self::Money(event) => event.subject(),
            Self::Partner(event) => event.partner.get(),
            Self::Person(event) => event.subject(),
            Self::Webhook(event) => event.partner.get(),
            Self::Maintenance(event) => event.subject(),
            Self::Candidate(event) => event.subject(),
        }
    }

    /// What else there is to say, as field and value.
    pub fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::PartnerStatusChanged { from, to, .. } => {
                vec![("from", (*from).to_owned()), ("to", (*to).to_owned())]
            }
            Self::SecretRotated { older_end_at, .. } => {
                vec![("older_end_at", older_end_at.to_rfc3339())]
            }
            Self::StaffCreated { role, .. } => vec![("role", (*role).to_owned())],
            Self::IdentityConflict {
                mobile_user,
                pan_user,
                ..
            } => vec![
                ("mobile_user", mobile_user.to_string()),
                ("pan_user", pan_user.to_string()),
            ],
            Self::EnvelopeKeyEnrolled { fingerprint, .. }
            | Self::EnvelopeKeyRetired { fingerprint, .. } => {
                vec![("fingerprint", hexadecimal(fingerprint))]
            }
            Self::EncryptionChanged { from, to, .. } => encryption::details(*from, *to),
            Self::Money(event) => event.details(),
            Self::Partner(event) => event.details(),
            Self::Person(event) => event.details(),
            Self::Webhook(event) => event.details(),
            Self::Maintenance(event) => event.details(),
            Self::Candidate(event) => event.details(),
            Self::PartnerCreated { .. }
            | Self::RefreshTokenReused { .. }
            | Self::ServiceTokenCreated { .. } => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
