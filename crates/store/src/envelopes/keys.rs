//! [`PartnerKeys`] in the database.

use audit::{Entry, Event};
use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use envelope::{Encryption, EnrolStoreError, Enrolment, Fingerprint, PartnerKeys};
use kernel::{Actor, PartnerId, PortFailure, PortResult};
use webhooks::Post;

use super::{enrol, rows};
use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::Fault;
use crate::outbox::Outbox;
use crate::postgres::envelopes::lock_partner;
use crate::schema::{envelope_keys, partners};
use crate::{Store, audit_rows};

/// Partners' keys in the database.
#[derive(Clone)]
pub struct DieselPartnerKeys {
    store: Store,
    outbox: Outbox,
}

impl DieselPartnerKeys {
    /// The partners' keys of `store`; what they are to be told is made ready by `post`.
    pub const fn new(store: Store, post: Post) -> Self {
        let outbox = Outbox::of(post);
        Self { store, outbox }
    }
}

impl PartnerKeys for DieselPartnerKeys {
    fn enrol(
        &self,
        enrolment: &Enrolment,
        actor: Actor,
        now: DateTime<Utc>,
    ) -> Result<Encryption, EnrolStoreError> {
        let enrolment = enrolment.clone();
        let outbox = self.outbox.clone();
        let enrolled = self
            .store
            .write(move |conn| enrol::enrol(conn, &outbox, &enrolment, actor, now));
        if enrolled.is_ok() {
            self.store.access_changed();
        }
        enrolled
    }

    fn retire(
        &self,
        partner: PartnerId,
        key: &Fingerprint,
        actor: Actor,
        now: DateTime<Utc>,
    ) -> PortResult<bool> {
        let key = *key;
        let retired = self.store.write(move |conn| {
            if !alone_with(conn, partner)? || !retire(conn, partner, &key, now)? {
                return Ok(false);
            }
            let entry = Entry {
                at: now,
                actor,
                event: Event::EnvelopeKeyRetired {
                    partner,
                    fingerprint: *key.as_bytes(),
                },
            };
            audit_rows::insert(conn, &entry)?;
            Ok::<_, Fault<PortFailure>>(true)
        });
        if retired == Ok(true) {
            self.store.access_changed();
        }
        retired
    }

    fn encryption(&self, partner: PartnerId) -> PortResult<Encryption> {
        self.store.snapshot(|conn| rows::encryption(conn, partner))
    }
}

/// Keeps everyone else from changing `partner`'s encryption until the transaction
/// ends; comes first in it. `false` when there is no such partner.
pub(super) fn alone_with(conn: &mut Conn, partner: PartnerId) -> QueryResult<bool> {
    match conn {
        Conn::Postgres(one) => lock_partner(one, partner),
        // There is one writer.
        Conn::Sqlite(one) => {
            diesel::select(exists(partners::table.find(partner.get()))).get_result(one)
        }
    }
}

/// Retires a live key; `false` when `partner` has no such live key.
pub(super) fn retire(
    conn: &mut Conn,
    partner: PartnerId,
    key: &Fingerprint,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let key = (partner.get(), key.as_bytes().as_slice());
    let live = envelope_keys::table
        .find(key)
        .filter(envelope_keys::retired_at.is_null());
    let retired = diesel::update(live)
        .set(envelope_keys::retired_at.eq(micros(now)))
        .execute(conn)?;
    Ok(retired == 1)
}
