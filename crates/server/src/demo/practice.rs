//! What the demo's candidates practise, and what the partner was paid for it.

use std::sync::Arc;

use accounts::Partner;
use candidates::{
    Given, PayoutReference, RawSession, ReceivePracticeSession, RecordPayoutError,
    RecordPracticePayout,
};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use kernel::FixedClock;

use super::dice::Dice;
use super::roll::Enrolled;
use super::story::minutes;
use super::{invalid, settlement};
use crate::failure::Failure;
use crate::kit::Kit;

/// What can be practised: name, kind, and the cost in rupees.
const EXAMS: [(&str, &str, u32); 8] = [
    ("IELTS Academic mock test", "IELTS", 699),
    ("IELTS speaking practice", "IELTS", 349),
    ("Bank clerk preliminary exam", "Banking", 299),
    ("Bank officer main exam", "Banking", 499),
    ("Aptitude and reasoning", "Aptitude", 199),
    ("GRE quantitative section", "GRE", 799),
    ("Mock interview, sales", "Interview", 449),
    ("Computer skills certificate", "Computing", 249),
];

/// What the partner was paid, and on which of its days.
const PAYOUT: (&str, &str, u64) = ("18500.00", "DEMO-PRACTICE-0001", 30);

/// Sessions of everybody in `candidates`, in the order of time.
pub(super) fn play(kit: &Kit, partner: &Partner, candidates: &[Enrolled]) -> Result<(), Failure> {
    let mut events = Vec::new();
    for who in candidates {
        let mut dice = Dice::new(who.seed.wrapping_mul(31));
        let number = dice.between(1, 9);
        events.extend(sessions(who, number, end(partner), &mut dice));
    }
    report(kit, events)?;
    pay(kit, partner)
}

/// More sessions of one candidate than a page shows.
pub(super) fn play_often(kit: &Kit, partner: &Partner, who: &Enrolled) -> Result<(), Failure> {
    let mut dice = Dice::new(who.seed.wrapping_mul(37));
    let events = sessions(who, 34, end(partner), &mut dice);
    report(kit, events)?;
    pay(kit, partner)
}

/// A report and when it is made.
type Event = (DateTime<Utc>, RawSession);

/// When the demo's past ends: the same whenever it is played.
fn end(partner: &Partner) -> DateTime<Utc> {
    partner.created_at + TimeDelta::days(i64::from(super::DAYS))
}

/// `number` sessions from the acceptance until `end`.
fn sessions(who: &Enrolled, number: u32, end: DateTime<Utc>, dice: &mut Dice) -> Vec<Event> {
    let Some(accepted) = who.accepted else {
        return Vec::new();
    };
    let days = u32::try_from((end - accepted).num_days()).unwrap_or_default();
    let skill = dice.between(42, 84);
    let times = (0..number).map(|nth| {
        let span = days.saturating_mul(24 * 60) * (nth + 1) / (number + 1);
        (
            nth,
            accepted + TimeDelta::minutes(i64::from(span)) + minutes(dice, 30, 600),
        )
    });
    let times: Vec<(u32, DateTime<Utc>)> = times.collect();
    times
        .into_iter()
        .map(|(nth, at)| (at, session(who, nth, at, skill, dice)))
        .collect()
}

/// One session that was over at `at`, or is under way since.
fn session(who: &Enrolled, nth: u32, at: DateTime<Utc>, skill: u32, dice: &mut Dice) -> RawSession {
    let exam = EXAMS[usize::try_from(dice.below(8)).unwrap_or_default() % EXAMS.len()];
    let name = who.email.split('@').next().unwrap_or_default();
    let status = match dice.below(100) {
        0..78 => "finished",
        78..90 => "abandoned",
        _ => "started",
    };
    // Who goes on learns.
    let score = (skill + nth.min(8) + dice.below(9)).min(100);
    let half = if score < 100 && dice.chance(50) {
        ".5"
    } else {
        ""
    };
    let (score, rating) = (format!("{score}{half}"), dice.between(4, 10));
    let rating = format!("{}.{}", rating / 2, rating % 2 * 5);
    let (minutes, rated) = (dice.between(12, 150), dice.chance(70));
    let finished = status == "finished";
    let number = |text: String, given: bool| {
        if given {
            Given::Number(text)
        } else {
            Given::Absent
        }
    };
    RawSession {
        id: text(format!("demo-{name}-{nth}")),
        candidate_email: text(&who.email),
        candidate_id: Given::Absent,
        exam_name: text(exam.0),
        exam_type: text(exam.1),
        status: text(status),
        score: number(score, finished),
        cost: number(exam.2.to_string(), true),
        rating: number(rating, finished && rated),
        minutes: number(minutes.to_string(), status != "started"),
        completed_at: match status {
            "started" => Given::Absent,
            _ => text(at.to_rfc3339_opts(SecondsFormat::Micros, true)),
        },
    }
}

fn text(text: impl Into<String>) -> Given {
    Given::Text(text.into())
}

/// Lets the practice platform report everything, each at its time.
fn report(kit: &Kit, mut events: Vec<Event>) -> Result<(), Failure> {
    let now = kit.clock.now();
    events.retain(|(at, _)| *at < now);
    events.sort_by_key(|(at, _)| *at);
    let clock = Arc::new(FixedClock::at(kit.clock.now()));
    let receive = ReceivePracticeSession {
        clock: clock.clone(),
        ..kit.practice_desk().receive
    };
    for (at, session) in events {
        clock.set(at);
        receive.execute(&session).map_err(invalid)?;
    }
    Ok(())
}

/// Books a payout for practice, once.
fn pay(kit: &Kit, partner: &Partner) -> Result<(), Failure> {
    let (amount, reference, day) = PAYOUT;
    let at = partner.created_at + TimeDelta::days(i64::try_from(day).unwrap_or_default());
    let record = RecordPracticePayout {
        clock: Arc::new(FixedClock::at(at)),
        ..kit.practice_desk().payouts
    };
    let amount = RecordPracticePayout::amount(amount).map_err(invalid)?;
    let reference = PayoutReference::parse(reference).map_err(invalid)?;
    let clerk = settlement::clerk(kit)?;
    match record.execute(partner.uuid, amount, reference, clerk) {
        Ok(_) | Err(RecordPayoutError::ReferenceTaken) => Ok(()),
        Err(error) => Err(invalid(error)),
    }
}
