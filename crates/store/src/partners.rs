//! Partners and their secrets.

use accounts::{
    CreatePartnerError, NewPartner, Partner, PartnerHandle, PartnerRepository, RotateError,
    Rotation, SecretHash, SecretRecord, StatusChange, StatusChangeError,
};
use audit::{Entry, Event};
use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use kernel::{Actor, PartnerId, PortResult};
use webhooks::{Credential, Event as Told, Post};

use crate::columns::micros;
use crate::conn::Conn;
use crate::fault::Fault;
use crate::outbox::Outbox;
use crate::partner_rows::{PartnerRow, by_handle};
use crate::postgres::turn::hold_partner;
use crate::schema::{partner_secrets, partners};
use crate::{Store, audit_rows, letter_rows, partners_create, secret_rows};

/// Partners in the database.
#[derive(Clone)]
pub struct DieselPartnerRepository {
    store: Store,
    outbox: Outbox,
}

impl DieselPartnerRepository {
    /// The partners of `store`; what they are to be told is made ready by `post`.
    pub const fn new(store: Store, post: Post) -> Self {
        let outbox = Outbox::of(post);
        Self { store, outbox }
    }
}

impl PartnerRepository for DieselPartnerRepository {
    fn create(&self, partner: NewPartner, actor: Actor) -> Result<Partner, CreatePartnerError> {
        self.store
            .write(move |conn| partners_create::create(conn, &partner, actor))
    }

    fn find(&self, handle: &PartnerHandle) -> PortResult<Option<Partner>> {
        self.store.read(|conn| {
            let row = by_handle(conn, handle)?;
            Ok(row.map(PartnerRow::into_partner).transpose()?)
        })
    }

    fn list(&self) -> PortResult<Vec<Partner>> {
        self.store.read(|conn| {
            let existing = partners::table.filter(partners::deleted_at.is_null());
            let rows: Vec<PartnerRow> = existing.order(partners::id).load(conn)?;
            let partners: PortResult<Vec<Partner>> =
                rows.into_iter().map(PartnerRow::into_partner).collect();
            Ok(partners?)
        })
    }

    fn change_status(&self, change: StatusChange) -> Result<Partner, StatusChangeError> {
        let outbox = self.outbox.clone();
        let changed = self
            .store
            .write(move |conn| change_status(conn, &outbox, &change));
        if changed.is_ok() {
            self.store.access_changed();
        }
        changed
    }

    fn rotate_secret(&self, rotation: Rotation) -> Result<(), RotateError> {
        let outbox = self.outbox.clone();
        let rotated = self
            .store
            .write(move |conn| rotate(conn, &outbox, &rotation));
        if rotated.is_ok() {
            self.store.access_changed();
        }
        rotated
    }

    fn live_secrets(
        &self,
        partner: PartnerId,
        now: DateTime<Utc>,
    ) -> PortResult<Vec<SecretRecord>> {
        self.store
            .read(|conn| secret_rows::live(conn, partner, now))
    }
}

fn change_status(
    conn: &mut Conn,
    outbox: &Outbox,
    change: &StatusChange,
) -> Result<Partner, Fault<StatusChangeError>> {
    hold(conn, change.partner)?;
    let row: Option<PartnerRow> = existing(change.partner).get_result(conn).optional()?;
    let Some(row) = row else {
        return Err(Fault::Refused(StatusChangeError::Unknown));
    };
    let before = row.into_partner()?;
    let status = before
        .status
        .change_to(change.to)
        .map_err(|refused| Fault::Refused(refused.into()))?;
    diesel::update(partners::table.find(change.partner.get()))
        .set((
            partners::status.eq(status.as_str()),
            partners::updated_at.eq(micros(change.at)),
        ))
        .execute(conn)?;
    let event = Event::PartnerStatusChanged {
        partner: change.partner,
        from: before.status.as_str(),
        to: status.as_str(),
    };
    let entry = Entry {
        at: change.at,
        actor: change.by,
        event,
    };
    audit_rows::insert(conn, &entry)?;
    letter_rows::insert(conn, &change.letter)?;
    let told = Told::partner_status_changed(before.status.as_str(), status.as_str());
    outbox.tell(conn, change.partner, &told, change.at)?;
    Ok(Partner { status, ..before })
}

