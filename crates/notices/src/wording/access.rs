//! Getting in, being let in, being out.

use chrono::{DateTime, Utc};
use kernel::PartnerUuid;

use super::{Block, Told, text};
use crate::Letterhead;

pub(super) fn set_password(head: &Letterhead, token: &str, expires_at: DateTime<Utc>) -> Told {
    let until = head.time(expires_at);
    let blocks = vec![
        text("Please choose the password you want to sign in with."),
        Block::Link {
            label: "Set your password",
            url: head.page("/partner/set-password", &[("token", token)]),
        },
        text(format!(
            "The link works once, until {until}. If you did not expect this mail, you need \
             not do anything: as long as nobody opens the link, nothing changes."
        )),
    ];
    let subject = format!("Set your password for {}", head.lender);
    (subject, blocks)
}

pub(super) fn onboarding_link(
    head: &Letterhead,
    partner: PartnerUuid,
    token: &str,
    expires_at: DateTime<Utc>,
) -> Told {
    let (lender, until) = (&head.lender, head.time(expires_at));
    let id = partner.to_string();
    let blocks = vec![
        text(format!(
            "On your onboarding page you tell {lender} about your business, say where your \
             systems are reached and hand in your documents. What you entered is kept: you can \
             stop at any step and come back."
        )),
        Block::Link {
            label: "Continue your onboarding",
            url: head.page("/partner/onboarding", &[("id", &id), ("token", token)]),
        },
        text(format!(
            "The link works until {until}. Whoever has it can change your entries, so please \
             do not pass it on."
        )),
    ];
    (format!("Your onboarding with {lender}"), blocks)
}

pub(super) fn status_changed(head: &Letterhead, to: &str) -> Told {
    let lender = &head.lender;
    let (subject, told) = match to {
        "active" => (
            "is active",
            "is active. Your systems can share leads, and your people can sign in.",
        ),
        "suspended" => (
            "is suspended",
            "was suspended. Nobody can sign in and no lead can be shared until it is active \
             again. Leads that were shared before keep their place.",
        ),
        "inactive" => (
            "is inactive",
            "was made inactive. Nobody can sign in and no lead can be shared until it is \
             active again. Leads that were shared before keep their place.",
        ),
        "rejected" => (
            "was not accepted",
            "was not accepted. What you handed in is not used for anything.",
        ),
        _ => (
            "is being set up",
            "is being set up. The onboarding page shows what is left to do.",
        ),
    };
    let blocks = vec![text(format!("Your partner account with {lender} {told}"))];
    (
        format!("Your partner account with {lender} {subject}"),
        blocks,
    )
}

pub(super) fn review_decided(head: &Letterhead, approved: bool, reason: Option<&str>) -> Told {
    let lender = &head.lender;
    let (subject, told) = if approved {
        (
            format!("{lender} approved your onboarding"),
            format!(
                "{lender} has looked at what you handed in and approved it. One step is left: \
                 open your onboarding page and activate your account. It shows your credentials \
                 then, once."
            ),
        )
    } else {
        (
            format!("{lender} did not approve your onboarding"),
            format!("{lender} has looked at what you handed in and could not approve it."),
        )
    };
    let mut blocks = vec![text(told)];
    if let Some(reason) = reason.filter(|reason| !reason.trim().is_empty()) {
        blocks.push(text("The reviewer wrote:"));
        blocks.push(Block::Quote(reason.to_owned()));
    }
    (subject, blocks)
}

pub(super) fn deleted(head: &Letterhead) -> Told {
    let lender = &head.lender;
    let blocks = vec![text(format!(
        "Your partner account with {lender} was deleted. Its credentials, tokens and people's \
         accounts have ended. This is the last mail about it."
    ))];
    (
        format!("Your partner account with {lender} was deleted"),
        blocks,
    )
}

pub(super) fn restored(head: &Letterhead) -> Told {
    let lender = &head.lender;
    let blocks = vec![text(format!(
        "Your partner account with {lender} had been deleted and is back, with its leads and \
         its earlier status. Tokens from before the deletion do not count any more: please \
         sign in again."
    ))];
    (
        format!("Your partner account with {lender} is back"),
        blocks,
    )
}
