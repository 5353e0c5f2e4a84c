//! What somebody should know who did not do it.

use chrono::{DateTime, Utc};

use super::{Block, Told, text};
use crate::Letterhead;

/// What to do when it was somebody else.
fn alarm(head: &Letterhead) -> Block {
    text(format!(
        "If none of you did this, please write to {} at once.",
        head.support
    ))
}

pub(super) fn secret_rotated(
    head: &Letterhead,
    at: DateTime<Utc>,
    previous_ends_at: DateTime<Utc>,
) -> Told {
    let before = if previous_ends_at > at {
        format!(
            "The one before is accepted until {}: please let your systems use the new one by \
             then.",
            head.time(previous_ends_at)
        )
    } else {
        "The one before is accepted no more.".to_owned()
    };
    let made = format!(
        "A new client secret was made on {}. {before}",
        head.time(at)
    );
    let blocks = vec![text(made), alarm(head)];
    (
        format!("A new client secret for your account with {}", head.lender),
        blocks,
    )
}

pub(super) fn key_enrolled(head: &Letterhead, at: DateTime<Utc>, fingerprint: &str) -> Told {
    let blocks = vec![
        text(format!(
            "A new public key for encrypted requests was enrolled on {}. Its fingerprint is:",
            head.time(at)
        )),
        Block::Quote(fingerprint.to_owned()),
        alarm(head),
    ];
    (
        format!("A new encryption key for your account with {}", head.lender),
        blocks,
    )
}

pub(super) fn password_set(head: &Letterhead, at: DateTime<Utc>) -> Told {
    let set = format!(
        "The password of your account was set on {}. Whoever was signed in with it before has \
         to sign in again.",
        head.time(at)
    );
    let blocks = vec![text(set), alarm(head)];
    (format!("Your password for {} was set", head.lender), blocks)
}

pub(super) fn refresh_token_reused(head: &Letterhead, at: DateTime<Utc>) -> Told {
    let blocks = vec![
        text(format!(
            "On {} a refresh token came that had been used before. Either one of your systems \
             kept an old token, or somebody has a copy. To be safe that login was ended; your \
             client id and secret still count, and a new login works.",
            head.time(at)
        )),
        text(format!(
            "If this happens again and none of your systems explains it, please rotate your \
             client secret and write to {}.",
            head.support
        )),
    ];
    (
        format!("A login of your account with {} was ended", head.lender),
        blocks,
    )
}