fn rotate(conn: &mut Conn, outbox: &Outbox, rotation: &Rotation) -> Result<(), Fault<RotateError>> {
    let (partner, now) = (rotation.partner, rotation.at);
    hold(conn, partner)?;
    let known: bool = diesel::select(exists(existing(partner))).get_result(conn)?;
    if !known {
        return Err(Fault::Refused(RotateError::Unknown));
    }
    let newest: Vec<i64> = partner_secrets::table
        .filter(partner_secrets::partner_id.eq(partner.get()))
        .order(partner_secrets::id.desc())
        .limit(2)
        .select(partner_secrets::created_at)
        .load(conn)?;
    let (Some(made_at), took_place) = (newest.first(), newest.len() > 1) else {
        return Err(Fault::Refused(RotateError::NoCredentials));
    };
    let since = rotation.unless_rotated_since;
    if took_place && since.is_some_and(|since| *made_at > micros(since)) {
        return Err(Fault::Refused(RotateError::TooSoon));
    }
    end_secrets(conn, partner, rotation.older_end_at, now)?;
    insert_secret(conn, partner, &rotation.secret, now)?;
    let event = Event::SecretRotated {
        partner,
        older_end_at: rotation.older_end_at,
    };
    let entry = Entry {
        at: now,
        actor: rotation.by,
        event,
    };
    audit_rows::insert(conn, &entry)?;
    letter_rows::insert(conn, &rotation.letter)?;
    let older_end_at = Some(rotation.older_end_at);
    let told = Told::credential_rotated(Credential::ClientSecret, older_end_at);
    outbox.tell(conn, partner, &told, now)?;
    Ok(())
}

/// Has everything about `partner` to itself until the transaction ends, so that of
/// simultaneous changes each sees what the one before left; must come first in the
/// transaction.
pub(crate) fn hold(conn: &mut Conn, partner: PartnerId) -> QueryResult<()> {
    match conn {
        Conn::Postgres(postgres) => hold_partner(postgres, partner),
        // There is but one writer.
        Conn::Sqlite(_) => Ok(()),
    }
}

/// The partner, unless it was deleted.
#[diesel::dsl::auto_type]
pub(crate) fn existing(partner: PartnerId) -> _ {
    let key: i64 = partner.get();
    partners::table
        .filter(partners::id.eq(key))
        .filter(partners::deleted_at.is_null())
}

/// Ends the newest secret at `newest_ends_at` and all older ones now.
fn end_secrets(
    conn: &mut Conn,
    partner: PartnerId,
    newest_ends_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let of_partner = partner_secrets::partner_id.eq(partner.get());
    // The older ones first: they are those that have an end already.
    let older = partner_secrets::ends_at.gt(micros(now));
    diesel::update(partner_secrets::table.filter(of_partner).filter(older))
        .set(partner_secrets::ends_at.eq(micros(now)))
        .execute(conn)?;
    let newest = partner_secrets::ends_at.is_null();
    diesel::update(partner_secrets::table.filter(of_partner).filter(newest))
        .set(partner_secrets::ends_at.eq(micros(newest_ends_at)))
        .execute(conn)
        .map(drop)
}

/// Adds a secret that has no end.
pub(crate) fn insert_secret(
    conn: &mut Conn,
    partner: PartnerId,
    secret: &SecretHash,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let row = (
        partner_secrets::partner_id.eq(partner.get()),
        partner_secrets::hash.eq(secret.as_bytes()),
        partner_secrets::created_at.eq(micros(now)),
    );
    diesel::insert_into(partner_secrets::table)
        .values(row)
        .execute(conn)
        .map(drop)
}
