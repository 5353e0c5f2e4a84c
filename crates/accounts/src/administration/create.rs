//! Beginning the onboarding of a partner for it.

use kernel::{
    Actor, EmailAddress, FieldRef, IndexedField, PartnerUuid, PortFailure, StaffId, TaxIdsDisagree,
};
use notices::{Letter, Notice, Recipient};

use super::{AdministerPartners, IssuedToken};
use crate::{
    BusinessInfo, ClientId, CreatePartnerError, NewOnboarding, NewPartner, OnboardingToken,
    OpenRecord, PartnerName, PartnerStatus, PartnerType, PhoneNumber, Slug,
};

/// What staff say of a new partner.
#[derive(Debug, Clone)]
pub struct StaffsDraft {
    /// Name.
    pub name: PartnerName,
    /// E-mail address.
    pub email: EmailAddress,
    /// Telephone number.
    pub phone: PhoneNumber,
    /// What kind of business it is.
    pub kind: Option<PartnerType>,
    /// Slug; `None` takes one suggested by the name.
    pub slug: Option<Slug>,
    /// What business it is, as far as that is known.
    pub business: BusinessInfo,
}

/// A partner whose onboarding staff begin.
#[derive(Debug, Clone)]
pub struct NewByStaff {
    /// Who begins.
    pub by: StaffId,
    /// The partner, its telephone number and its token.
    pub onboarding: NewOnboarding,
    /// What business it is, in clear: it is sealed to a key that is not known before the
    /// row is there.
    pub business: BusinessInfo,
    /// The names of the fields of it that are there, as they are called on the wire.
    pub fields: Vec<&'static str>,
    /// What there is of its tax profile, as the audit log of that says.
    pub tax: Option<&'static str>,
    /// Brings it its link.
    pub letter: Letter,
}

/// Why staff did not create a partner.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// See there.
    #[error(transparent)]
    Create(#[from] CreatePartnerError),
    /// Its PAN and GSTIN disagree.
    #[error(transparent)]
    TaxIdsDisagree(#[from] TaxIdsDisagree),
}

impl From<PortFailure> for DraftError {
    fn from(failure: PortFailure) -> Self {
        Self::Create(failure.into())
    }
}

impl AdministerPartners {
    /// Creates a pending partner and sends it the link to go on.
    ///
    /// # Errors
    /// See [`DraftError`].
    pub fn create(
        &self,
        draft: StaffsDraft,
        by: StaffId,
    ) -> Result<(OpenRecord, IssuedToken), DraftError> {
        let business = BusinessInfo {
            tax: draft.business.tax.clone().completed()?,
            ..draft.business.clone()
        };
        let nothing = BusinessInfo::default();
        let (hasher, entropy) = (self.manage.hasher.as_ref(), self.manage.entropy.as_ref());
        let at = self.manage.clock.now();
        let (token, kept) = OnboardingToken::draw(hasher, entropy, at);
        let expires_at = kept.expires_at;
        let uuid = PartnerUuid::draw(entropy);
        let notice = Notice::OnboardingLink {
            partner: uuid,
            token: token.expose().to_owned(),
            expires_at,
        };
        let record = self.repository.create(NewByStaff {
            by,
            fields: nothing.changed(&business),
            tax: nothing.tax.changed(&business.tax),
            letter: self
                .letters()
                .letter(Recipient::Partner(uuid), &notice, at)?,
            onboarding: NewOnboarding {
                partner: self.pending(uuid, &draft)?,
                phone: Some(draft.phone),
                token: kept,
                by: Some(Actor::Staff(by)),
            },
            business,
        })?;
        let record = self.reader().open(record)?;
        Ok((record, IssuedToken { token, expires_at }))
    }

    fn pending(&self, uuid: PartnerUuid, draft: &StaffsDraft) -> Result<NewPartner, DraftError> {
        let row = uuid.get();
        let field = FieldRef {
            table: "partners",
            column: "email_sealed",
            row: row.as_bytes(),
        };
        let (vault, email) = (&self.manage.vault, &draft.email);
        let slug = draft.slug.clone();
        Ok(NewPartner {
            uuid,
            slug_may_vary: slug.is_none(),
            slug: slug.unwrap_or_else(|| Slug::suggested_by(&draft.name)),
            client_id: ClientId::draw(self.manage.entropy.as_ref()),
            email: vault.seal(field, email.as_str().as_bytes())?,
            email_index: vault.index(IndexedField::Email, email.canonical().as_bytes()),
            name: draft.name.clone(),
            status: PartnerStatus::Pending,
            sandbox: false,
            rate: None,
            kind: draft.kind,
            secret: None,
            created_at: self.manage.clock.now(),
        })
    }
}
