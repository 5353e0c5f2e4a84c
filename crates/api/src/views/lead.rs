//! A lead in lists and in detail.

use kernel::{PageNumber, PageSize, PartnerId, PartnerUuid};
use leads::{AttributedLoan, LeadPage, LinkedUser, OpenedLead, PayoutSummary};
use serde::Serialize;

use super::{
    DedupeStatusWord, LoanStatusWord, PayoutStatusWord, Rupees, UserStatusWord, UtcMillis,
};
use crate::cursor;

/// Writes a struct whose fields are read off a lead, its serialisation and its
/// schema in the order given.
macro_rules! lead_view {
    ($(#[doc = $doc:literal])* $view:ident as $name:ident ($lead:ident $(, $more:ident: $type:ty)*) {
        $($(#[doc = $about:literal])+ $field:ident: $kind:ty = $value:expr, $schema:tt;)+
    }) => {
        $(#[doc = $doc])*
        #[derive(Serialize, utoipa::ToSchema)]
        #[schema(as = $name)]
        pub(crate) struct $view<'a> {
            $($(#[doc = $about])+ #[schema $schema] pub(crate) $field: $kind,)+
        }

        impl<'a> $view<'a> {
            /// What of the lead is shown.
            pub(crate) fn of($lead: &'a OpenedLead $(, $more: $type)*) -> Self {
                Self { $($field: $value,)+ }
            }
        }
    };
}

fn user<T>(lead: &OpenedLead, show: impl Fn(&LinkedUser) -> T) -> Option<T> {
    lead.record.user.as_ref().map(show)
}

fn loan<'a, T>(lead: &'a OpenedLead, show: impl Fn(&'a AttributedLoan) -> T) -> Option<T> {
    lead.record.loan.as_ref().map(show)
}

fn payout<'a, T>(lead: &'a OpenedLead, show: impl Fn(&'a PayoutSummary) -> T) -> Option<T> {
    lead.record.payout.as_ref().map(show)
}

fn disbursed_at(lead: &OpenedLead) -> Option<UtcMillis> {
    loan(lead, |loan| loan.disbursed_at)
        .flatten()
        .map(UtcMillis)
}

fn disbursal_amount(lead: &OpenedLead) -> Option<Rupees> {
    loan(lead, |loan| loan.disbursal_amount)
        .flatten()
        .map(Rupees)
}

fn payout_eligible(lead: &OpenedLead) -> u8 {
    payout(lead, |payout| payout.status.is_eligible())
        .map(u8::from)
        .unwrap_or_default()
}

lead_view! {
    /// A lead in a list.
    LeadRow as Lead (lead) {
        /// The lead's id.
        id: i64 = lead.record.id.get(), (example = 1);
        /// As shared.
        first_name: &'a str = lead.record.first_name.as_str(), (example = "John");
        /// As shared.
        last_name: &'a str = lead.record.last_name.as_str(), (example = "Doe");
        /// Ten digits.
        mobile_number: &'a str = lead.mobile.as_str(), (example = "9876543210");
        /// As shared.
        pan_number: &'a str = lead.pan.as_str(), (example = "ABCDE1234F");
        /// The verdict when it was shared.
        dedupe_status: &'static str = lead.record.verdict.as_str(), (value_type = DedupeStatusWord, inline, example = "fresh_lead");
        /// The verdict as a code: 2005, 2004 or 2006.
        dedupe_code: u16 = lead.record.verdict.code(), (example = 2005);
        /// The lead's link; null where the verdict was 2006.
        utm_link: Option<&'a str> = lead.link.as_deref(), (required = true);
        /// When it was shared.
        lead_shared_at: UtcMillis = UtcMillis(lead.record.shared_at), (value_type = String, format = DateTime, example = "2025-01-15T10:30:00.000Z");
        /// When the person registered with the lender.
        user_registered_at: Option<UtcMillis> = user(lead, |user| UtcMillis(user.registered_at)), (value_type = Option<String>, format = DateTime, required = true);
        /// The loan it is credited with.
        loan_application_id: Option<i64> = loan(lead, |loan| loan.id.get()), (required = true);
        /// State of the loan.
        loan_status: Option<&'static str> = loan(lead, |loan| loan.status.as_str()), (value_type = Option<LoanStatusWord>, inline, required = true);
        /// When the loan was paid out.
        disbursed_at: Option<UtcMillis> = disbursed_at(lead), (value_type = Option<String>, format = DateTime, required = true);
        /// What was paid out, in rupees with two decimals.
        disbursal_amount: Option<Rupees> = disbursal_amount(lead), (value_type = Option<f64>, required = true);
        /// 1 where a payout is owed or was paid.
        payout_eligible: u8 = payout_eligible(lead), (minimum = 0, maximum = 1, example = 0);
        /// The payout, in rupees with two decimals.
        payout_amount: Option<Rupees> = payout(lead, |payout| Rupees(payout.amount)), (value_type = Option<f64>, required = true);
        /// Grade by what was paid out.
        payout_grade: Option<&'a str> = payout(lead, |payout| payout.grade.as_str()), (required = true);
        /// State of the payout.
        payout_status: Option<&'static str> = payout(lead, |payout| payout.status.as_str()), (value_type = Option<PayoutStatusWord>, inline, required = true);
        /// The person's id at the lender.
        user_id: Option<i64> = user(lead, |user| user.id.get()), (required = true);
        /// The person's e-mail address, where the lead is credited with the person.
        email: Option<&'a str> = lead.email.as_deref(), (required = true);
        /// The number printed on the loan application.
        application_number: Option<&'a str> = loan(lead, |loan| loan.application_number.as_str()), (required = true);
        /// Calendar days from share to disbursal, in the business time zone.
        days_to_disbursal: Option<i64> = lead.days_to_disbursal, (required = true);
    }
}

lead_view! {
    /// A lead by itself.
    LeadDetail as LeadDetail (lead, partner: PartnerId, uuid: PartnerUuid) {
        /// The lead's id.
        id: i64 = lead.record.id.get(), (example = 1);
        /// The partner's id.
        partner_id: i64 = partner.get(), (example = 1);
        /// The partner's uuid, the `utm_source` of its links.
        partner_uuid: String = uuid.to_string(), (format = Uuid);
        /// The person's id at the lender.
        user_id: Option<i64> = user(lead, |user| user.id.get()), (required = true, example = 123);
        /// As shared.
        first_name: &'a str = lead.record.first_name.as_str(), (example = "John");
        /// As shared.
        last_name: &'a str = lead.record.last_name.as_str(), (example = "Doe");
        /// Ten digits.
        mobile_number: &'a str = lead.mobile.as_str(), (example = "9876543210");
        /// As shared.
        pan_number: &'a str = lead.pan.as_str(), (example = "ABCDE1234F");
        /// The verdict when it was shared.
        dedupe_status: &'static str = lead.record.verdict.as_str(), (value_type = DedupeStatusWord, inline, example = "fresh_lead");
        /// The verdict as a code: 2005, 2004 or 2006.
        dedupe_code: u16 = lead.record.verdict.code(), (example = 2005);
        /// The lead's link; null where the verdict was 2006.
        utm_link: Option<&'a str> = lead.link.as_deref(), (required = true);
        /// When it was shared.
        lead_shared_at: UtcMillis = UtcMillis(lead.record.shared_at), (value_type = String, format = DateTime, example = "2025-01-15T10:30:00.000Z");
        /// When the person registered with the lender.
        user_registered_at: Option<UtcMillis> = user(lead, |user| UtcMillis(user.registered_at)), (value_type = Option<String>, format = DateTime, required = true);
        /// The loan it is credited with.
        loan_application_id: Option<i64> = loan(lead, |loan| loan.id.get()), (required = true, example = 456);
        /// State of the loan.
        loan_status: Option<&'static str> = loan(lead, |loan| loan.status.as_str()), (value_type = Option<LoanStatusWord>, inline, required = true, example = "disbursed");
        /// When the loan was paid out.
        disbursed_at: Option<UtcMillis> = disbursed_at(lead), (value_type = Option<String>, format = DateTime, required = true);
        /// What was paid out, in rupees with two decimals.
        disbursal_amount: Option<Rupees> = disbursal_amount(lead), (value_type = Option<f64>, required = true, example = 50000.00);
        /// 1 where a payout is owed or was paid.
        payout_eligible: u8 = payout_eligible(lead), (minimum = 0, maximum = 1, example = 1);
        /// The payout, in rupees with two decimals.
        payout_amount: Option<Rupees> = payout(lead, |payout| Rupees(payout.amount)), (value_type = Option<f64>, required = true, example = 1000.00);
        /// Grade by what was paid out.
        payout_grade: Option<&'a str> = payout(lead, |payout| payout.grade.as_str()), (required = true, example = "A");
        /// State of the payout.
        payout_status: Option<&'static str> = payout(lead, |payout| payout.status.as_str()), (value_type = Option<PayoutStatusWord>, inline, required = true, example = "eligible");
        /// The person's e-mail address, where the lead is credited with the person.
        email: Option<&'a str> = lead.email.as_deref(), (required = true);
        /// State of the person at the lender.
        user_status: Option<&'static str> = user(lead, |user| user.status.as_str()), (value_type = Option<UserStatusWord>, inline, required = true, example = "active");
        /// The number printed on the loan application.
        application_number: Option<&'a str> = loan(lead, |loan| loan.application_number.as_str()), (required = true, example = "APP123456");
        /// What was applied for, in rupees with two decimals.
        loan_amount: Option<Rupees> = loan(lead, |loan| Rupees(loan.amount)), (value_type = Option<f64>, required = true, example = 50000.00);
        /// When the loan was applied for.
        loan_created_at: Option<UtcMillis> = loan(lead, |loan| UtcMillis(loan.created_at)), (value_type = Option<String>, format = DateTime, required = true);
    }
}

/// A page of leads.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = LeadPage)]
pub(crate) struct Page<'a> {
    /// The rows.
    leads: Vec<LeadRow<'a>>,
    /// Where they lie.
    pagination: Pagination,
}

/// Where a page lies.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Pagination {
    /// The page asked for; 1 with a cursor.
    #[schema(example = 1)]
    page: u32,
    /// Rows asked for.
    #[schema(example = 50)]
    limit: u32,
    /// Leads that pass the filter.
    #[schema(example = 100)]
    total: u64,
    /// Pages of `limit` rows in `total`.
    #[schema(example = 2)]
    total_pages: u64,
    /// What `cursor` continues after the last row; null on the last page.
    #[schema(required = true)]
    next_cursor: Option<String>,
    /// Whether there are more than `total` (searches by name only).
    total_capped: bool,
}

impl<'a> Page<'a> {
    pub(crate) fn of(page: &'a LeadPage, number: PageNumber, size: PageSize) -> Self {
        Self {
            leads: page.leads.iter().map(LeadRow::of).collect(),
            pagination: Pagination {
                page: number.get(),
                limit: size.get(),
                total: page.total.count,
                total_pages: size.pages(page.total.count),
                next_cursor: page.next.map(cursor::write),
                total_capped: page.total.capped,
            },
        }
    }
}
