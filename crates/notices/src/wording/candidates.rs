//! What candidates are told.

use chrono::{DateTime, Utc};
use kernel::EnrolmentUuid;

use super::{Block, Told, text};
use crate::Letterhead;

/// `partner` is nobody where its name must not be repeated.
pub(super) fn invite(
    head: &Letterhead,
    partner: Option<&str>,
    (enrolment, token): (EnrolmentUuid, &str),
    expires_at: DateTime<Utc>,
) -> Told {
    let (lender, until) = (&head.lender, head.time(expires_at));
    let host = partner.map_or_else(|| format!("A partner of {lender}"), str::to_owned);
    let blocks = vec![
        text(format!(
            "{host} invites you to practise for your exams on the platform of {lender}."
        )),
        text(
            "Accept the invitation to let them know that you are in. You may set a password on \
             the same page; with it you can sign in and see how your practice goes.",
        ),
        Block::Link {
            label: "Open the invitation",
            url: head.page(&format!("/invite/{enrolment}"), &[("token", token)]),
        },
        text(format!(
            "The link works until {until}. It is for you alone: whoever has it can set your \
             password, so please do not pass it on. If you did not expect this mail, you need \
             not do anything: as long as nobody accepts, nothing changes."
        )),
    ];
    let subject = partner.map_or_else(
        || format!("An invitation to practise with {lender}"),
        |partner| format!("{partner} invites you to practise"),
    );
    (subject, blocks)
}
