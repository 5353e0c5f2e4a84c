//! Changing what a partner's record says.

use kernel::{
    BlindIndex, EmailAddress, FieldRef, IndexedField, PartnerUuid, PortFailure, PortResult,
    RateBps, Sealed, StaffId, WebAddress,
};
use notices::{Letter, Notice, Recipient};

use super::laid_over::laid_over;
use super::{AdministerPartners, ChangeRecordError, RecordChange};
use crate::{
    BusinessInfo, OpenRecord, PartnerName, PartnerRecord, PartnerStatus, PartnerType, PhoneNumber,
    SetupEndpoint,
};

/// How often a record is looked at anew that somebody else changes meanwhile.
const TRIES: u32 = 5;

/// What staff want a record to say; `None` leaves a field as it is, `Some(None)` empties
/// it.
#[derive(Debug, Clone, Default)]
pub struct RecordPatch {
    /// `name`.
    pub name: Option<PartnerName>,
    /// `email`.
    pub email: Option<EmailAddress>,
    /// `phoneNumber`.
    pub phone: Option<Option<PhoneNumber>>,
    /// `partnerType`.
    pub kind: Option<Option<PartnerType>>,
    /// `rateBps`.
    pub rate: Option<Option<RateBps>>,
    /// `webhookUrl`.
    pub webhook: Option<Option<WebAddress>>,
    /// `callbackUrl`.
    pub callback: Option<Option<WebAddress>>,
    /// `businessInfo`; of it, too, what is `None` stays.
    pub business: Option<BusinessInfo>,
    /// The fields of it that are emptied, as they are called on the wire.
    pub emptied: Vec<&'static str>,
    /// `status`.
    pub status: Option<PartnerStatus>,
}

impl RecordPatch {
    /// Whether nothing but a status is wanted.
    const fn is_status_alone(&self) -> bool {
        self.status.is_some()
            && self.name.is_none()
            && self.email.is_none()
            && self.phone.is_none()
            && self.kind.is_none()
            && self.rate.is_none()
            && self.webhook.is_none()
            && self.callback.is_none()
            && self.business.is_none()
    }
}

impl AdministerPartners {
    /// Changes what differs, all at once; nothing is written where nothing does. A status
    /// that comes with other fields and is the partner's already is left; alone it is a
    /// step that the status machine does not have. What reviewers approved stays approved.
    ///
    /// # Errors
    /// See [`ChangeRecordError`]; never [`ChangeRecordError::Stale`].
    pub fn change(
        &self,
        partner: PartnerUuid,
        patch: &RecordPatch,
        by: StaffId,
    ) -> Result<OpenRecord, ChangeRecordError> {
        for _ in 0..TRIES {
            let before = self.show(partner)?;
            let before = before.filter(|found| found.record.deleted_at.is_none());
            let before = before.ok_or(ChangeRecordError::Unknown)?;
            let mut change = self.judged(&before, patch, by)?;
            change.endpoint = self.spare_endpoint(&change)?;
            if change.fields.is_empty() && change.status.is_none() {
                return Ok(before);
            }
            match self.repository.change(change) {
                Err(ChangeRecordError::Stale) => {}
                Ok(()) => return self.show(partner)?.ok_or(ChangeRecordError::Unknown),
                Err(error) => return Err(error),
            }
        }
        let busy = "the record changes all the time".to_owned();
        Err(PortFailure::Unavailable(busy).into())
    }

