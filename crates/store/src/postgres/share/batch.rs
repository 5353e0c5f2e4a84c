//! The work of one transaction.

use std::collections::{HashMap, HashSet};

use audit::{Entry, Event};
use dedupe::{Judgement, judge};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use kernel::{Actor, LeadId};
use leads::{CurrentLead, Settlement, ShareRequest, Shared, StoreOutcome, StoreShareError, settle};

use super::claims::Claims;
use super::marks::Marks;
use super::rows::{self, Person};
use crate::audit_rows;
use crate::columns::days;
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::postgres::{known_users, native};
use crate::totals::{self, Tally};

/// What becomes of a member.
pub(super) type Answer = Result<StoreOutcome, StoreShareError>;

/// Judges and stores `requests`, adds them to the totals of `shard`, and returns an
/// answer for each, in their order.
/// An error means that the transaction must be rolled back; whose fault it was
/// only trying them one by one can tell.
pub(super) fn share_all(
    conn: &mut Conn,
    requests: &[ShareRequest],
    shard: i32,
) -> Result<Vec<Answer>, StoreError> {
    let marks = Marks::spend(conn, requests)?;
    let claims = Claims::make(conn, requests, &marks)?;
    let working: Vec<usize> = (0..requests.len())
        .filter(|member| claims.works(*member))
        .collect();
    let (settled, tally) = Round::begin(conn, requests, &working)?.settle_all(conn, working)?;
    let answers = claims.answer(conn, &settled)?;
    if marks.spent_in_vain(&answers) {
        // Whoever is to come again must find the mark unspent.
        return Err(collision());
    }
    // Last, for other instances may wait for these rows.
    totals::add(conn, &tally, shard)?;
    Ok(answers)
}

/// What is known while members are settled.
struct Round<'a> {
    requests: &'a [ShareRequest],
    judgements: HashMap<usize, Judgement>,
    current: HashMap<Person, CurrentLead>,
    shared: HashMap<usize, Shared>,
    tally: Tally,
}

/// More rounds than any honest race needs.
const MOST_ROUNDS: usize = 16;

impl<'a> Round<'a> {
    fn begin(
        conn: &mut Conn,
        requests: &'a [ShareRequest],
        working: &[usize],
    ) -> Result<Self, StoreError> {
        let mut round = Self {
            requests,
            judgements: HashMap::new(),
            current: HashMap::new(),
            shared: HashMap::new(),
            tally: Tally::default(),
        };
        if working.is_empty() {
            return Ok(round);
        }
        let keys: Vec<_> = working.iter().map(|at| &requests[*at].lead.keys).collect();
        let users = known_users::find_users(native(conn)?, &keys)?;
        round.judgements = working
            .iter()
            .zip(users)
            .map(|(at, users)| {
                let request = &requests[*at];
                let now = request.lead.shared_at;
                (*at, judge(&users, &request.active_loans, now))
            })
            .collect();
        round.look_again(conn, working)?;
        Ok(round)
    }

    /// Reads the current rows of `members`.
    fn look_again(&mut self, conn: &mut Conn, members: &[usize]) -> Result<(), StoreError> {
        let people: HashSet<Person> = members
            .iter()
            .map(|at| Person::of(&self.requests[*at]))
            .collect();
        let people: Vec<Person> = people.into_iter().collect();
        let found = rows::find_current(native(conn)?, &people)?;
        for who in &people {
            self.current.remove(who);
        }
        self.current.extend(found);
        Ok(())
    }

    /// Settles `members` in rounds. In a round each person opens at most one row;
    /// whoever shares the same person again waits for the next round, sees that
    /// row, and as a rule needs no statement any more.
    fn settle_all(
        mut self,
        conn: &mut Conn,
        mut members: Vec<usize>,
    ) -> Result<(HashMap<usize, Shared>, Tally), StoreError> {
        for _ in 0..MOST_ROUNDS {
            if members.is_empty() {
                return Ok((self.shared, self.tally));
            }
            let (opening, mut later) = self.settle(members);
            let lost = self.open(conn, opening)?;
            if !lost.is_empty() {
                self.look_again(conn, &lost)?;
                later.extend(lost);
            }
            members = later;
        }
        Err(collision())
    }

    /// Asks the domain about each of `members`: who opens a row, and who has to
    /// wait for one that opens.
    fn settle(&mut self, members: Vec<usize>) -> (Vec<(usize, Option<LeadId>)>, Vec<usize>) {
        let mut busy = HashSet::new();
        let mut opening = Vec::new();
        let mut later = Vec::new();
        for at in members {
            let request = &self.requests[at];
            let who = Person::of(request);
            let Some(judgement) = self.judgements.get(&at) else {
                continue;
            };
            if busy.contains(&who) {
                later.push(at);
                continue;
            }
            match settle(request, judgement, self.current.get(&who)) {
                Settlement::Keep(shared) => {
                    self.shared.insert(at, shared);
                }
                Settlement::Open { closes } => {
                    busy.insert(who);
                    opening.push((at, closes));
                }
            }
        }
        (opening, later)
    }

    /// Opens rows; returns the members that another instance was faster than.
    fn open(
        &mut self,
        conn: &mut Conn,
        mut opening: Vec<(usize, Option<LeadId>)>,
    ) -> Result<Vec<usize>, StoreError> {
        if opening.is_empty() {
            return Ok(Vec::new());
        }
        opening.sort_unstable_by_key(|(at, _)| Person::of(&self.requests[*at]));
        let closing = opening.iter().filter_map(|(_, closes)| *closes);
        rows::supersede(native(conn)?, closing.map(LeadId::get).collect())?;
        let leads: Vec<rows::Opening<'_>> = opening
            .iter()
            .filter_map(|(at, _)| Some((&self.requests[*at], self.judgements.get(at)?)))
            .collect();
        let ids = rows::insert(native(conn)?, &leads)?;
        let mut lost = Vec::new();
        for (at, _) in opening {
            match ids.get(&self.requests[at].lead.reference) {
                Some(id) => self.opened(conn, at, *id)?,
                None => lost.push(at),
            }
        }
        Ok(lost)
    }

    fn opened(&mut self, conn: &mut Conn, at: usize, id: LeadId) -> Result<(), StoreError> {
        let request = &self.requests[at];
        let Some(judgement) = self.judgements.get(&at) else {
            return Ok(());
        };
        if let Some(conflict) = judgement.conflict {
            let entry = Entry {
                at: request.lead.shared_at,
                actor: Actor::Partner(request.partner),
                event: Event::IdentityConflict {
                    lead: id,
                    mobile_user: conflict.mobile,
                    pan_user: conflict.pan,
                },
            };
            audit_rows::insert(conn, &entry)?;
        }
        let day = days(request.lead.shared_on);
        let linked = judgement.user.is_some();
        self.tally
            .shared(request.partner, judgement.verdict, day, linked);
        let shared = request.opened(id, judgement.verdict);
        let row = CurrentLead {
            id,
            reference: shared.reference,
            verdict: shared.verdict,
            campaign: shared.campaign,
            shared_at: shared.shared_at,
        };
        self.current.insert(Person::of(request), row);
        self.shared.insert(at, shared);
        Ok(())
    }
}

fn collision() -> StoreError {
    let what = "shares of one person did not settle".to_owned();
    StoreError::Db(DieselError::DatabaseError(
        DatabaseErrorKind::SerializationFailure,
        Box::new(what),
    ))
}
