//! Creating partners and changing them, for whoever runs the platform.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{
    Actor, Clock, EmailAddress, Entropy, FieldRef, FieldVault, IndexedField, PartnerUuid,
    PortFailure, PortResult, RateBps,
};
use notices::{Compose, Letter, Notice, Recipient};

use crate::{
    ClientId, ClientSecret, CreatePartnerError, NewPartner, Partner, PartnerHandle, PartnerName,
    PartnerRepository, PartnerStatus, RotateError, Rotation, SecretHasher, SecretKind, Slug,
    StatusChange, StatusChangeError,
};

/// What an operator says of a new partner.
#[derive(Debug, Clone)]
pub struct PartnerDraft {
    /// Name.
    pub name: PartnerName,
    /// E-mail address.
    pub email: EmailAddress,
    /// Slug; `None` takes one suggested by the name.
    pub slug: Option<Slug>,
    /// Whether the partner only practises.
    pub sandbox: bool,
    /// Its own payout rate.
    pub rate: Option<RateBps>,
}

/// A new partner and its secret, shown this once.
#[derive(Debug, Clone)]
pub struct CreatedPartner {
    /// The partner.
    pub partner: Partner,
    /// Its first secret.
    pub secret: ClientSecret,
}

/// A new secret, shown this once.
#[derive(Debug, Clone)]
pub struct RotatedSecret {
    /// The partner.
    pub partner: Partner,
    /// Its new secret.
    pub secret: ClientSecret,
    /// How long the secret before still counts.
    pub overlap: TimeDelta,
    /// When it ends.
    pub previous_ends_at: DateTime<Utc>,
}

/// Creates partners and changes them.
#[derive(Clone)]
pub struct ManagePartners {
    /// Where partners are kept.
    pub repository: Arc<dyn PartnerRepository>,
    /// Hashes secrets.
    pub hasher: Arc<dyn SecretHasher>,
    /// Protects e-mail addresses.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws ids and secrets.
    pub entropy: Arc<dyn Entropy>,
}

impl ManagePartners {
    /// Creates an active partner with onboarding complete.
    ///
    /// # Errors
    /// See [`CreatePartnerError`].
    pub fn create(
        &self,
        draft: PartnerDraft,
        actor: Actor,
    ) -> Result<CreatedPartner, CreatePartnerError> {
        let entropy = self.entropy.as_ref();
        let uuid = PartnerUuid::draw(entropy);
        let secret = ClientSecret::draw(kind_of(draft.sandbox), entropy);
        let partner = NewPartner {
            uuid,
            slug_may_vary: draft.slug.is_none(),
            slug: draft
                .slug
                .unwrap_or_else(|| Slug::suggested_by(&draft.name)),
            client_id: ClientId::draw(entropy),
            email: self.vault.seal(
                email_field(uuid.get().as_bytes()),
                draft.email.as_str().as_bytes(),
            )?,
            email_index: self
                .vault
                .index(IndexedField::Email, draft.email.canonical().as_bytes()),
            name: draft.name,
            status: PartnerStatus::Active,
            sandbox: draft.sandbox,
            rate: draft.rate,
            kind: None,
            secret: Some(self.hasher.hash(&secret)),
            created_at: self.clock.now(),
        };
        let partner = self.repository.create(partner, actor)?;
        Ok(CreatedPartner { partner, secret })
    }

    /// The partner `handle` names.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn find(&self, handle: &PartnerHandle) -> PortResult<Option<Partner>> {
        self.repository.find(handle)
    }

    /// Every partner, oldest first.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn list(&self) -> PortResult<Vec<Partner>> {
        self.repository.list()
    }

    /// A partner's e-mail address in clear.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn email_of(&self, partner: &Partner) -> PortResult<String> {
        let row = partner.uuid.get();
        let plain = self
            .vault
            .open(email_field(row.as_bytes()), &partner.email)?;
        String::from_utf8(plain).map_err(|_| PortFailure::corrupt("partners.email_sealed"))
    }

    /// Changes a partner's status.
    ///
    /// # Errors
    /// See [`StatusChangeError`].
    pub fn change_status(
        &self,
        handle: &PartnerHandle,
        to: PartnerStatus,
        actor: Actor,
    ) -> Result<Partner, StatusChangeError> {
        let partner = self.repository.find(handle)?;
        let partner = partner.ok_or(StatusChangeError::Unknown)?;
        let at = self.clock.now();
        let notice = Notice::StatusChanged { to: to.as_str() };
        self.repository.change_status(StatusChange {
            partner: partner.id,
            to,
            letter: self.letter(&partner, &notice, at)?,
            by: actor,
            at,
        })
    }

    /// Gives a partner a new secret; the one before counts for `overlap` more.
    ///
    /// # Errors
    /// See [`RotateError`]; never [`RotateError::TooSoon`].
    pub fn rotate_secret(
        &self,
        handle: &PartnerHandle,
        overlap: TimeDelta,
        actor: Actor,
    ) -> Result<RotatedSecret, RotateError> {
        let partner = self.repository.find(handle)?;
        let partner = partner.ok_or(RotateError::Unknown)?;
        self.rotate_secret_of(&partner, overlap, None, actor)
    }

    /// As [`ManagePartners::rotate_secret`] for a partner that was found already, unless
    /// its secret was rotated less than `pause` ago.
    pub(crate) fn rotate_secret_of(
        &self,
        partner: &Partner,
        overlap: TimeDelta,
        pause: Option<TimeDelta>,
        actor: Actor,
    ) -> Result<RotatedSecret, RotateError> {
        let secret = ClientSecret::draw(kind_of(partner.sandbox), self.entropy.as_ref());
        let at = self.clock.now();
        let previous_ends_at = at + overlap;
        let notice = Notice::SecretRotated { previous_ends_at };
        self.repository.rotate_secret(Rotation {
            partner: partner.id,
            secret: self.hasher.hash(&secret),
            older_end_at: previous_ends_at,
            unless_rotated_since: pause.map(|pause| at - pause),
            letter: self.letter(partner, &notice, at)?,
            by: actor,
            at,
        })?;
        Ok(RotatedSecret {
            partner: partner.clone(),
            secret,
            overlap,
            previous_ends_at,
        })
    }

    fn letter(&self, to: &Partner, notice: &Notice, at: DateTime<Utc>) -> PortResult<Letter> {
        let compose = Compose {
            vault: Arc::clone(&self.vault),
            entropy: Arc::clone(&self.entropy),
        };
        compose.letter(Recipient::Partner(to.uuid), notice, at)
    }
}

const fn kind_of(sandbox: bool) -> SecretKind {
    if sandbox {
        SecretKind::Test
    } else {
        SecretKind::Live
    }
}

const fn email_field(row: &[u8]) -> FieldRef<'_> {
    FieldRef {
        table: "partners",
        column: "email_sealed",
        row,
    }
}
