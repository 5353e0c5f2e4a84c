//! What a partner's dashboard must say, worked out from the rows the slow way.
//!
//! Written from the contract (`candidates.md` and the candidates' guide) and nothing else:
//! it asks none of the functions it is a check on.

mod rounding;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use kernel::PartnerId;

use self::rounding::{average, nearest, performance, printed};

/// One enrolment.
#[derive(Debug, Clone)]
pub(crate) struct PlainEnrolment {
    pub(crate) partner: PartnerId,
    pub(crate) person: usize,
    pub(crate) batch: Option<usize>,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) paid: bool,
    pub(crate) accepted: bool,
}

/// One session; score and rating in hundredths, cost in paise.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlainSession {
    pub(crate) id: String,
    pub(crate) person: usize,
    pub(crate) exam_name: String,
    pub(crate) exam_type: String,
    pub(crate) status: &'static str,
    pub(crate) score: Option<i32>,
    pub(crate) cost: i64,
    pub(crate) rating: Option<i32>,
    pub(crate) minutes: Option<u32>,
    pub(crate) completed_at: Option<DateTime<Utc>>,
}

/// All rows there are, oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct PlainPractice {
    pub(crate) enrolments: Vec<PlainEnrolment>,
    pub(crate) sessions: Vec<PlainSession>,
    pub(crate) payouts: Vec<(PartnerId, i64)>,
}

/// What a dashboard says, number by number.
pub(crate) type PlainSheet = BTreeMap<&'static str, String>;

impl PlainPractice {
    /// Enrols somebody, unless they are in this batch, or in none, already.
    pub(crate) fn enrol(&mut self, new: PlainEnrolment) {
        let is_there = self.enrolments.iter().any(|one| {
            one.partner == new.partner && one.person == new.person && one.batch == new.batch
        });
        if !is_there {
            self.enrolments.push(new);
        }
    }

