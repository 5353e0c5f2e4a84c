//! A notice as it is kept until it is sent.

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use kernel::{Entropy, FieldRef, FieldVault, NoticeId, PortResult, Sealed};

use crate::{Notice, Recipient};

/// A notice to be kept: what is neither personal nor secret in clear, the rest sealed.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What the secret part is sealed to.
    pub reference: NoticeId,
    /// Who is told.
    pub to: Recipient,
    /// What kind of notice it is; see [`Notice::word`].
    pub notice: &'static str,
    /// What there is to tell, by name.
    pub facts: Vec<(&'static str, String)>,
    /// The token or text nobody else may see, sealed at [`Letter::field`].
    pub secret: Option<Sealed>,
    /// When it happened.
    pub at: DateTime<Utc>,
}

impl Letter {
    /// Where the secret part of the letter `reference` (its bytes) lies.
    pub const fn field(reference: &[u8; 16]) -> FieldRef<'_> {
        FieldRef {
            table: "mail_outbox",
            column: "secret_sealed",
            row: reference,
        }
    }
}

/// Composes letters.
#[derive(Clone)]
pub struct Compose {
    /// Seals what is secret.
    pub vault: Arc<dyn FieldVault>,
    /// Draws references.
    pub entropy: Arc<dyn Entropy>,
}

impl Compose {
    /// `notice` to `to`, which happened at `at`.
    ///
    /// # Errors
    /// Those of the vault.
    pub fn letter(&self, to: Recipient, notice: &Notice, at: DateTime<Utc>) -> PortResult<Letter> {
        let reference = NoticeId::draw(self.entropy.as_ref());
        let row = reference.get();
        let secret = notice.secret().map(|secret| {
            self.vault
                .seal(Letter::field(row.as_bytes()), secret.as_bytes())
        });
        Ok(Letter {
            reference,
            to,
            notice: notice.word(),
            facts: notice.facts(),
            secret: secret.transpose()?,
            at,
        })
    }
}

impl Notice {
    /// What it is called in the database.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::SetPassword { .. } => "set_password",
            Self::OnboardingLink { .. } => "onboarding_link",
            Self::CandidateInvite { .. } => "candidate_invite",
            Self::StatusChanged { .. } => "status_changed",
            Self::Deleted => "deleted",
            Self::Restored => "restored",
            Self::ReviewDecided { .. } => "review_decided",
            Self::SecretRotated { .. } => "secret_rotated",
            Self::KeyEnrolled { .. } => "key_enrolled",
            Self::PasswordSet => "password_set",
            Self::RefreshTokenReused => "refresh_token_reused",
            Self::WebhookPaused { .. } => "webhook_paused",
            Self::UsageThreshold { .. } => "usage_threshold",
            Self::Maintenance { .. } => "maintenance",
        }
    }

    #[expect(clippy::too_many_lines, reason = "one notice after the other")]
    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::SetPassword { expires_at, .. } => vec![("expires_at", instant(*expires_at))],
            Self::OnboardingLink {
                partner,
                expires_at,
                ..
            } => vec![
                ("partner", partner.to_string()),
                ("expires_at", instant(*expires_at)),
            ],
            Self::CandidateInvite {
                enrolment,
                expires_at,
                ..
            } => vec![
                ("enrolment", enrolment.to_string()),
                ("expires_at", instant(*expires_at)),
            ],
            Self::StatusChanged { to } => vec![("to", (*to).to_owned())],
            Self::ReviewDecided { approved, .. } => vec![("approved", approved.to_string())],
            Self::SecretRotated { previous_ends_at } => {
                vec![("previous_ends_at", instant(*previous_ends_at))]
            }
            Self::KeyEnrolled { fingerprint } => vec![("fingerprint", fingerprint.clone())],
            Self::WebhookPaused {
                endpoint,
                failing_since,
            } => vec![
                ("endpoint", endpoint.to_string()),
                ("failing_since", instant(*failing_since)),
            ],
            Self::UsageThreshold {
                percent,
                quota,
                resets_at,
            } => vec![
                ("percent", percent.to_string()),
                ("quota", quota.to_string()),
                ("resets_at", instant(*resets_at)),
            ],
            Self::Maintenance {
                from,
                to,
                cancelled,
                ..
            } => vec![
                ("from", instant(*from)),
                ("to", instant(*to)),
                ("cancelled", cancelled.to_string()),
            ],
            Self::Deleted | Self::Restored | Self::PasswordSet | Self::RefreshTokenReused => {
                Vec::new()
            }
        }
    }

    fn secret(&self) -> Option<&str> {
        match self {
            Self::SetPassword { token, .. }
            | Self::OnboardingLink { token, .. }
            | Self::CandidateInvite { token, .. } => Some(token),
            Self::ReviewDecided { reason, .. } => reason.as_deref(),
            Self::Maintenance { text, .. } => Some(text),
            _ => None,
        }
    }
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
