//! The letters that wait to be sent.

use chrono::{DateTime, Utc};
use diesel::dsl::{count_star, min};
use diesel::prelude::*;
use kernel::{
    CandidateUuid, EnrolmentUuid, NoticeId, PartnerUuid, PortFailure, PortResult, PortalUuid,
    Sealed, StaffUuid,
};
use notices::{ClaimedLetter, Letter, MailBacklog, MailOutbox, Recipient};

use crate::columns::{instant, micros, uuid};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::flat_json::members;
use crate::schema::mail_outbox;
use crate::{Store, letter_rows};

/// How many due letters are looked at by somebody who wants one: others may want the same.
const LOOKED_AT: i64 = 8;

/// Letters in the database. A claim is a time until which a letter is not due, set by
/// whoever finds the time it saw still there.
#[derive(Clone)]
pub struct DieselMailOutbox {
    store: Store,
}

impl DieselMailOutbox {
    /// The letters of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }

    /// Changes the letter `reference` by `work`.
    fn change(
        &self,
        reference: NoticeId,
        work: impl Fn(&mut Conn, &[u8]) -> QueryResult<usize> + Send + 'static,
    ) -> PortResult<bool> {
        let key = reference.get().as_bytes().to_vec();
        self.store.statement(move |conn| Ok(work(conn, &key)? > 0))
    }
}

/// A row that is due.
#[derive(Queryable, Selectable)]
#[diesel(table_name = mail_outbox)]
struct Row {
    recipient_kind: String,
    recipient_uuid: Vec<u8>,
    notice: String,
    facts: String,
    reference: Vec<u8>,
    secret_sealed: Option<Vec<u8>>,
    created_at: i64,
    attempts: i32,
    next_attempt_at: Option<i64>,
}

impl Row {
    /// The letter, once it is the caller's until `until`.
    fn claimed(self, until: DateTime<Utc>) -> PortResult<ClaimedLetter> {
        let whom = uuid(&self.recipient_uuid, "mail_outbox.recipient_uuid")?;
        Ok(ClaimedLetter {
            reference: self.reference()?,
            to: match self.recipient_kind.as_str() {
                "partner" => Recipient::Partner(PartnerUuid::new(whom)),
                "portal" => Recipient::Portal(PortalUuid::new(whom)),
                "staff" => Recipient::Staff(StaffUuid::new(whom)),
                "candidate" => Recipient::Candidate(CandidateUuid::new(whom)),
                "enrolment" => Recipient::Enrolment(EnrolmentUuid::new(whom)),
                _ => return Err(PortFailure::corrupt("mail_outbox.recipient_kind")),
            },
            // What is no object has no facts, and so makes no notice.
            facts: members(&self.facts).unwrap_or_default(),
            notice: self.notice,
            secret: self.secret_sealed.map(Sealed::new),
            at: instant(self.created_at, "mail_outbox.created_at")?,
            attempts: u32::try_from(self.attempts).unwrap_or(0).saturating_add(1),
            claimed_until: until,
        })
    }

    fn reference(&self) -> PortResult<NoticeId> {
        uuid(&self.reference, "mail_outbox.reference").map(NoticeId::new)
    }
}

impl MailOutbox for DieselMailOutbox {
    fn keep(&self, letter: Letter) -> PortResult<()> {
        self.store
            .write(move |conn| -> Result<_, Fault<PortFailure>> {
                Ok(letter_rows::insert(conn, &letter)?)
            })
    }

    fn claim(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> PortResult<Option<ClaimedLetter>> {
        let due: Vec<Row> = self.store.read(|conn| Ok(due(conn, now)?))?;
        for row in due {
            let seen = row.next_attempt_at;
            let mine = self.change(row.reference()?, move |conn, key| {
                claim(conn, key, seen, until)
            })?;
            if mine {
                return row.claimed(until).map(Some);
            }
        }
        Ok(None)
    }

    fn sent(&self, reference: NoticeId, at: DateTime<Utc>) -> PortResult<()> {
        use mail_outbox::dsl as m;
        let done = self.change(reference, move |conn, key| {
            let open = m::mail_outbox
                .filter(m::reference.eq(key))
                .filter(m::sent_at.is_null());
            diesel::update(open)
                .set((
                    m::sent_at.eq(micros(at)),
                    m::next_attempt_at.eq(None::<i64>),
                    m::given_up_at.eq(None::<i64>),
                    m::secret_sealed.eq(None::<Vec<u8>>),
                ))
                .execute(conn)
        });
        done.map(drop)
    }

    fn put_off(&self, letter: &ClaimedLetter, next: DateTime<Utc>) -> PortResult<()> {
        use mail_outbox::dsl as m;
        let mine = micros(letter.claimed_until);
        let done = self.change(letter.reference, move |conn, key| {
            let claimed = m::mail_outbox
                .filter(m::reference.eq(key))
                .filter(m::next_attempt_at.eq(mine));
            diesel::update(claimed)
                .set(m::next_attempt_at.eq(micros(next)))
                .execute(conn)
        });
        done.map(drop)
    }

    fn give_up(&self, letter: &ClaimedLetter, at: DateTime<Utc>) -> PortResult<()> {
        use mail_outbox::dsl as m;
        let mine = micros(letter.claimed_until);
        let done = self.change(letter.reference, move |conn, key| {
            let claimed = m::mail_outbox
                .filter(m::reference.eq(key))
                .filter(m::next_attempt_at.eq(mine));
            diesel::update(claimed)
                .set((
                    m::given_up_at.eq(micros(at)),
                    m::next_attempt_at.eq(None::<i64>),
                    m::secret_sealed.eq(None::<Vec<u8>>),
                ))
                .execute(conn)
        });
        done.map(drop)
    }

    fn backlog(&self, since: DateTime<Utc>) -> PortResult<MailBacklog> {
        use mail_outbox::dsl as m;
        self.store.read(|conn| {
            let (waiting, oldest): (i64, Option<i64>) = m::mail_outbox
                .filter(m::next_attempt_at.is_not_null())
                .select((count_star(), min(m::created_at)))
                .get_result(conn)?;
            let given_up: i64 = m::mail_outbox
                .filter(m::given_up_at.ge(micros(since)))
                .select(count_star())
                .get_result(conn)?;
            Ok::<_, StoreError>(MailBacklog {
                waiting: u64::try_from(waiting).unwrap_or(0),
                oldest: oldest
                    .map(|at| instant(at, "mail_outbox.created_at"))
                    .transpose()?,
                given_up: u64::try_from(given_up).unwrap_or(0),
            })
        })
    }
}

/// The first letters that are due.
fn due(conn: &mut Conn, now: DateTime<Utc>) -> QueryResult<Vec<Row>> {
    mail_outbox::table
        .filter(mail_outbox::next_attempt_at.le(micros(now)))
        .order((mail_outbox::next_attempt_at, mail_outbox::id))
        .limit(LOOKED_AT)
        .select(Row::as_select())
        .load(conn)
}

/// Takes the letter if its time is still the one that was `seen`.
fn claim(
    conn: &mut Conn,
    key: &[u8],
    seen: Option<i64>,
    until: DateTime<Utc>,
) -> QueryResult<usize> {
    use mail_outbox::dsl as m;
    let free = m::mail_outbox
        .filter(m::reference.eq(key))
        .filter(m::next_attempt_at.eq(seen));
    diesel::update(free)
        .set((
            m::next_attempt_at.eq(micros(until)),
            m::attempts.eq(m::attempts + 1),
        ))
        .execute(conn)
}
