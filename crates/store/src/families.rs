//! Refresh-token families.

use accounts::{Family, Presented, RefreshVerdict, Ruling, TokenFamilies, judge_refresh};
use audit::{Entry, Event};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{Actor, FamilyId, PartnerId, PortFailure, PortResult, TokenId};
use uuid::Uuid;

use crate::columns::{micros, uuid};
use crate::conn::Conn;
use crate::fault::Fault;
use crate::postgres::family_lock;
use crate::schema::{spent_refresh_tokens, token_families};
use crate::{Store, audit_rows};

/// Refresh-token families in the database.
#[derive(Clone)]
pub struct DieselTokenFamilies {
    store: Store,
}

impl DieselTokenFamilies {
    /// The families of `store`.
    pub const fn new(store: Store) -> Self {
        Self { store }
    }
}

impl TokenFamilies for DieselTokenFamilies {
    fn present(
        &self,
        presented: &Presented,
        successor: TokenId,
        now: DateTime<Utc>,
    ) -> PortResult<RefreshVerdict> {
        let presented = *presented;
        let verdict = self
            .store
            .write(move |conn| present(conn, &presented, successor, now));
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

/// A whole row.
#[derive(Queryable)]
struct FamilyRow {
    _sid: Vec<u8>,
    partner_id: i64,
    generation: i64,
    in_use: Option<Vec<u8>>,
    successor: Option<Vec<u8>>,
    revoked_at: Option<i64>,
    ends_at: i64,
}

impl FamilyRow {
    fn family(&self) -> PortResult<Family> {
        let generation = u32::try_from(self.generation)
            .map_err(|_| PortFailure::corrupt("token_families.generation"))?;
        Ok(Family {
            generation,
            in_use: token(self.in_use.as_deref(), "token_families.in_use")?,
            successor: token(self.successor.as_deref(), "token_families.successor")?,
            revoked: self.revoked_at.is_some(),
        })
    }
}

/// A family that was revoked before any of its tokens was used names none; no
/// token has the nil uuid (RFC 9562 section 5.9).
fn token(bytes: Option<&[u8]>, what: &'static str) -> PortResult<TokenId> {
    bytes
        .map_or(Ok(Uuid::nil()), |bytes| uuid(bytes, what))
        .map(TokenId::new)
}

/// The row as the transaction before left it.
fn load(conn: &mut Conn, family: FamilyId) -> QueryResult<Option<FamilyRow>> {
    match conn {
        Conn::Postgres(postgres) => family_lock::enter(postgres, family)?,
        // There is but one writer.
        Conn::Sqlite(_) => {}
    }
    token_families::table
        .find(family.get().as_bytes().to_vec())
        .first(conn)
        .optional()
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
            let entry = Entry {
                at: now,
                actor: Actor::Partner(presented.partner),
                event: Event::RefreshTokenReused {
                    partner: presented.partner,
                },
            };
            audit_rows::insert(conn, &entry)?;
            Ok(RefreshVerdict::Reused)
        }
    }
}

/// The token of the presented generation, if that generation lies behind.
fn spent_then(
    conn: &mut Conn,
    presented: &Presented,
    family: Option<&Family>,
) -> Result<Option<TokenId>, Fault<PortFailure>> {
    if family.is_none_or(|family| presented.generation >= family.generation) {
        return Ok(None);
    }
    let key = (
        presented.family.get().as_bytes().to_vec(),
        i64::from(presented.generation),
    );
    let spent: Option<Vec<u8>> = spent_refresh_tokens::table
        .find(key)
        .select(spent_refresh_tokens::token)
        .first(conn)
        .optional()?;
    let spent = spent.map(|bytes| uuid(&bytes, "spent_refresh_tokens.token"));
    Ok(spent.transpose()?.map(TokenId::new))
}

fn keep(conn: &mut Conn, presented: &Presented, family: &Family, known: bool) -> QueryResult<()> {
    let sid = presented.family.get().as_bytes().to_vec();
    let state = (
        token_families::generation.eq(i64::from(family.generation)),
        token_families::in_use.eq(Some(family.in_use.get().as_bytes().to_vec())),
        token_families::successor.eq(Some(family.successor.get().as_bytes().to_vec())),
        token_families::ends_at.eq(micros(presented.family_ends_at)),
    );
    if known {
        return diesel::update(token_families::table.find(sid))
            .set(state)
            .execute(conn)
            .map(drop);
    }
    let (generation, in_use, successor, ends_at) = state;
    let row = (
        token_families::sid.eq(sid),
        token_families::partner_id.eq(presented.partner.get()),
        generation,
        in_use,
        successor,
        ends_at,
    );
    diesel::insert_into(token_families::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

fn insert_spent(
    conn: &mut Conn,
    family: FamilyId,
    generation: u32,
    token: TokenId,
) -> QueryResult<()> {
    let row = (
        spent_refresh_tokens::sid.eq(family.get().as_bytes().to_vec()),
        spent_refresh_tokens::generation.eq(i64::from(generation)),
        spent_refresh_tokens::token.eq(token.get().as_bytes().to_vec()),
    );
    diesel::insert_into(spent_refresh_tokens::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

fn mark_revoked(conn: &mut Conn, family: FamilyId, now: DateTime<Utc>) -> QueryResult<()> {
    let sid = family.get().as_bytes().to_vec();
    diesel::update(token_families::table.find(sid))
        .set(token_families::revoked_at.eq(Some(micros(now))))
        .execute(conn)
        .map(drop)
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
