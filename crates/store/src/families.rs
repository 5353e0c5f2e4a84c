//! Refresh-token families.

use accounts::{Presented, RefreshVerdict, Ruling, TokenFamilies, judge_refresh};
use audit::{Entry, Event};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{Actor, FamilyId, PartnerId, PortFailure, PortResult, TokenId};
use notices::Letter;
use webhooks::{Event as Told, Post, SecurityAlert};

use crate::columns::micros;
use crate::conn::Conn;
use crate::family_rows::{FamilyRow, insert_spent, keep, load, mark_revoked, spent_then};
use crate::fault::{Fault, StoreError};
use crate::outbox::Outbox;
use crate::schema::token_families;
use crate::{Store, audit_rows, letter_rows};

/// Refresh-token families in the database.
#[derive(Clone)]
pub struct DieselTokenFamilies {
    store: Store,
    outbox: Outbox,
}

impl DieselTokenFamilies {
    /// The families of `store`; what partners are to be told is made ready by `post`.
    pub const fn new(store: Store, post: Post) -> Self {
        let outbox = Outbox::of(post);
        Self { store, outbox }
    }
}

impl TokenFamilies for DieselTokenFamilies {
    fn present(
        &self,
        presented: &Presented,
        successor: TokenId,
        alarm: Letter,
        now: DateTime<Utc>,
    ) -> PortResult<RefreshVerdict> {
        let presented = *presented;
        let outbox = self.outbox.clone();
        let verdict = self.store.write(move |conn| {
            let verdict = present(conn, &presented, successor, now)?;
            if verdict == RefreshVerdict::Reused {
                raise(conn, &outbox, &presented, &alarm, now)?;
            }
            Ok::<_, Fault<PortFailure>>(verdict)
        });
        if verdict == Ok(RefreshVerdict::Reused) {
            self.store.access_changed();
        }
        verdict
    }

    fn revoke(
        &self,
        partner: PartnerId,
        family: FamilyId,
        keep_until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> PortResult<()> {
        let revoked = self
            .store
            .write(move |conn| revoke(conn, partner, family, keep_until, now));
        if revoked.is_ok() {
            self.store.access_changed();
        }
        revoked
    }
}

fn present(
    conn: &mut Conn,
    presented: &Presented,
    successor: TokenId,
    now: DateTime<Utc>,
) -> Result<RefreshVerdict, Fault<PortFailure>> {
    let row = load(conn, presented.family)?;
    let foreign = |row: &FamilyRow| row.partner_id != presented.partner.get();
    if row.as_ref().is_some_and(foreign) {
        return Ok(RefreshVerdict::Refused);
    }
    let family = row.as_ref().map(FamilyRow::family).transpose()?;
    let spent_then = spent_then(conn, presented, family.as_ref())?;
    match judge_refresh(presented, family.as_ref(), spent_then, successor) {
        Ruling::Refuse => Ok(RefreshVerdict::Refused),
        Ruling::Exchange { family, spent } => {
            keep(conn, presented, &family, row.is_some())?;
            if let Some((generation, token)) = spent {
                insert_spent(conn, presented.family, generation, token)?;
            }
            Ok(RefreshVerdict::Exchanged {
                generation: family.generation.saturating_add(1),
            })
        }
        Ruling::Revoke => {
            mark_revoked(conn, presented.family, now)?;
            Ok(RefreshVerdict::Reused)
        }
    }
}

/// Tells the audit log and the partner that a token came again.
fn raise(
    conn: &mut Conn,
    outbox: &Outbox,
    presented: &Presented,
    alarm: &Letter,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let partner = presented.partner;
    let entry = Entry {
        at: now,
        actor: Actor::Partner(partner),
        event: Event::RefreshTokenReused { partner },
    };
    audit_rows::insert(conn, &entry)?;
    letter_rows::insert(conn, alarm)?;
    let told = Told::security_alert(SecurityAlert::RefreshTokenReused);
    outbox.tell(conn, partner, &told, now)
}

fn revoke(
    conn: &mut Conn,
    partner: PartnerId,
    family: FamilyId,
    keep_until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Fault<PortFailure>> {
    let sid = family.get().as_bytes().to_vec();
    let Some(row) = load(conn, family)? else {
        let row = (
            token_families::sid.eq(sid),
            token_families::partner_id.eq(partner.get()),
            token_families::generation.eq(0_i64),
            token_families::revoked_at.eq(Some(micros(now))),
            token_families::ends_at.eq(micros(keep_until)),
        );
        diesel::insert_into(token_families::table)
            .values(row)
            .execute(conn)?;
        return Ok(());
    };
    if row.partner_id != partner.get() || row.revoked_at.is_some() {
        return Ok(());
    }
    let ends_at = row.ends_at.max(micros(keep_until));
    diesel::update(token_families::table.find(sid))
        .set((
            token_families::revoked_at.eq(Some(micros(now))),
            token_families::ends_at.eq(ends_at),
        ))
        .execute(conn)?;
    Ok(())
}
