//! What the lender's staff do with partners.

mod change;
mod create;
mod delete;
mod documents;
mod notes;
mod page;
mod payouts;
mod restore;
mod review;

use ::webhooks::Post;
use accounts::{
    ChangeRecordError, CreatePartnerError, DecideReviewError, Decision, DeletePartnerError,
    IssueTokenError, NewByStaff, NewNote, NoteRecord, PartnerAct, PartnerAdministration,
    PartnerQuery, PartnerRecord, PayoutSums, Reading, RecordChange, Restoration,
    RestorePartnerError, TokenIssue,
};
use audit::{Entry, Event, PartnerChange, PartnerEvent};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{
    Actor, PageNumber, PageSize, PartnerId, PartnerUuid, PortResult, PortalUuid, StaffId,
};

use crate::columns::uuid;
use crate::conn::Conn;
use crate::onboarding::rows::record_of;
use crate::outbox::Outbox;
use crate::partner_rows::PartnerRow;
use crate::schema::{partners, portal_accounts};
use crate::{Store, audit_rows, webhooks};

/// Partners in the database, for the lender's staff.
#[derive(Clone)]
pub struct DieselPartnerAdministration {
    store: Store,
    outbox: Outbox,
}

impl DieselPartnerAdministration {
    /// The partners of `store`. What they are to be told is made ready by `post`, whose
    /// vault also seals what is sealed to a key that is not known before.
    pub const fn new(store: Store, post: Post) -> Self {
        let outbox = Outbox::of(post);
        Self { store, outbox }
    }

    /// Whoever remembers partners is told of a change that was made.
    fn felt<T, E>(&self, changed: Result<T, E>) -> Result<T, E> {
        if changed.is_ok() {
            self.store.access_changed();
        }
        changed
    }
}

impl PartnerAdministration for DieselPartnerAdministration {
    fn create(&self, new: NewByStaff) -> Result<PartnerRecord, CreatePartnerError> {
        let outbox = self.outbox.clone();
        self.store
            .write(move |conn| create::create(conn, outbox.vault(), &new))
    }

    fn record(&self, partner: PartnerUuid) -> PortResult<Option<PartnerRecord>> {
        self.store.snapshot(|conn| {
            let row: Option<PartnerRow> = partners::table
                .filter(partners::uuid.eq(partner.get().as_bytes().as_slice()))
                .get_result(conn)
                .optional()?;
            row.map(|row| record_of(conn, row)).transpose()
        })
    }

    fn partner_of(&self, person: PortalUuid) -> PortResult<Option<PartnerUuid>> {
        self.store.read(|conn| {
            let found: Option<Vec<u8>> = partners::table
                .inner_join(portal_accounts::table.on(portal_accounts::partner_id.eq(partners::id)))
                .filter(portal_accounts::uuid.eq(person.get().as_bytes().as_slice()))
                .filter(portal_accounts::freed_at.is_null())
                .filter(partners::deleted_at.is_null())
                .select(partners::uuid)
                .get_result(conn)
                .optional()?;
            let found = found.map(|bytes| uuid(&bytes, "partners.uuid"));
            Ok(found.transpose()?.map(PartnerUuid::new))
        })
    }

    fn page(&self, query: &PartnerQuery) -> PortResult<(Vec<PartnerRecord>, u64)> {
        self.store.snapshot(|conn| page::page(conn, query))
    }

    fn change(&self, change: RecordChange) -> Result<(), ChangeRecordError> {
        let outbox = self.outbox.clone();
        let is_silenced = matches!(change.webhook, Some(None));
        let work = move |conn: &mut Conn| change::change(conn, &outbox, &change);
        self.felt(self.store.write(work))?;
        if is_silenced {
            // The change is made; what is left over here, housekeeping does.
            let _ = webhooks::leftovers(&self.store);
        }
        Ok(())
    }

    fn delete(&self, deletion: PartnerAct) -> Result<(), DeletePartnerError> {
        let work = move |conn: &mut Conn| delete::delete(conn, &deletion);
        self.felt(self.store.write(work))
    }

    fn restore(&self, restoration: Restoration) -> Result<Vec<PortalUuid>, RestorePartnerError> {
        let outbox = self.outbox.clone();
        let work = move |conn: &mut Conn| restore::restore(conn, &outbox, &restoration);
        self.felt(self.store.write(work))
    }

    fn decide(&self, decision: Decision) -> Result<(), DecideReviewError> {
        let outbox = self.outbox.clone();
        let work = move |conn: &mut Conn| review::decide(conn, &outbox, &decision);
        self.felt(self.store.write(work))
    }

    fn issue_token(&self, issue: TokenIssue) -> Result<(), IssueTokenError> {
        self.store
            .write(move |conn| review::issue_token(conn, &issue))
    }

    fn note_reading(&self, reading: Reading) -> PortResult<bool> {
        self.store
            .write(move |conn| documents::note_reading(conn, &reading))
    }

    fn payouts(&self, partner: PartnerId) -> PortResult<PayoutSums> {
        self.store.snapshot(|conn| payouts::payouts(conn, partner))
    }

    fn add_note(&self, note: NewNote) -> PortResult<Option<NoteRecord>> {
        self.store.write(move |conn| notes::add(conn, &note))
    }

    fn notes(
        &self,
        partner: PartnerId,
        page: PageNumber,
        size: PageSize,
    ) -> PortResult<(Vec<NoteRecord>, u64)> {
        self.store
            .snapshot(|conn| notes::page(conn, partner, page, size))
    }
}

/// Records what staff did to a partner.
fn record(
    conn: &mut Conn,
    partner: PartnerId,
    by: StaffId,
    at: DateTime<Utc>,
    what: PartnerChange,
) -> QueryResult<()> {
    let entry = Entry {
        at,
        actor: Actor::Staff(by),
        event: Event::Partner(PartnerEvent { partner, what }),
    };
    audit_rows::insert(conn, &entry)
}
