//! What a partner sees of its leads: the use case.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Days, Utc};
use kernel::{
    BusinessCalendar, Clock, FieldRef, FieldVault, LeadId, MobileNumber, Pan, PartnerId,
    PartnerUuid, PortFailure, PortResult, Sealed,
};

use crate::share::{mobile_field, pan_field};
use crate::{
    Cursor, DayCount, LeadQuery, LeadRecord, LeadRepository, LeadStats, LinkBuilder, SortField,
    Total,
};

/// A lead with its personal data opened, for its own partner.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenedLead {
    /// The stored lead.
    pub record: LeadRecord,
    /// Mobile number.
    pub mobile: MobileNumber,
    /// PAN.
    pub pan: Pan,
    /// E-mail address of the linked user, where the partner may see it.
    pub email: Option<String>,
    /// The link; none for a lead shared with verdict 2006.
    pub link: Option<String>,
    /// Calendar days in the business zone from share to disbursal.
    pub days_to_disbursal: Option<i64>,
}

/// Hides e-mail address and link, which may hold the mobile number.
impl fmt::Debug for OpenedLead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenedLead")
            .field("record", &self.record)
            .field("days_to_disbursal", &self.days_to_disbursal)
            .finish_non_exhaustive()
    }
}

/// One page.
#[derive(Debug, Clone)]
pub struct LeadPage {
    /// The rows.
    pub leads: Vec<OpenedLead>,
    /// How many there are in all.
    pub total: Total,
    /// Where the next page starts; `None` on the last page.
    pub next: Option<Cursor>,
}

/// Lists, shows, exports and counts a partner's leads.
#[derive(Clone)]
pub struct ReadLeads {
    /// Where leads are kept.
    pub repository: Arc<dyn LeadRepository>,
    /// Opens mobile number and PAN.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// The business time zone.
    pub calendar: BusinessCalendar,
    /// Builds links.
    pub links: LinkBuilder,
}

impl ReadLeads {
    /// One page with its total.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn page(&self, partner: PartnerUuid, query: &LeadQuery) -> PortResult<LeadPage> {
        let total = self.repository.count(query.partner, &query.filter)?;
        let (leads, next) = self.rows(partner, query)?;
        Ok(LeadPage { leads, total, next })
    }

    /// The rows of one page without a total, and where the next page starts.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn rows(
        &self,
        partner: PartnerUuid,
        query: &LeadQuery,
    ) -> PortResult<(Vec<OpenedLead>, Option<Cursor>)> {
        let slice = self.repository.page(query)?;
        let next = slice
            .leads
            .last()
            .filter(|_| slice.more)
            .map(|last| place_of(last, query));
        let leads = slice
            .leads
            .into_iter()
            .map(|record| self.open(partner, record))
            .collect::<PortResult<_>>()?;
        Ok((leads, next))
    }

    /// One lead; `None` when there is none or it is another partner's.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn find(
        &self,
        partner: PartnerId,
        uuid: PartnerUuid,
        id: LeadId,
    ) -> PortResult<Option<OpenedLead>> {
        self.repository
            .find(partner, id)?
            .map(|record| self.open(uuid, record))
            .transpose()
    }

    /// Those of `ids` that are the partner's, in the order of their keys.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn these(
        &self,
        partner: PartnerId,
        uuid: PartnerUuid,
        ids: &[LeadId],
    ) -> PortResult<Vec<OpenedLead>> {
        let records = self.repository.these(partner, ids)?.into_iter();
        records.map(|record| self.open(uuid, record)).collect()
    }

    /// The partner's totals.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn stats(&self, partner: PartnerId) -> PortResult<LeadStats> {
        self.repository.stats(partner)
    }

    /// The last `days` business days, today included, oldest first.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn by_day(&self, partner: PartnerId, days: u32) -> PortResult<Vec<DayCount>> {
        let last = self.calendar.day_of(self.clock.now());
        let back = Days::new(u64::from(days.saturating_sub(1)));
        let first = last.checked_sub_days(back).unwrap_or(last);
        self.repository.by_day(partner, first, last)
    }

    fn open(&self, partner: PartnerUuid, record: LeadRecord) -> PortResult<OpenedLead> {
        let row = record.reference.get();
        let mobile = self.text(mobile_field(row.as_bytes()), &record.mobile)?;
        let mobile = MobileNumber::parse(&mobile)
            .map_err(|_| PortFailure::corrupt("leads.mobile_sealed"))?;
        let pan = self.text(pan_field(row.as_bytes()), &record.pan)?;
        let pan = Pan::parse(&pan).map_err(|_| PortFailure::corrupt("leads.pan_sealed"))?;
        let link = record.verdict.is_open().then(|| {
            let campaign = record
                .campaign
                .write(&mobile, record.shared_at, record.reference);
            self.links.link(partner, &campaign)
        });
        Ok(OpenedLead {
            email: self.email(&record)?,
            days_to_disbursal: self.days_to_disbursal(&record),
            mobile,
            pan,
            link,
            record,
        })
    }

    fn email(&self, record: &LeadRecord) -> PortResult<Option<String>> {
        let Some(user) = &record.user else {
            return Ok(None);
        };
        let row = user.id.get().to_be_bytes();
        let field = FieldRef {
            table: "users",
            column: "email_sealed",
            row: &row,
        };
        user.email
            .as_ref()
            .map(|sealed| self.text(field, sealed))
            .transpose()
    }

    fn days_to_disbursal(&self, record: &LeadRecord) -> Option<i64> {
        let disbursed_at: DateTime<Utc> = record.loan.as_ref()?.disbursed_at?;
        Some(self.calendar.days_between(record.shared_at, disbursed_at))
    }

    fn text(&self, at: FieldRef<'_>, sealed: &Sealed) -> PortResult<String> {
        let plain = self.vault.open(at, sealed)?;
        String::from_utf8(plain).map_err(|_| PortFailure::corrupt(at.table))
    }
}

fn place_of(record: &LeadRecord, query: &LeadQuery) -> Cursor {
    let value = match query.sort.field {
        SortField::SharedAt => record.shared_at.timestamp_micros(),
        SortField::DisbursalAmount => record
            .loan
            .as_ref()
            .and_then(|loan| loan.disbursal_amount)
            .map_or(0, kernel::Money::paise),
    };
    Cursor {
        sort: query.sort,
        value,
        id: record.id,
    }
}
