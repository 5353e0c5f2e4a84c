//! Rows of refresh-token families and spent tokens.

use accounts::{Family, Presented};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use kernel::{FamilyId, PortFailure, PortResult, TokenId};
use uuid::Uuid;

use crate::columns::{micros, uuid};
use crate::conn::Conn;
use crate::fault::Fault;
use crate::postgres::turn::{Turn, wait_for};
use crate::schema::{spent_refresh_tokens, token_families};

/// A whole row.
#[derive(Queryable)]
pub(crate) struct FamilyRow {
    _sid: Vec<u8>,
    pub(crate) partner_id: i64,
    generation: i64,
    in_use: Option<Vec<u8>>,
    successor: Option<Vec<u8>>,
    pub(crate) revoked_at: Option<i64>,
    pub(crate) ends_at: i64,
}

impl FamilyRow {
    pub(crate) fn family(&self) -> PortResult<Family> {
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
pub(crate) fn load(conn: &mut Conn, family: FamilyId) -> QueryResult<Option<FamilyRow>> {
    match conn {
        Conn::Postgres(postgres) => wait_for(postgres, Turn::Family(family))?,
        // There is but one writer.
        Conn::Sqlite(_) => {}
    }
    token_families::table
        .find(family.get().as_bytes().to_vec())
        .first(conn)
        .optional()
}

/// The token of the presented generation, if that generation lies behind.
pub(crate) fn spent_then(
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

pub(crate) fn keep(
    conn: &mut Conn,
    presented: &Presented,
    family: &Family,
    known: bool,
) -> QueryResult<()> {
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

pub(crate) fn insert_spent(
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

pub(crate) fn mark_revoked(
    conn: &mut Conn,
    family: FamilyId,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let sid = family.get().as_bytes().to_vec();
    diesel::update(token_families::table.find(sid))
        .set(token_families::revoked_at.eq(Some(micros(now))))
        .execute(conn)
        .map(drop)
}
