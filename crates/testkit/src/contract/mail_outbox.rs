//! [`notices::MailOutbox`].

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use kernel::{NoticeId, PartnerUuid, PortalUuid, StaffUuid};
use notices::{ClaimedLetter, Compose, Letter, MailBacklog, MailOutbox, Notice, Recipient};
use uuid::Uuid;

use crate::memory::locked;
use crate::{FakeVault, SeededEntropy, midday, seconds_after};

/// How many letters several senders share.
const LETTERS: usize = 40;

/// Letters about what happened so many seconds after noon.
fn letters(seconds: &[i64]) -> Vec<Letter> {
    let compose = Compose {
        vault: Arc::new(FakeVault),
        entropy: Arc::new(SeededEntropy::new(11)),
    };
    let recipient = |at: i64| {
        let uuid = Uuid::from_u128(u128::from(at.unsigned_abs()));
        match at % 3 {
            0 => Recipient::Partner(PartnerUuid::new(uuid)),
            1 => Recipient::Portal(PortalUuid::new(uuid)),
            _ => Recipient::Staff(StaffUuid::new(uuid)),
        }
    };
    let notice = |at: i64| Notice::SetPassword {
        token: format!("\"token\\{at}"),
        expires_at: seconds_after(at + 3_600),
    };
    let letter = |at: &i64| compose.letter(recipient(*at), &notice(*at), seconds_after(*at));
    seconds
        .iter()
        .map(|at| letter(at).expect("sealed"))
        .collect()
}

/// Tries every promise of the outbox, which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn mail_outbox_contract(outbox: &dyn MailOutbox) {
    let claim = |at, until| {
        outbox
            .claim(seconds_after(at), seconds_after(until))
            .expect("answered")
    };
    assert_eq!(outbox.backlog(midday()), Ok(MailBacklog::default()));
    assert_eq!(claim(100, 200), None);

    let kept = letters(&[20, 10, 31]);
    for letter in &kept {
        outbox.keep(letter.clone()).expect("kept");
    }
    what_was_kept_is_claimed_in_order(outbox, &kept);
    claims_run_out_and_settle_nothing_then(outbox, &kept);
}

fn what_was_kept_is_claimed_in_order(outbox: &dyn MailOutbox, kept: &[Letter]) {
    let claim = |at, until| {
        outbox
            .claim(seconds_after(at), seconds_after(until))
            .expect("answered")
    };
    assert_eq!(claim(9, 500), None, "nothing is due before its time");
    let first = claim(40, 500).expect("due");
    let letter = &kept[1];
    assert_eq!(first.reference, letter.reference);
    assert_eq!((first.to, first.at), (letter.to, letter.at));
    assert_eq!(first.notice, letter.notice);
    let facts = letter.facts.iter();
    let facts: Vec<_> = facts.map(|(n, v)| ((*n).to_owned(), v.clone())).collect();
    assert_eq!(first.facts, facts);
    assert_eq!(first.secret, letter.secret);
    assert_eq!(first.attempts, 1);
    assert_eq!(first.claimed_until, seconds_after(500));
    let second = claim(40, 500).expect("due");
    assert_eq!(second.reference, kept[0].reference);
    what_is_put_off_comes_again(outbox, kept, &first);
    ends_are_counted(outbox, first.reference, &second);
}

fn what_is_put_off_comes_again(outbox: &dyn MailOutbox, kept: &[Letter], first: &ClaimedLetter) {
    let claim = |at, until| {
        let letter = outbox.claim(seconds_after(at), seconds_after(until));
        letter.expect("answered")
    };
    // Put off, it comes again when it is due, after what was due before.
    outbox.put_off(first, seconds_after(60)).expect("put off");
    let third = claim(40, 500).expect("due");
    assert_eq!(third.reference, kept[2].reference);
    assert_eq!(claim(59, 500), None);
    let again = claim(60, 500).expect("due");
    assert_eq!((again.reference, again.attempts), (first.reference, 2));
}

fn ends_are_counted(outbox: &dyn MailOutbox, first: NoticeId, second: &ClaimedLetter) {
    let now = outbox.backlog(midday()).expect("answered");
    assert_eq!((now.waiting, now.oldest), (3, Some(seconds_after(10))));
    outbox.sent(first, seconds_after(61)).expect("noted");
    outbox.give_up(second, seconds_after(62)).expect("noted");
    let now = outbox.backlog(seconds_after(62)).expect("answered");
    assert_eq!((now.waiting, now.oldest), (1, Some(seconds_after(31))));
    assert_eq!(now.given_up, 1);
    assert_eq!(
        outbox
            .backlog(seconds_after(63))
            .expect("answered")
            .given_up,
        0
    );
}

fn claims_run_out_and_settle_nothing_then(outbox: &dyn MailOutbox, kept: &[Letter]) {
    let claim = |at, until| {
        outbox
            .claim(seconds_after(at), seconds_after(until))
            .expect("answered")
    };
    assert_eq!(claim(499, 600), None, "somebody has it");
    let late = claim(500, 600).expect("nobody settled it");
    assert_eq!((late.reference, late.attempts), (kept[2].reference, 2));
    let other = claim(600, 700).expect("nobody settled it");
    assert_eq!((other.reference, other.attempts), (kept[2].reference, 3));
    // Whoever was too slow decides nothing any more.
    outbox.put_off(&late, seconds_after(601)).expect("in vain");
    outbox.give_up(&late, seconds_after(601)).expect("in vain");
    assert_eq!(
        outbox
            .backlog(seconds_after(601))
            .expect("answered")
            .given_up,
        0
    );
    assert_eq!(claim(699, 800), None);
    // But that it left is so, whoever says it.
    outbox
        .sent(late.reference, seconds_after(650))
        .expect("noted");
    outbox.give_up(&other, seconds_after(651)).expect("in vain");
    assert_eq!(claim(10_000, 20_000), None);
    let end = outbox.backlog(seconds_after(601)).expect("answered");
    assert_eq!(end, MailBacklog::default());
}

/// Tries on `outboxes`, instances of one that is empty, that each letter is claimed by one
/// sender at a time.
///
/// # Panics
/// Where it is not.
pub fn mail_outbox_at_once_contract(outboxes: &[Arc<dyn MailOutbox>]) {
    let seconds: Vec<i64> = (0..).take(LETTERS).collect();
    for letter in letters(&seconds) {
        outboxes[0].keep(letter).expect("kept");
    }
    let now = seconds_after(1_000);
    let claimed: Mutex<BTreeMap<NoticeId, u32>> = Mutex::default();
    std::thread::scope(|scope| {
        for outbox in outboxes {
            scope.spawn(|| {
                // Losing a race for all that were looked at is no end.
                for _ in 0..LETTERS * 4 {
                    let letter = outbox.claim(now, now + TimeDelta::hours(1));
                    if let Some(letter) = letter.expect("answered") {
                        *locked(&claimed).entry(letter.reference).or_default() += 1;
                    }
                }
            });
        }
    });
    let claimed = claimed.into_inner().expect("no panic");
    assert_eq!(claimed.len(), LETTERS);
    assert!(claimed.values().all(|times| *times == 1), "{claimed:?}");
}
