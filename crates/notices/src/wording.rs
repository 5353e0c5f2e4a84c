//! What mails say. Plain English, no more than is needed; nothing in it is markup.

mod access;
mod candidates;
mod security;
mod service;

use crate::{ClaimedLetter, Letterhead, Notice};

/// A part of a mail, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// Sentences.
    Text(String),
    /// Somewhere to go.
    Link { label: &'static str, url: String },
    /// What somebody else wrote, or digits to compare.
    Quote(String),
}

/// A mail before it has a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wording {
    pub(crate) subject: String,
    pub(crate) greeting: String,
    pub(crate) blocks: Vec<Block>,
}

/// A subject and what stands below the greeting.
pub(crate) type Told = (String, Vec<Block>);

/// What is said about `notice`.
#[expect(clippy::too_many_lines, reason = "one notice after the other")]
pub(crate) fn wording(
    head: &Letterhead,
    letter: &ClaimedLetter,
    notice: &Notice,
    partner: Option<&str>,
) -> Wording {
    let (subject, blocks) = match notice {
        Notice::SetPassword { token, expires_at } => access::set_password(head, token, *expires_at),
        Notice::OnboardingLink {
            partner,
            token,
            expires_at,
        } => access::onboarding_link(head, *partner, token, *expires_at),
        Notice::CandidateInvite {
            enrolment,
            token,
            expires_at,
        } => candidates::invite(head, partner, (*enrolment, token), *expires_at),
        Notice::StatusChanged { to } => access::status_changed(head, to),
        Notice::ReviewDecided { approved, reason } => {
            access::review_decided(head, *approved, reason.as_deref())
        }
        Notice::Deleted => access::deleted(head),
        Notice::Restored => access::restored(head),
        Notice::SecretRotated { previous_ends_at } => {
            security::secret_rotated(head, letter.at, *previous_ends_at)
        }
        Notice::KeyEnrolled { fingerprint } => security::key_enrolled(head, letter.at, fingerprint),
        Notice::PasswordSet => security::password_set(head, letter.at),
        Notice::RefreshTokenReused => security::refresh_token_reused(head, letter.at),
        Notice::WebhookPaused {
            endpoint,
            failing_since,
        } => service::webhook_paused(head, letter.at, *endpoint, *failing_since),
        Notice::UsageThreshold {
            percent,
            quota,
            resets_at,
        } => service::usage_threshold(head, *percent, *quota, *resets_at),
        Notice::Maintenance {
            from,
            to,
            text,
            cancelled,
        } => service::maintenance(head, (*from, *to), text, *cancelled),
    };
    Wording {
        subject,
        greeting: greeted(notice, partner).map_or_else(
            || "Hello,".to_owned(),
            |partner| format!("Hello {partner},"),
        ),
        blocks,
    }
}

/// Whom the mail speaks to by name: whoever is invited is not the partner that invites.
fn greeted<'a>(notice: &Notice, partner: Option<&'a str>) -> Option<&'a str> {
    partner.filter(|_| !matches!(notice, Notice::CandidateInvite { .. }))
}

fn text(sentences: impl Into<String>) -> Block {
    Block::Text(sentences.into())
}
