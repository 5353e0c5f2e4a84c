//! When the service rests.

mod tell;

use std::sync::Arc;

use accounts::{
    AnnounceError, CancelMaintenanceError, Maintenance, MaintenanceRepository, MaintenanceSpan,
    MaintenanceText, NewMaintenance,
};
use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection as _;
use diesel::dsl::exists;
use diesel::prelude::*;
use kernel::{
    Actor, Entropy, FieldVault, MaintenanceId, MaintenanceUuid, PortFailure, PortResult, StaffId,
};
use notices::Compose;
use webhooks::Post;

use self::tell::Told;
use crate::Store;
use crate::columns::{instant, micros, uuid};
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::postgres::turn::{Turn, wait_for};
use crate::schema::maintenance_windows;

/// Maintenance in the database.
#[derive(Clone)]
pub struct DieselMaintenance {
    store: Store,
    post: Post,
    compose: Compose,
}

impl DieselMaintenance {
    /// The maintenance of `store`; what partners are told is sealed by `vault` and named from
    /// `entropy`.
    pub fn new(store: Store, vault: Arc<dyn FieldVault>, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            store,
            post: Post {
                vault: Arc::clone(&vault),
                entropy: Arc::clone(&entropy),
            },
            compose: Compose { vault, entropy },
        }
    }

    fn telling(&self, by: StaffId, at: DateTime<Utc>) -> Told {
        Told {
            post: self.post.clone(),
            compose: self.compose.clone(),
            by: Actor::Staff(by),
            at,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = maintenance_windows)]
struct Row {
    id: i64,
    uuid: Vec<u8>,
    starts_at: i64,
    ends_at: i64,
    text: String,
    announced_at: i64,
    cancelled_at: Option<i64>,
}

impl Row {
    fn into_maintenance(self) -> PortResult<Maintenance> {
        let from = instant(self.starts_at, "maintenance_windows.starts_at")?;
        let to = instant(self.ends_at, "maintenance_windows.ends_at")?;
        let cancelled = self.cancelled_at;
        Ok(Maintenance {
            uuid: MaintenanceUuid::new(uuid(&self.uuid, "maintenance_windows.uuid")?),
            span: MaintenanceSpan::kept(from, to),
            text: MaintenanceText::parse(&self.text)
                .map_err(|_| PortFailure::corrupt("maintenance_windows.text"))?,
            announced_at: instant(self.announced_at, "maintenance_windows.announced_at")?,
            cancelled_at: cancelled
                .map(|at| instant(at, "maintenance_windows.cancelled_at"))
                .transpose()?,
        })
    }
}

impl MaintenanceRepository for DieselMaintenance {
    fn announce(&self, new: NewMaintenance) -> Result<Maintenance, AnnounceError> {
        let told = self.telling(new.by, new.at);
        self.store
            .write_long(move |conn| announce(conn, &new, &told))
    }

    fn cancel(
        &self,
        maintenance: MaintenanceUuid,
        by: StaffId,
        at: DateTime<Utc>,
    ) -> Result<Maintenance, CancelMaintenanceError> {
        let told = self.telling(by, at);
        self.store
            .write_long(move |conn| cancel(conn, maintenance, &told))
    }

    fn list(&self, most: u32) -> PortResult<Vec<Maintenance>> {
        let rows: Vec<Row> = self.store.read(|conn| {
            Ok(maintenance_windows::table
                .order(maintenance_windows::id.desc())
                .limit(most.into())
                .select(Row::as_select())
                .load(conn)?)
        })?;
        rows.into_iter().map(Row::into_maintenance).collect()
    }

    fn upcoming(&self, now: DateTime<Utc>, until: DateTime<Utc>) -> PortResult<Vec<Maintenance>> {
        use maintenance_windows::dsl as m;
        let rows: Vec<Row> = self.store.read(|conn| {
            Ok(m::maintenance_windows
                .filter(m::ends_at.gt(micros(now)))
                .filter(m::starts_at.le(micros(until)))
                .filter(m::cancelled_at.is_null())
                .order((m::starts_at, m::id))
                .select(Row::as_select())
                .load(conn)?)
        })?;
        rows.into_iter().map(Row::into_maintenance).collect()
    }
}

/// Keeps others from announcing or cancelling until the transaction ends; must come first in
/// it. Telling thousands of partners takes longer than a request may.
fn alone(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Postgres(one) => {
            one.batch_execute(
                "SET LOCAL lock_timeout = '30s'; SET LOCAL statement_timeout = '60s'",
            )?;
            wait_for(one, Turn::Maintenance)
        }
        // There is but one writer.
        Conn::Sqlite(_) => Ok(()),
    }
}

fn announce(
    conn: &mut Conn,
    new: &NewMaintenance,
    told: &Told,
) -> Result<Maintenance, Fault<AnnounceError>> {
    use maintenance_windows::dsl as m;
    alone(conn)?;
    let (from, to) = (micros(new.span.from()), micros(new.span.to()));
    let same = m::maintenance_windows
        .filter(m::ends_at.eq(to))
        .filter(m::starts_at.eq(from))
        .filter(m::text.eq(new.text.as_str()))
        .filter(m::cancelled_at.is_null());
    if diesel::select(exists(same)).get_result(conn)? {
        return Err(Fault::Refused(AnnounceError::Announced));
    }
    diesel::insert_into(m::maintenance_windows)
        .values((
            m::uuid.eq(new.uuid.get().as_bytes().to_vec()),
            m::starts_at.eq(from),
            m::ends_at.eq(to),
            m::text.eq(new.text.as_str()),
            m::announced_at.eq(micros(new.at)),
            m::announced_by.eq(new.by.get()),
        ))
        .execute(conn)?;
    let (key, kept) = found(conn, new.uuid)?.ok_or(diesel::result::Error::NotFound)?;
    told.everybody(conn, key, &kept)?;
    Ok(kept)
}

fn cancel(
    conn: &mut Conn,
    maintenance: MaintenanceUuid,
    told: &Told,
) -> Result<Maintenance, Fault<CancelMaintenanceError>> {
    use maintenance_windows::dsl as m;
    alone(conn)?;
    let (key, kept) =
        found(conn, maintenance)?.ok_or(Fault::Refused(CancelMaintenanceError::Unknown))?;
    if kept.cancelled_at.is_some() {
        return Err(Fault::Refused(CancelMaintenanceError::Cancelled));
    }
    if kept.span.to() <= told.at {
        return Err(Fault::Refused(CancelMaintenanceError::Over));
    }
    diesel::update(m::maintenance_windows.find(key.get()))
        .set(m::cancelled_at.eq(micros(told.at)))
        .execute(conn)?;
    let cancelled = Maintenance {
        cancelled_at: Some(told.at),
        ..kept
    };
    told.everybody(conn, key, &cancelled)?;
    Ok(cancelled)
}

fn found(
    conn: &mut Conn,
    maintenance: MaintenanceUuid,
) -> Result<Option<(MaintenanceId, Maintenance)>, StoreError> {
    let row: Option<Row> = maintenance_windows::table
        .filter(maintenance_windows::uuid.eq(maintenance.get().as_bytes().as_slice()))
        .select(Row::as_select())
        .get_result(conn)
        .optional()?;
    let Some(row) = row else {
        return Ok(None);
    };
    let key = MaintenanceId::new(row.id);
    Ok(Some((key, row.into_maintenance()?)))
}
