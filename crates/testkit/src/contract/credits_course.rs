//! A world under way: what is still to be told of it and what was accepted.

use std::collections::HashSet;

use chrono::TimeDelta;
use kernel::UserId;
use lender::{FeedLimits, FeedResult, Judge, Message, Raw, RawMessage};

use super::credits_world::World;
use crate::{ReferenceLead, SeededEntropy, midday};

/// A world under way.
pub(super) struct Course {
    pub(super) world: World,
    pub(super) leads: Vec<ReferenceLead>,
    /// Still to be told, the next one last.
    pub(super) waiting: Vec<RawMessage>,
    /// Told and accepted, repetitions included.
    pub(super) accepted: Vec<RawMessage>,
}

impl Course {
    pub(super) fn new(world: World, leads: Vec<ReferenceLead>, entropy: &SeededEntropy) -> Self {
        let mut waiting = world.messages.clone();
        for message in &world.messages {
            if entropy.below(3) == 0 {
                waiting.push(message.clone());
            }
        }
        entropy.shuffle(&mut waiting);
        // In most worlds every user is told of before its loans; in the others some
        // loans are refused, which is outside the promise.
        if entropy.below(8) != 0 {
            waiting = users_first(waiting);
        }
        waiting.reverse();
        Self {
            world,
            leads,
            waiting,
            accepted: Vec::new(),
        }
    }

    pub(super) fn heard(&mut self, message: RawMessage, result: &FeedResult) {
        match result {
            FeedResult::Refused(_) => {
                let known = self.accepted.iter().any(|one| is_user_of(one, &message));
                let earlier = self.world.earlier.iter();
                let known = known || earlier.into_iter().any(|one| is_user_of(one, &message));
                assert!(!known, "refused without reason: {:?}", self.world);
            }
            _ => self.accepted.push(message),
        }
    }

    /// Everything that was accepted, once.
    pub(super) fn distinct(&self) -> Vec<RawMessage> {
        let mut seen = HashSet::new();
        let accepted = self.accepted.iter();
        accepted
            .filter(|message| seen.insert(judged(message).canonical()))
            .cloned()
            .collect()
    }

    /// Everything that was accepted, judged.
    pub(super) fn messages(&self) -> Vec<Message> {
        let mut known: HashSet<UserId> = HashSet::new();
        let judged = |raw| judged(raw);
        let mut messages = Vec::new();
        for message in self.world.earlier.iter().map(judged) {
            match &message {
                Message::User(user) => known.insert(user.id),
                Message::Loan(loan) if !known.contains(&loan.loan.user) => continue,
                Message::Loan(_) => false,
            };
            messages.push(message);
        }
        messages.extend(self.accepted.iter().map(judged));
        messages
    }
}

fn judged(raw: &RawMessage) -> Message {
    let now = midday() + TimeDelta::hours(1);
    Judge::judge(raw, FeedLimits::default(), now).expect("worlds make sense")
}

fn number(raw: &Raw) -> Option<&str> {
    match raw {
        Raw::Number(number) => Some(number),
        _ => None,
    }
}

/// Whether `user` tells of the user of `loan`.
fn is_user_of(user: &RawMessage, loan: &RawMessage) -> bool {
    match (user, loan) {
        (RawMessage::User(user), RawMessage::Loan(loan)) => {
            number(&user.id) == number(&loan.user_id)
        }
        _ => false,
    }
}

/// The same order, but loans wait for the first message about their user.
fn users_first(messages: Vec<RawMessage>) -> Vec<RawMessage> {
    let mut ordered: Vec<RawMessage> = Vec::with_capacity(messages.len());
    let mut early: Vec<RawMessage> = Vec::new();
    for message in messages {
        if matches!(message, RawMessage::Loan(_))
            && !ordered.iter().any(|one| is_user_of(one, &message))
        {
            early.push(message);
            continue;
        }
        let (freed, still) = early
            .into_iter()
            .partition(|loan| is_user_of(&message, loan));
        ordered.push(message);
        ordered.extend::<Vec<RawMessage>>(freed);
        early = still;
    }
    ordered.extend(early);
    ordered
}
