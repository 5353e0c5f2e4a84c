//! The limits of a partner's own.

use audit::{CallLimits, Entry, Event, PartnerChange, PartnerEvent};
use diesel::prelude::*;
use kernel::{PartnerId, PartnerUuid, PortFailure};
use usage::{CallLimitsChange, OwnLimits};

use crate::audit_rows;
use crate::conn::Conn;
use crate::fault::{Fault, StoreError};
use crate::partner_rows::PartnerRow;
use crate::partners::hold;
use crate::schema::partners;

/// See [`usage::UsageRepository::own_limits`].
pub(super) fn own(
    conn: &mut Conn,
    partner: PartnerUuid,
) -> Result<Option<(PartnerId, OwnLimits)>, StoreError> {
    let row: Option<PartnerRow> = partners::table
        .filter(partners::uuid.eq(partner.get().as_bytes().as_slice()))
        .filter(partners::deleted_at.is_null())
        .get_result(conn)
        .optional()?;
    let Some(row) = row else {
        return Ok(None);
    };
    let partner = row.into_partner()?;
    let own = OwnLimits {
        per_second: partner.calls.per_second,
        burst: partner.calls.burst,
        monthly_quota: partner.calls.monthly_quota,
    };
    Ok(Some((partner.id, own)))
}

/// See [`usage::UsageRepository::change_limits`]; `partner` is whom it names.
pub(super) fn change(
    conn: &mut Conn,
    partner: PartnerId,
    change: &CallLimitsChange,
) -> Result<Option<PartnerId>, Fault<PortFailure>> {
    hold(conn, partner)?;
    let Some((_, before)) = own(conn, change.partner)? else {
        return Ok(None);
    };
    let now = change.limits;
    if now == before {
        return Ok(Some(partner));
    }
    let number = |limit: std::num::NonZeroU32| i32::try_from(limit.get()).unwrap_or(i32::MAX);
    let quota = now.monthly_quota.map(i64::try_from);
    diesel::update(partners::table.find(partner.get()))
        .set((
            partners::calls_per_second.eq(now.per_second.map(number)),
            partners::call_burst.eq(now.burst.map(number)),
            partners::monthly_quota.eq(quota.map(|quota| quota.unwrap_or(i64::MAX))),
        ))
        .execute(conn)?;
    let what = PartnerChange::LimitsChanged {
        from: told(before),
        to: told(now),
    };
    let entry = Entry {
        at: change.at,
        actor: change.by,
        event: Event::Partner(PartnerEvent { partner, what }),
    };
    audit_rows::insert(conn, &entry)?;
    Ok(Some(partner))
}

fn told(limits: OwnLimits) -> CallLimits {
    CallLimits {
        per_second: limits.per_second.map(std::num::NonZeroU32::get),
        burst: limits.burst.map(std::num::NonZeroU32::get),
        monthly_quota: limits.monthly_quota,
    }
}