    /// What of `patch` differs from `before`.
    fn judged(
        &self,
        before: &OpenRecord,
        patch: &RecordPatch,
        by: StaffId,
    ) -> Result<RecordChange, ChangeRecordError> {
        let kept = &before.record;
        let partner = &kept.partner;
        let (vault, at) = (self.manage.vault.as_ref(), self.manage.clock.now());
        let mut fields = Vec::new();
        let business = laid_over(&before.business, patch)?;
        let differs = business != before.business;
        let mut change = RecordChange {
            partner: partner.id,
            by,
            at,
            seen: kept.updated_at,
            name: replaced("name", patch.name.as_ref(), &partner.name, &mut fields),
            email: None,
            phone: None,
            kind: differing("partnerType", &patch.kind, &partner.kind, &mut fields),
            rate: differing("rateBps", &patch.rate, &partner.rate, &mut fields),
            webhook: differing("webhookUrl", &patch.webhook, &kept.api.webhook, &mut fields),
            endpoint: None,
            callback: differing(
                "callbackUrl",
                &patch.callback,
                &kept.api.callback,
                &mut fields,
            ),
            tax: before.business.tax.changed(&business.tax),
            business: differs
                .then(|| business.sealed(vault, partner.id))
                .transpose()?,
            status: self.status_wanted(kept, patch)?,
            fields: Vec::new(),
        };
        if let Some(email) = replaced("email", patch.email.as_ref(), &before.email, &mut fields) {
            change.email = Some(self.kept_email(partner.uuid, &email)?);
        }
        if let Some(phone) = differing("phoneNumber", &patch.phone, &before.phone, &mut fields) {
            change.phone = Some(self.kept_phone(kept, phone.as_ref())?);
        }
        fields.extend(before.business.changed(&business));
        change.fields = fields;
        Ok(change)
    }

    /// An endpoint for a new `webhookUrl`, should there be none.
    fn spare_endpoint(&self, change: &RecordChange) -> PortResult<Option<SetupEndpoint>> {
        if !matches!(change.webhook, Some(Some(_))) {
            return Ok(None);
        }
        let (entropy, vault) = (self.manage.entropy.as_ref(), self.manage.vault.as_ref());
        let (endpoint, _) = SetupEndpoint::draw(entropy, vault)?;
        Ok(Some(endpoint))
    }

    fn kept_phone(
        &self,
        record: &PartnerRecord,
        phone: Option<&PhoneNumber>,
    ) -> PortResult<Option<Sealed>> {
        let key = record.partner.id.get().to_be_bytes();
        let field = PartnerRecord::onboarding_field("phone_sealed", &key);
        let seal = |phone: &PhoneNumber| self.manage.vault.seal(field, phone.as_str().as_bytes());
        phone.map(seal).transpose()
    }

    fn kept_email(
        &self,
        partner: PartnerUuid,
        email: &EmailAddress,
    ) -> PortResult<(Sealed, BlindIndex)> {
        let row = partner.get();
        let field = FieldRef {
            table: "partners",
            column: "email_sealed",
            row: row.as_bytes(),
        };
        let vault = &self.manage.vault;
        let index = vault.index(IndexedField::Email, email.canonical().as_bytes());
        Ok((vault.seal(field, email.as_str().as_bytes())?, index))
    }

    fn status_wanted(
        &self,
        record: &PartnerRecord,
        patch: &RecordPatch,
    ) -> PortResult<Option<(PartnerStatus, Letter)>> {
        let partner = &record.partner;
        let wanted = patch
            .status
            .filter(|to| *to != partner.status || patch.is_status_alone());
        let Some(to) = wanted else {
            return Ok(None);
        };
        let notice = Notice::StatusChanged { to: to.as_str() };
        let recipient = Recipient::Partner(partner.uuid);
        let letter = self
            .letters()
            .letter(recipient, &notice, self.manage.clock.now())?;
        Ok(Some((to, letter)))
    }
}

/// What is `wanted` if it is something else than `now`; then its name is noted.
#[expect(
    clippy::option_option,
    clippy::ref_option,
    reason = "whether it changes, and to what if not to nothing; fields as they are"
)]
fn differing<T: PartialEq + Clone>(
    name: &'static str,
    wanted: &Option<Option<T>>,
    now: &Option<T>,
    fields: &mut Vec<&'static str>,
) -> Option<Option<T>> {
    let wanted = wanted.as_ref().filter(|wanted| *wanted != now)?;
    fields.push(name);
    Some(wanted.clone())
}

/// As [`differing`], of what is always there.
fn replaced<T: PartialEq + Clone>(
    name: &'static str,
    wanted: Option<&T>,
    now: &T,
    fields: &mut Vec<&'static str>,
) -> Option<T> {
    let wanted = wanted.filter(|wanted| *wanted != now)?;
    fields.push(name);
    Some(wanted.clone())
}