    /// Takes a report up and says what becomes of it.
    pub(crate) fn report(&mut self, report: PlainSession) -> &'static str {
        let Some(kept) = self.sessions.iter_mut().find(|one| one.id == report.id) else {
            self.sessions.push(report);
            return "applied";
        };
        if kept.person != report.person {
            return "another";
        }
        if *kept == report {
            return "unchanged";
        }
        if report.status == "started" && kept.status != "started" {
            return "stale";
        }
        *kept = report;
        "applied"
    }

    /// The sessions of everybody whom `partner` has enrolled, each once.
    fn sessions_of(&self, partner: PartnerId) -> Vec<&PlainSession> {
        let own = self.enrolments.iter().filter(|one| one.partner == partner);
        let people: BTreeSet<usize> = own.map(|one| one.person).collect();
        let sessions = self.sessions.iter();
        sessions
            .filter(|one| people.contains(&one.person))
            .collect()
    }

    /// What the dashboard of `partner` says at `now`, in its time zone.
    #[expect(clippy::too_many_lines, reason = "one number after the other")]
    pub(crate) fn sheet(&self, partner: PartnerId, zone: Tz, now: DateTime<Utc>) -> PlainSheet {
        let enrolments: Vec<_> = self
            .enrolments
            .iter()
            .filter(|one| one.partner == partner)
            .collect();
        let sessions = self.sessions_of(partner);
        let finished: Vec<_> = sessions
            .iter()
            .filter(|one| one.status == "finished")
            .collect();
        let local = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        let today = local(now);
        let ended = |same: &dyn Fn(NaiveDate) -> bool| {
            let days = finished
                .iter()
                .filter_map(|one| one.completed_at)
                .map(local);
            days.filter(|day| same(*day)).count()
        };
        let this_month = ended(&|day| (day.year(), day.month()) == (today.year(), today.month()));
        let this_week = ended(&|day| day.iso_week() == today.iso_week());
        let scores: Vec<i64> = sessions
            .iter()
            .filter_map(|one| one.score)
            .map(i64::from)
            .collect();
        let ratings: Vec<i64> = sessions
            .iter()
            .filter_map(|one| one.rating)
            .map(i64::from)
            .collect();
        let rated = |from: i64, to: i64| {
            ratings
                .iter()
                .filter(|one| (from..to).contains(one))
                .count()
        };
        let revenue: i64 = sessions.iter().map(|one| one.cost).sum();
        let own = self.payouts.iter().filter(|(whose, _)| *whose == partner);
        let paid: i64 = own.map(|(_, paise)| paise).sum();
        let enrolled = enrolments.len();
        let paid_for = enrolments.iter().filter(|one| one.paid).count();
        let accepted = enrolments.iter().filter(|one| one.accepted).count();
        let percent = nearest(100 * finished.len(), sessions.len());
        BTreeMap::from([
            ("enrolled", enrolled.to_string()),
            ("candidates_paid", paid_for.to_string()),
            ("candidates_unpaid", (enrolled - paid_for).to_string()),
            ("accepted", accepted.to_string()),
            ("pending", (enrolled - accepted).to_string()),
            ("finished", finished.len().to_string()),
            ("this_month", this_month.to_string()),
            ("this_week", this_week.to_string()),
            ("score", printed(average(&scores))),
            ("performance", performance(average(&scores)).to_owned()),
            ("rating", printed(average(&ratings))),
            ("positive", rated(400, 501).to_string()),
            ("neutral", rated(250, 400).to_string()),
            ("negative", rated(0, 250).to_string()),
            ("revenue", revenue.to_string()),
            ("payouts", paid.to_string()),
            ("left", (revenue - paid).to_string()),
            ("purchased", sessions.len().to_string()),
            ("utilization", percent.to_string()),
            ("exam_types", format!("{:?}", exam_types(&sessions))),
            ("steps", steps(enrolled, paid_for, paid)),
        ])
    }

    /// Finished sessions of the candidates of `partner`, the newest first: id, who as the
    /// partner calls them, exam, and when it ended.
    pub(crate) fn activities(
        &self,
        partner: PartnerId,
    ) -> Vec<(String, String, String, DateTime<Utc>)> {
        let mut rows = Vec::new();
        for session in self.sessions_of(partner).into_iter().rev() {
            let own = self.enrolments.iter().filter(|one| one.partner == partner);
            let mut names = own
                .filter(|one| one.person == session.person)
                .map(|one| format!("{} {}", one.first_name, one.last_name));
            let (Some(name), Some(at)) = (names.next_back(), session.completed_at) else {
                continue;
            };
            if session.status == "finished" {
                rows.push((session.id.clone(), name, session.exam_name.clone(), at));
            }
        }
        // Stable: of two that ended together the later reported one stays first.
        rows.sort_by(|(_, _, _, a), (_, _, _, b)| b.cmp(a));
        rows
    }

    /// Finished sessions of the candidates of `partner` on `day`, in its time zone.
    pub(crate) fn on_day(&self, partner: PartnerId, zone: Tz, day: NaiveDate) -> u64 {
        let mut sum = 0;
        for session in self.sessions_of(partner) {
            let ended = session
                .completed_at
                .filter(|_| session.status == "finished");
            if ended.is_some_and(|at| at.with_timezone(&zone).date_naive() == day) {
                sum += 1;
            }
        }
        sum
    }
}

fn exam_types(sessions: &[&PlainSession]) -> Vec<(String, u64)> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for session in sessions {
        *counts.entry(session.exam_type.clone()).or_default() += 1;
    }
    let mut types: Vec<_> = counts.into_iter().collect();
    // Stable: those of the same number stay in the order of their names.
    types.sort_by_key(|(_, sessions)| std::cmp::Reverse(*sessions));
    types.truncate(5);
    types
}

fn steps(enrolled: usize, paid_for: usize, paid: i64) -> String {
    let mut steps = Vec::new();
    if enrolled == 0 {
        steps.push("add_candidates");
    }
    if paid_for == 0 && paid == 0 {
        steps.push("setup_payment");
    }
    steps.join(" ")
}
