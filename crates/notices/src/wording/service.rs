//! What a partner's systems should know of.

use chrono::{DateTime, Utc};
use kernel::EndpointUuid;

use super::{Block, Told, text};
use crate::Letterhead;

pub(super) fn webhook_paused(
    head: &Letterhead,
    at: DateTime<Utc>,
    endpoint: EndpointUuid,
    failing_since: DateTime<Utc>,
) -> Told {
    let blocks = vec![
        text(format!(
            "One of your webhook endpoints has taken nothing since {}, so we paused it on {}. \
             Its id is:",
            head.time(failing_since),
            head.time(at)
        )),
        Block::Quote(endpoint.to_string()),
        text(
            "Nothing is lost: once it answers again, please resume it in the dashboard and \
             replay what it missed.",
        ),
        Block::Link {
            label: "Webhooks",
            url: format!("{}/partner/webhooks", head.url),
        },
    ];
    (
        format!("A webhook endpoint with {} was paused", head.lender),
        blocks,
    )
}

pub(super) fn usage_threshold(
    head: &Letterhead,
    percent: u8,
    quota: u64,
    resets_at: DateTime<Utc>,
) -> Told {
    let what_then = if percent >= 100 {
        "Further calls of this month are refused with code 4290."
    } else {
        "Once all of them are used, further calls are refused with code 4290."
    };
    let blocks = vec![
        text(format!(
            "You have used {percent} % of the {quota} calls of this month. {what_then} The next \
             month begins on {}.",
            head.time(resets_at)
        )),
        text(format!(
            "If you need more, please write to {}.",
            head.support
        )),
        Block::Link {
            label: "Usage",
            url: format!("{}/partner/usage", head.url),
        },
    ];
    (
        format!("{percent} % of your calls to {} are used", head.lender),
        blocks,
    )
}

pub(super) fn maintenance(
    head: &Letterhead,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    words: &str,
    cancelled: bool,
) -> Told {
    let (from, to) = (head.time(from), head.time(to));
    let what = if cancelled {
        format!("The maintenance from {from} to {to} will not take place. It was announced as:")
    } else {
        format!("There will be maintenance from {from} to {to}:")
    };
    let blocks = vec![text(what), Block::Quote(words.to_owned())];
    let subject = if cancelled {
        format!("Maintenance of {} is cancelled", head.lender)
    } else {
        format!("Maintenance of {} from {from}", head.lender)
    };
    (subject, blocks)
}
