//! What staff do with one partner after another.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{
    Actor, EmailAddress, IndexedField, PartnerId, PartnerUuid, PortResult, PortalUuid, StaffId,
};
use notices::{Compose, Notice, Recipient};

use super::{
    DecideReviewError, Decision, DeletePartnerError, IssueTokenError, PartnerAct,
    PartnerAdministration, PartnerQuery, PayoutSums, Restoration, RestorePartnerError,
    ReviewAnswer, ReviewReason, TokenIssue,
};
use crate::{
    ClientSecret, DocumentStore, ManagePartners, OnboardingToken, OpenRecord, PartnerRecord,
    RecordReader, ReviewVerdict, RotateError, RotatedSecret,
};

/// How long staff wait between two rotations of one partner's secret: a second click
/// would end the secret that the partner still uses, which the first one kept.
const BETWEEN_ROTATIONS: TimeDelta = TimeDelta::seconds(10);

/// The most hours for which the secret before a rotation by staff still counts.
pub const MOST_OVERLAP_HOURS: u16 = 720;

/// The lender's staff look after partners.
#[derive(Clone)]
pub struct AdministerPartners {
    /// Where partners are kept.
    pub repository: Arc<dyn PartnerAdministration>,
    /// Rotates secrets, and knows what that and everything else here takes.
    pub manage: ManagePartners,
    /// Where the contents of documents are.
    pub documents: DocumentStore,
}

/// A partner that is back.
#[derive(Debug, Clone)]
pub struct RestoredPartner {
    /// Its record.
    pub record: OpenRecord,
    /// Those of its people whose addresses others have by now.
    pub missing: Vec<PortalUuid>,
}

/// A new onboarding token, shown this once.
#[derive(Debug, Clone)]
pub struct IssuedToken {
    /// The token.
    pub token: ClientSecret,
    /// Until when it counts.
    pub expires_at: DateTime<Utc>,
}

