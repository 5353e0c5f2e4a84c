//! Listing a partner's candidates.

use std::sync::Arc;

use kernel::{
    BatchUuid, BlindIndex, EmailAddress, EnrolmentId, FieldVault, PageNumber, PageSize, PartnerId,
    PortFailure, PortResult,
};

use crate::draft::index;
use crate::{CandidateTotals, Enrolment, EnrolmentRepository, InviteStatus, OpenEnrolment};

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CandidateSearch {
    /// The person with this address.
    Email(BlindIndex),
    /// People whose last name, or whose first and last name with a blank between, begin
    /// with this; in lower case, not empty.
    Name(String),
}

impl CandidateSearch {
    /// What `text` looks for; nothing but blanks looks for nothing.
    pub fn of(text: &str, vault: &dyn FieldVault) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let email = EmailAddress::parse(text).ok();
        Some(email.map_or_else(
            || Self::Name(text.to_lowercase()),
            |email| Self::Email(index(vault, &email)),
        ))
    }
}

/// Which of a partner's enrolments.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CandidateFilter {
    /// Those in this batch.
    pub batch: Option<BatchUuid>,
    /// Those whose invite is this far.
    pub invite: Option<InviteStatus>,
    /// Those that are paid for, or not.
    pub paid: Option<bool>,
    /// Those of these people.
    pub search: Option<CandidateSearch>,
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListPlace {
    /// Where the page of this number does. Takes the longer, the greater it is.
    Page(PageNumber),
    /// Behind this enrolment.
    Behind(EnrolmentId),
}

/// A page of a partner's enrolments, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateQuery {
    /// Whose.
    pub partner: PartnerId,
    /// Which.
    pub filter: CandidateFilter,
    /// From where.
    pub place: ListPlace,
    /// How many.
    pub size: PageSize,
}

/// What a query found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidatePage<T = Enrolment> {
    /// The newest first.
    pub rows: Vec<T>,
    /// How many the filter leaves, whatever the page; of a search by name at most
    /// [`CandidatePage::MOST_FOUND`].
    pub total: u64,
    /// Whether more follow.
    pub more: bool,
    /// What the partner has, whatever the filter.
    pub totals: CandidateTotals,
}

impl CandidatePage<()> {
    /// Up to where what a search by name finds is counted.
    pub const MOST_FOUND: u64 = 10_000;
}

/// Why there is no list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListCandidatesError {
    /// The partner has no such batch.
    #[error("no such batch")]
    UnknownBatch,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

/// Lists a partner's candidates.
#[derive(Clone)]
pub struct ListCandidates {
    /// Where enrolments are kept.
    pub enrolments: Arc<dyn EnrolmentRepository>,
    /// Opens addresses.
    pub vault: Arc<dyn FieldVault>,
}

impl ListCandidates {
    /// A page, with the addresses in clear.
    ///
    /// # Errors
    /// See [`ListCandidatesError`].
    pub fn execute(
        &self,
        query: &CandidateQuery,
    ) -> Result<CandidatePage<OpenEnrolment>, ListCandidatesError> {
        let page = self.enrolments.page(query)?;
        let rows = page.rows.into_iter();
        let rows: PortResult<_> = rows.map(|row| row.open(self.vault.as_ref())).collect();
        Ok(CandidatePage {
            rows: rows?,
            total: page.total,
            more: page.more,
            totals: page.totals,
        })
    }
}
