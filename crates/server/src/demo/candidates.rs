//! The demo partner's candidates: three batches and some who came alone, invited over
//! some weeks; most accepted, many are paid for.

use std::collections::HashSet;

use accounts::{Partner, Password};
use chrono::TimeDelta;

use super::credentials::Login;
use super::people::Person;
use super::roll::{Enrolled, Planned, Roll, SEED, draft};
use super::{invalid, practice};
use crate::failure::Failure;
use crate::kit::Kit;

/// People of leads have other numbers.
const FIRST: u32 = 60_000;

/// The partner's batches: the name, the day on which they begin, how many are in them.
const BATCHES: [(&str, u32, u32); 3] = [
    ("Monsoon intake", 2, 18),
    ("Weekend course", 14, 14),
    ("Winter term", 33, 10),
];

/// How many are in no batch.
const ALONE: u32 = 6;

/// How many of the first batch are in the last one as well.
const AGAIN: u32 = 3;

/// When the candidate who can sign in began to practise, and was enrolled by this partner:
/// this long after the partner began. The invite still counts then.
const SHOWN_AFTER: (TimeDelta, TimeDelta) = (
    TimeDelta::hours(5 * 24 + 11),
    TimeDelta::hours(41 * 24 + 12),
);

/// How many times the credentials' file may be lost before the demo gives up.
const MOST: u32 = 1_000;

/// Lets the partner enrol its candidates, who then practise. Played again it meets its own
/// traces and changes nothing.
pub(super) fn play(kit: &Kit, partner: &Partner) -> Result<(), Failure> {
    let roll = Roll::new(kit, partner);
    let mut enrolled = Vec::new();
    for plan in plans(&roll, partner)? {
        enrolled.extend(roll.enrol(kit, &plan)?);
    }
    // Who is in a second batch practises as whom they were first.
    let mut seen = HashSet::new();
    enrolled.retain(|who| seen.insert(who.email.clone()));
    roll.forget_old_letters()?;
    practice::play(kit, partner, &enrolled)
}

/// Whom the partner enrols, in the order of time; the batches are created.
fn plans(roll: &Roll<'_>, partner: &Partner) -> Result<Vec<Planned>, Failure> {
    let mut plans = Vec::new();
    let mut next = FIRST;
    for (nth, (name, day, people)) in BATCHES.into_iter().enumerate() {
        let begin = partner.created_at + TimeDelta::hours(i64::from(day) * 24 + 10);
        let batch = roll.batch(name, begin)?;
        let again = if nth + 1 == BATCHES.len() { AGAIN } else { 0 };
        let inside = (next..next + people).chain(FIRST..FIRST + again);
        plans.extend(inside.map(|number| Planned::new(Person(number), Some(batch), begin)));
        next += people;
    }
    plans.extend((0..ALONE).map(|nth| {
        let begin = partner.created_at + TimeDelta::hours(i64::from(nth) * 144 + 108);
        Planned::new(Person(next + nth), None, begin)
    }));
    plans.sort_by_key(|plan| plan.at);
    Ok(plans)
}

/// Enrols somebody with a password of their own, who practised a lot. Only hashes are kept,
/// so whoever's password was lost with the file cannot be shown again: the next one has
/// the next address.
pub(super) fn create(kit: &Kit, partner: &Partner) -> Result<Login, Failure> {
    let (practised, enrolled) = SHOWN_AFTER;
    let roll = Roll::new(kit, partner);
    let batch = roll.batch(BATCHES[2].0, partner.created_at + enrolled)?;
    for number in 1..=MOST {
        let address = match number {
            1 => "asha.iyer@people.example".to_owned(),
            _ => format!("asha.iyer-{number}@people.example"),
        };
        let draft = draft("Asha", "Iyer", &address)?;
        let Some(added) = roll.add(draft, Some(batch))? else {
            continue;
        };
        let password = Password::draw(kit.entropy.as_ref());
        roll.accept_with(kit, &added, &password)?;
        let who = Enrolled {
            email: address.clone(),
            accepted: Some(partner.created_at + practised),
            seed: SEED,
        };
        practice::play_often(kit, partner, &who)?;
        return Ok(Login {
            email: address,
            password: password.expose().to_owned(),
        });
    }
    Err(invalid("too many candidates"))
}