impl AdministerPartners {
    /// A page of partners with their e-mail addresses, and how many there are.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn page(
        &self,
        query: &PartnerQuery,
    ) -> PortResult<(Vec<(PartnerRecord, EmailAddress)>, u64)> {
        let (records, total) = self.repository.page(query)?;
        let reader = self.reader();
        let opened = records.into_iter().map(|record| {
            let email = reader.email(&record.partner)?;
            Ok((record, email))
        });
        Ok((opened.collect::<PortResult<_>>()?, total))
    }

    /// All that is known of a partner, deleted or not.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn show(&self, partner: PartnerUuid) -> PortResult<Option<OpenRecord>> {
        let record = self.repository.record(partner)?;
        let opened = record.map(|record| self.reader().open(record));
        opened.transpose()
    }

    /// The partner one of whose people has the account `person`.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn partner_of(&self, person: PortalUuid) -> PortResult<Option<PartnerUuid>> {
        self.repository.partner_of(person)
    }

    /// What a partner's payouts come to beyond its totals.
    ///
    /// # Errors
    /// [`kernel::PortFailure`].
    pub fn payouts(&self, partner: PartnerId) -> PortResult<PayoutSums> {
        self.repository.payouts(partner)
    }

    /// Deletes a partner; see [`PartnerAdministration::delete`].
    ///
    /// # Errors
    /// See [`DeletePartnerError`].
    pub fn delete(&self, partner: PartnerUuid, by: StaffId) -> Result<(), DeletePartnerError> {
        let record = self.repository.record(partner)?;
        let record = record.ok_or(DeletePartnerError::Unknown)?;
        let act = self.act(&record, by, &Notice::Deleted)?;
        self.repository.delete(act)
    }

    /// Has a partner back; see [`PartnerAdministration::restore`].
    ///
    /// # Errors
    /// See [`RestorePartnerError`].
    pub fn restore(
        &self,
        partner: PartnerUuid,
        by: StaffId,
    ) -> Result<RestoredPartner, RestorePartnerError> {
        let record = self.repository.record(partner)?;
        let record = record.ok_or(RestorePartnerError::Unknown)?;
        // Nothing was kept that finds it: the index may have another key by now.
        let email = self.reader().email(&record.partner)?;
        let canonical = email.canonical();
        let missing = self.repository.restore(Restoration {
            act: self.act(&record, by, &Notice::Restored)?,
            email_index: self
                .manage
                .vault
                .index(IndexedField::Email, canonical.as_bytes()),
        })?;
        let record = self.show(partner)?.ok_or(RestorePartnerError::Unknown)?;
        Ok(RestoredPartner { record, missing })
    }

    /// Decides a review that waits. A rejection has a reason.
    ///
    /// # Errors
    /// See [`DecideReviewError`].
    pub fn decide(
        &self,
        partner: PartnerUuid,
        answer: &ReviewAnswer,
        by: StaffId,
    ) -> Result<OpenRecord, DecideReviewError> {
        let reason = answer.reason.as_ref();
        let record = self.repository.record(partner)?;
        let record = record.ok_or(DecideReviewError::Unknown)?;
        let notice = Notice::ReviewDecided {
            approved: answer.approve,
            reason: reason.map(|reason| reason.as_str().to_owned()),
        };
        let key = record.partner.id.get().to_be_bytes();
        let field = PartnerRecord::onboarding_field("review_reason_sealed", &key);
        let seal = |reason: &ReviewReason| {
            let vault = &self.manage.vault;
            vault.seal(field, reason.as_str().as_bytes())
        };
        self.repository.decide(Decision {
            act: self.act(&record, by, &notice)?,
            verdict: if answer.approve {
                ReviewVerdict::Approved
            } else {
                ReviewVerdict::Rejected
            },
            reason: reason.map(seal).transpose()?,
            seen: answer.seen,
        })?;
        self.show(partner)?.ok_or(DecideReviewError::Unknown)
    }

    /// Gives a pending partner a new onboarding token, shown this once and sent to it.
    ///
    /// # Errors
    /// See [`IssueTokenError`].
    pub fn renew_token(
        &self,
        partner: PartnerUuid,
        by: StaffId,
    ) -> Result<IssuedToken, IssueTokenError> {
        let record = self.repository.record(partner)?;
        let record = record.ok_or(IssueTokenError::Unknown)?;
        let (hasher, entropy) = (self.manage.hasher.as_ref(), self.manage.entropy.as_ref());
        let (token, kept) = OnboardingToken::draw(hasher, entropy, self.manage.clock.now());
        let expires_at = kept.expires_at;
        let notice = Notice::OnboardingLink {
            partner,
            token: token.expose().to_owned(),
            expires_at,
        };
        self.repository.issue_token(TokenIssue {
            act: self.act(&record, by, &notice)?,
            token: kept,
        })?;
        Ok(IssuedToken { token, expires_at })
    }

    /// Gives a partner a new secret; the one before counts for `overlap` more. A second
    /// rotation within ten seconds is refused.
    ///
    /// # Errors
    /// See [`RotateError`].
    pub fn rotate(
        &self,
        partner: PartnerUuid,
        overlap: TimeDelta,
        by: StaffId,
    ) -> Result<RotatedSecret, RotateError> {
        let record = self.repository.record(partner)?;
        let record = record.ok_or(RotateError::Unknown)?;
        let (pause, by) = (Some(BETWEEN_ROTATIONS), Actor::Staff(by));
        self.manage
            .rotate_secret_of(&record.partner, overlap, pause, by)
    }

    /// What `by` does now, and how the partner is told.
    pub(super) fn act(
        &self,
        record: &PartnerRecord,
        by: StaffId,
        notice: &Notice,
    ) -> PortResult<PartnerAct> {
        let at = self.manage.clock.now();
        let to = Recipient::Partner(record.partner.uuid);
        Ok(PartnerAct {
            partner: record.partner.id,
            by,
            at,
            letter: self.letters().letter(to, notice, at)?,
        })
    }

    pub(super) fn letters(&self) -> Compose {
        Compose {
            vault: Arc::clone(&self.manage.vault),
            entropy: Arc::clone(&self.manage.entropy),
        }
    }

    pub(super) fn reader(&self) -> RecordReader {
        RecordReader {
            vault: Arc::clone(&self.manage.vault),
        }
    }
}
