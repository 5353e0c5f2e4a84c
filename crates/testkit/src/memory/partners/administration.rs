//! Partners in memory, as the lender's staff know them.

mod change;
mod list;

use accounts::{
    ApiSetup, ChangeRecordError, CreatePartnerError, DecideReviewError, Decision,
    DeletePartnerError, IssueTokenError, KeptBusinessInfo, NewByStaff, NewNote, NoteRecord,
    Onboarding, OnboardingStep, OnboardingToken, Partner, PartnerAct, PartnerAdministration,
    PartnerQuery, PartnerRecord, PartnerStatus, PayoutSums, Reading, RecordChange, Restoration,
    RestorePartnerError, Review, ReviewVerdict, Slug, TokenIssue, freed_email_index, tokens_end,
};
use audit::{Event, PartnerChange, PartnerEvent};
use chrono::{DateTime, Utc};
use kernel::{
    Actor, BlindIndex, PageNumber, PageSize, PartnerId, PartnerUuid, PortResult, PortalUuid,
    Sealed, StaffId, StaffUuid,
};
use uuid::Uuid;

use super::{InMemoryPartners, Row, locked};

/// What there is to know of a partner besides itself and its secrets.
#[derive(Debug, Clone)]
pub(super) struct More {
    pub(super) phone: Option<Sealed>,
    pub(super) onboarding: Onboarding,
    pub(super) business: KeptBusinessInfo,
    pub(super) api: ApiSetup,
    pub(super) updated_at: DateTime<Utc>,
    pub(super) deleted_at: Option<DateTime<Utc>>,
    token: Option<OnboardingToken>,
    notes: Vec<NewNote>,
}

impl More {
    /// Whoever is active from the start has nothing left to do.
    pub(super) fn of(status: PartnerStatus, at: DateTime<Utc>) -> Self {
        let done = (status == PartnerStatus::Active).then_some(at);
        Self {
            phone: None,
            onboarding: Onboarding {
                started_at: at,
                business_info_at: done,
                api_setup_at: done,
                verification_at: done,
                activated_at: done,
                review: done.map(|at| Review {
                    verdict: ReviewVerdict::Approved,
                    reason: None,
                    at,
                    by: None,
                }),
            },
            business: KeptBusinessInfo::default(),
            api: ApiSetup::default(),
            updated_at: at,
            deleted_at: None,
            token: None,
            notes: Vec::new(),
        }
    }
}

impl Row {
    /// Whether it is this partner, not deleted.
    pub(super) fn exists_as(&self, partner: PartnerId) -> bool {
        self.partner.id == partner && self.more.deleted_at.is_none()
    }

    /// Whether nobody else may have the slug.
    pub(super) fn holds_slug(&self, slug: &Slug) -> bool {
        self.more.deleted_at.is_none() && self.partner.slug == *slug
    }

    /// Whether nobody else may have the address.
    pub(super) fn holds_email(&self, email: &BlindIndex) -> bool {
        self.more.deleted_at.is_none() && self.email == *email
    }

    /// The whole record; documents are not kept here.
    pub(super) fn record(&self) -> PartnerRecord {
        PartnerRecord {
            partner: Partner::clone(&self.partner),
            phone: self.more.phone.clone(),
            onboarding: self.more.onboarding.clone(),
            business: self.more.business.clone(),
            api: self.more.api.clone(),
            documents: Vec::new(),
            updated_at: self.more.updated_at,
            deleted_at: self.more.deleted_at,
        }
    }
}

impl InMemoryPartners {
    fn note(&self, partner: PartnerId, by: StaffId, at: DateTime<Utc>, what: PartnerChange) {
        let event = Event::Partner(PartnerEvent { partner, what });
        self.audit.record(at, Actor::Staff(by), event);
    }

    fn told(&self, act: PartnerAct, what: PartnerChange) {
        self.note(act.partner, act.by, act.at, what);
        self.mail.keep(act.letter);
    }
}

impl PartnerAdministration for InMemoryPartners {
    fn create(&self, new: NewByStaff) -> Result<PartnerRecord, CreatePartnerError> {
        let by = Actor::Staff(new.by);
        let partner = super::PartnerRepository::create(self, new.onboarding.partner, by)?;
        let mut rows = locked(&self.rows);
        let row = rows.iter_mut().find(|row| row.exists_as(partner.id));
        let row = row.ok_or(kernel::PortFailure::corrupt("partners"))?;
        row.more.token = Some(new.onboarding.token);
        self.mail.keep(new.letter);
        Ok(row.record())
    }

    fn record(&self, partner: PartnerUuid) -> PortResult<Option<PartnerRecord>> {
        Ok(self.find_row(|row| row.partner.uuid == partner, Row::record))
    }

    /// People are not kept here.
    fn partner_of(&self, _person: PortalUuid) -> PortResult<Option<PartnerUuid>> {
        Ok(None)
    }

    fn page(&self, query: &PartnerQuery) -> PortResult<(Vec<PartnerRecord>, u64)> {
        let rows = locked(&self.rows);
        Ok(list::page(&rows, query))
    }

    fn change(&self, change: RecordChange) -> Result<(), ChangeRecordError> {
        change::change(self, change)
    }

