//! From what the database holds back to a notice.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use kernel::{EndpointUuid, EnrolmentUuid, PartnerUuid, PortFailure, PortResult};

use crate::Notice;

/// The words of a partner's status, each as the program's own.
const STATUSES: [&str; 5] = ["pending", "active", "suspended", "inactive", "rejected"];

const CORRUPT: PortFailure = PortFailure::corrupt("mail_outbox.facts");

/// What there is to tell, by name.
struct Facts<'a>(&'a [(String, String)]);

impl Facts<'_> {
    fn text(&self, name: &str) -> PortResult<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).ok_or(CORRUPT)
    }

    fn instant(&self, name: &str) -> PortResult<DateTime<Utc>> {
        self.parsed(name)
    }

    fn parsed<T: FromStr>(&self, name: &str) -> PortResult<T> {
        self.text(name)?.parse().map_err(|_| CORRUPT)
    }
}

impl Notice {
    /// The notice that was kept as `word` and `facts`, with its `secret` opened; the
    /// inverse of [`Notice::word`] and what [`crate::Compose`] keeps.
    ///
    /// # Errors
    /// [`PortFailure::Corrupt`] for a word nobody knows, a fact that is missing or
    /// none, or a secret that is missing.
    #[expect(clippy::too_many_lines, reason = "one notice after the other")]
    pub fn read(
        word: &str,
        facts: &[(String, String)],
        secret: Option<String>,
    ) -> PortResult<Self> {
        let facts = Facts(facts);
        let missing = PortFailure::corrupt("mail_outbox.secret_sealed");
        Ok(match word {
            "set_password" => Self::SetPassword {
                token: secret.ok_or(missing)?,
                expires_at: facts.instant("expires_at")?,
            },
            "onboarding_link" => Self::OnboardingLink {
                partner: partner(facts.text("partner")?)?,
                token: secret.ok_or(missing)?,
                expires_at: facts.instant("expires_at")?,
            },
            "candidate_invite" => Self::CandidateInvite {
                enrolment: facts.parsed("enrolment").map(EnrolmentUuid::new)?,
                token: secret.ok_or(missing)?,
                expires_at: facts.instant("expires_at")?,
            },
            "status_changed" => Self::StatusChanged {
                to: status(facts.text("to")?)?,
            },
            "review_decided" => Self::ReviewDecided {
                approved: facts.parsed("approved")?,
                reason: secret,
            },
            "secret_rotated" => Self::SecretRotated {
                previous_ends_at: facts.instant("previous_ends_at")?,
            },
            "key_enrolled" => Self::KeyEnrolled {
                fingerprint: facts.text("fingerprint")?.to_owned(),
            },
            "deleted" => Self::Deleted,
            "restored" => Self::Restored,
            "password_set" => Self::PasswordSet,
            "refresh_token_reused" => Self::RefreshTokenReused,
            "webhook_paused" => Self::WebhookPaused {
                endpoint: facts.parsed("endpoint").map(EndpointUuid::new)?,
                failing_since: facts.instant("failing_since")?,
            },
            "usage_threshold" => Self::UsageThreshold {
                percent: facts.parsed("percent")?,
                quota: facts.parsed("quota")?,
                resets_at: facts.instant("resets_at")?,
            },
            "maintenance" => Self::Maintenance {
                from: facts.instant("from")?,
                to: facts.instant("to")?,
                text: secret.ok_or(missing)?,
                cancelled: facts.parsed("cancelled")?,
            },
            _ => return Err(PortFailure::corrupt("mail_outbox.notice")),
        })
    }

    /// When there is no use in telling any more.
    pub const fn expires_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::SetPassword { expires_at, .. }
            | Self::OnboardingLink { expires_at, .. }
            | Self::CandidateInvite { expires_at, .. } => Some(*expires_at),
            Self::Maintenance { to, .. } => Some(*to),
            _ => None,
        }
    }
}

fn partner(text: &str) -> PortResult<PartnerUuid> {
    text.parse().map(PartnerUuid::new).map_err(|_| CORRUPT)
}

fn status(word: &str) -> PortResult<&'static str> {
    STATUSES
        .into_iter()
        .find(|status| *status == word)
        .ok_or(CORRUPT)
}

#[cfg(test)]
mod tests;
