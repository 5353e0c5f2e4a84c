//! Rows of users, loans and messages, as they are written.
#![expect(
    clippy::ref_option_ref,
    reason = "diesel's derived code refers to optional borrowed columns so"
)]

use diesel::prelude::*;
use kernel::{BlindIndex, PersonName, Sealed};
use lender::{EntityKind, ProtectedLoan, ProtectedMessage, Report, StoredMessage};

use crate::columns::micros;
use crate::feed_chunk::{LoanState, UserState, Utm};
use crate::schema::{feed_messages, loan_applications, users};

/// A user's whole row.
#[derive(Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub(crate) struct UserRow<'a> {
    pub(crate) id: i64,
    pub(crate) mobile_index: &'a [u8],
    pub(crate) mobile_digest_sealed: &'a [u8],
    pub(crate) pan_index: Option<&'a [u8]>,
    pub(crate) pan_digest_sealed: Option<&'a [u8]>,
    pub(crate) first_name: Option<&'a str>,
    pub(crate) last_name: Option<&'a str>,
    pub(crate) email_sealed: Option<&'a [u8]>,
    pub(crate) status: &'static str,
    pub(crate) hold_until: Option<i64>,
    pub(crate) registered_at: i64,
    pub(crate) utm_source: Option<&'a str>,
    pub(crate) utm_campaign_index: Option<&'a [u8]>,
    pub(crate) utm_occurred_at: Option<i64>,
    pub(crate) utm_content: Option<&'a [u8]>,
    pub(crate) state_occurred_at: i64,
    pub(crate) state_content: &'a [u8],
}

impl<'a> UserRow<'a> {
    /// The row to write; `None` while the database's stands.
    pub(crate) fn of(state: &'a UserState<'a>) -> Option<Self> {
        let user = state.user?;
        let utm = UtmColumns::of(state.utm.as_ref());
        Some(Self {
            id: user.id.get(),
            mobile_index: user.mobile.as_bytes(),
            mobile_digest_sealed: user.mobile_digest.as_bytes(),
            pan_index: index_bytes(user.pan.as_ref()),
            pan_digest_sealed: user.pan_digest.as_ref().map(Sealed::as_bytes),
            first_name: user.first_name.as_ref().map(PersonName::as_str),
            last_name: user.last_name.as_ref().map(PersonName::as_str),
            email_sealed: user.email.as_ref().map(Sealed::as_bytes),
            status: user.status.as_str(),
            hold_until: user.hold_until.map(micros),
            registered_at: micros(user.registered_at),
            utm_source: utm.source,
            utm_campaign_index: utm.campaign_index,
            utm_occurred_at: utm.occurred_at,
            utm_content: utm.content,
            state_occurred_at: micros(state.stamp.occurred_at),
            state_content: state.stamp.content.as_bytes(),
        })
    }
}

/// The columns about `utm_*`.
#[derive(Default)]
pub(crate) struct UtmColumns<'a> {
    pub(crate) source: Option<&'a str>,
    pub(crate) campaign_index: Option<&'a [u8]>,
    pub(crate) occurred_at: Option<i64>,
    pub(crate) content: Option<&'a [u8]>,
}

impl<'a> UtmColumns<'a> {
    pub(crate) fn of(utm: Option<&'a Utm>) -> Self {
        utm.map_or_else(Self::default, |utm| Self {
            source: utm.source.as_deref(),
            campaign_index: index_bytes(utm.campaign.as_ref()),
            occurred_at: Some(micros(utm.stamp.occurred_at)),
            content: Some(utm.stamp.content.as_bytes()),
        })
    }
}

fn index_bytes(index: Option<&BlindIndex>) -> Option<&[u8]> {
    index.map(|index| index.as_bytes().as_slice())
}

/// A loan's whole row.
#[derive(Insertable)]
#[diesel(table_name = loan_applications, treat_none_as_default_value = false)]
pub(crate) struct LoanRow<'a> {
    pub(crate) id: i64,
    pub(crate) user_id: i64,
    pub(crate) application_number: &'a str,
    pub(crate) status: &'static str,
    pub(crate) loan_amount_paise: i64,
    pub(crate) created_at: i64,
    pub(crate) disbursed_at: Option<i64>,
    pub(crate) disbursal_amount_paise: Option<i64>,
    pub(crate) state_occurred_at: i64,
    pub(crate) state_content: &'a [u8],
    pub(crate) reported_occurred_at: Option<i64>,
    pub(crate) reported_content: Option<&'a [u8]>,
    pub(crate) reported_disbursed_at: Option<i64>,
    pub(crate) reported_disbursal_paise: Option<i64>,
}

impl<'a> LoanRow<'a> {
    /// The row to write; `None` while the database's stands.
    pub(crate) fn of(state: &'a LoanState<'a>) -> Option<Self> {
        let ProtectedLoan { id, loan } = state.loan?;
        let report = ReportColumns::of(state.report.as_ref());
        Some(Self {
            id: id.get(),
            user_id: loan.user.get(),
            application_number: &loan.application_number,
            status: loan.status.as_str(),
            loan_amount_paise: loan.amount.paise(),
            created_at: micros(loan.created_at),
            disbursed_at: loan.disbursed_at.map(micros),
            disbursal_amount_paise: loan.disbursal_amount.map(kernel::Money::paise),
            state_occurred_at: micros(state.stamp.occurred_at),
            state_content: state.stamp.content.as_bytes(),
            reported_occurred_at: report.occurred_at,
            reported_content: report.content,
            reported_disbursed_at: report.disbursed_at,
            reported_disbursal_paise: report.disbursal_paise,
        })
    }
}

/// The columns about the latest report of a disbursal.
#[derive(Default)]
pub(crate) struct ReportColumns<'a> {
    pub(crate) occurred_at: Option<i64>,
    pub(crate) content: Option<&'a [u8]>,
    pub(crate) disbursed_at: Option<i64>,
    pub(crate) disbursal_paise: Option<i64>,
}

impl<'a> ReportColumns<'a> {
    pub(crate) fn of(report: Option<&'a Report>) -> Self {
        report.map_or_else(Self::default, |report| Self {
            occurred_at: Some(micros(report.stamp.occurred_at)),
            content: Some(report.stamp.content.as_bytes()),
            disbursed_at: Some(micros(report.disbursal.at)),
            disbursal_paise: Some(report.disbursal.amount.paise()),
        })
    }
}

/// A message's whole row.
#[derive(Insertable)]
#[diesel(table_name = feed_messages)]
pub(crate) struct MessageRow<'a> {
    pub(crate) kind: &'static str,
    pub(crate) entity_id: i64,
    pub(crate) occurred_at: i64,
    pub(crate) content: &'a [u8],
    pub(crate) content_sealed: &'a [u8],
    pub(crate) received_at: i64,
}

impl<'a> MessageRow<'a> {
    pub(crate) fn of(message: &'a StoredMessage) -> Self {
        let (kind, entity_id) = match &message.state {
            ProtectedMessage::User(user) => (EntityKind::User, user.id.get()),
            ProtectedMessage::Loan(loan) => (EntityKind::Loan, loan.id.get()),
        };
        Self {
            kind: kind.as_str(),
            entity_id,
            occurred_at: micros(message.stamp.occurred_at),
            content: message.stamp.content.as_bytes(),
            content_sealed: message.content.as_bytes(),
            received_at: micros(message.received_at),
        }
    }
}