    fn delete(&self, deletion: PartnerAct) -> Result<(), DeletePartnerError> {
        let mut rows = locked(&self.rows);
        let row = rows
            .iter_mut()
            .find(|row| row.partner.id == deletion.partner);
        let row = row.ok_or(DeletePartnerError::Unknown)?;
        if row.more.deleted_at.is_some() {
            return Err(DeletePartnerError::Deleted);
        }
        row.email = freed_email_index(row.partner.uuid);
        row.more.deleted_at = Some(deletion.at);
        row.more.updated_at = deletion.at;
        row.more.token = None;
        row.partner.tokens_from = Some(tokens_end(deletion.at));
        self.told(deletion, PartnerChange::Deleted);
        Ok(())
    }

    fn restore(&self, restoration: Restoration) -> Result<Vec<PortalUuid>, RestorePartnerError> {
        let (act, email) = (restoration.act, restoration.email_index);
        let mut rows = locked(&self.rows);
        let found = rows.iter().find(|row| row.partner.id == act.partner);
        let found = found.ok_or(RestorePartnerError::Unknown)?;
        if found.more.deleted_at.is_none() {
            return Err(RestorePartnerError::NotDeleted);
        }
        let slug = found.partner.slug.clone();
        if rows.iter().any(|row| row.holds_email(&email)) {
            return Err(RestorePartnerError::EmailTaken);
        }
        if rows.iter().any(|row| row.holds_slug(&slug)) {
            return Err(RestorePartnerError::SlugTaken);
        }
        for row in rows.iter_mut().filter(|row| row.partner.id == act.partner) {
            row.email = email;
            row.more.deleted_at = None;
            row.more.updated_at = act.at;
            row.partner.tokens_from = row.partner.tokens_from.max(Some(tokens_end(act.at)));
        }
        self.told(act, PartnerChange::Restored);
        Ok(Vec::new())
    }

    fn decide(&self, decision: Decision) -> Result<(), DecideReviewError> {
        let act = decision.act;
        let mut rows = locked(&self.rows);
        let row = rows.iter_mut().find(|row| row.exists_as(act.partner));
        let row = row.ok_or(DecideReviewError::Unknown)?;
        let onboarding = &mut row.more.onboarding;
        if row.partner.status != PartnerStatus::Pending || onboarding.review.is_some() {
            return Err(DecideReviewError::Decided);
        }
        if onboarding.current_step() != OnboardingStep::Activation {
            return Err(DecideReviewError::NotReady);
        }
        if decision
            .seen
            .is_some_and(|seen| seen != row.more.updated_at)
        {
            return Err(DecideReviewError::Stale);
        }
        onboarding.review = Some(Review {
            verdict: decision.verdict,
            reason: decision.reason,
            at: act.at,
            by: Some(act.by),
        });
        if decision.verdict == ReviewVerdict::Rejected {
            row.partner.status = PartnerStatus::Rejected;
            row.more.token = None;
        }
        let verdict = decision.verdict.as_str();
        self.told(act, PartnerChange::ReviewDecided { verdict });
        Ok(())
    }

    fn issue_token(&self, issue: TokenIssue) -> Result<(), IssueTokenError> {
        let mut rows = locked(&self.rows);
        let row = rows.iter_mut().find(|row| row.exists_as(issue.act.partner));
        let row = row.ok_or(IssueTokenError::Unknown)?;
        if row.partner.status != PartnerStatus::Pending {
            return Err(IssueTokenError::NotPending);
        }
        row.more.token = Some(issue.token);
        self.told(issue.act, PartnerChange::OnboardingTokenIssued);
        Ok(())
    }

    /// Documents are not kept here.
    fn note_reading(&self, _reading: Reading) -> PortResult<bool> {
        Ok(false)
    }

    /// Payouts are not kept here.
    fn payouts(&self, _partner: PartnerId) -> PortResult<PayoutSums> {
        Ok(PayoutSums::default())
    }

    fn add_note(&self, note: NewNote) -> PortResult<Option<NoteRecord>> {
        let mut rows = locked(&self.rows);
        let Some(row) = rows.iter_mut().find(|row| row.exists_as(note.partner)) else {
            return Ok(None);
        };
        row.more.notes.push(note.clone());
        let uuid = note.uuid.to_string();
        self.note(
            note.partner,
            note.by,
            note.at,
            PartnerChange::NoteAdded { uuid },
        );
        Ok(Some(kept(&note)))
    }

    fn notes(
        &self,
        partner: PartnerId,
        page: PageNumber,
        size: PageSize,
    ) -> PortResult<(Vec<NoteRecord>, u64)> {
        let notes = self.find_row(
            |row| row.partner.id == partner,
            |row| row.more.notes.clone(),
        );
        let notes = notes.unwrap_or_default();
        let newest = notes.iter().rev().map(kept);
        let total = u64::try_from(notes.len()).unwrap_or(u64::MAX);
        Ok((list::cut(newest.collect(), page, size), total))
    }
}

/// Staff are not kept here: of the author there is only the key.
fn kept(note: &NewNote) -> NoteRecord {
    NoteRecord {
        uuid: note.uuid,
        author: note.by,
        author_uuid: StaffUuid::new(Uuid::nil()),
        author_email: Sealed::new(Vec::new()),
        content: note.content.clone(),
        created_at: note.at,
    }
}
