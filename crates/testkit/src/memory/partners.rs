//! Partners in memory.

mod administration;
mod directory;

use std::sync::{Arc, Mutex};

use accounts::{
    CreatePartnerError, LiveSecret, NewPartner, OwnCallLimits, Partner, PartnerHandle,
    PartnerRepository, PartnerStatus, RotateError, Rotation, SecretHash, SecretRecord, Slug,
    StatusChange, StatusChangeError,
};
use audit::Event;
use chrono::{DateTime, Utc};
use kernel::{Actor, BlindIndex, ClientSecretId, PartnerId, PartnerUuid, PortResult, RateBps};

use self::administration::More;
use super::{InMemoryAudit, InMemoryFamilies, InMemoryMail, locked};

/// Fake of [`PartnerRepository`] and [`accounts::PartnerDirectory`]. It remembers nothing:
/// every answer is the state as it is.
#[derive(Debug, Clone)]
pub struct InMemoryPartners {
    rows: Arc<Mutex<Vec<Row>>>,
    audit: InMemoryAudit,
    mail: InMemoryMail,
    families: InMemoryFamilies,
}

#[derive(Debug)]
struct Row {
    partner: Partner,
    email: BlindIndex,
    /// Oldest first.
    secrets: Vec<LiveSecret>,
    /// When each of them was made.
    made_at: Vec<DateTime<Utc>>,
    /// What else there is to know of it.
    more: More,
}

impl InMemoryPartners {
    /// No partner; changes go to `audit`, letters to `mail`, revoked sessions come from
    /// `families`.
    pub fn new(audit: InMemoryAudit, mail: InMemoryMail, families: InMemoryFamilies) -> Self {
        Self {
            rows: Arc::default(),
            audit,
            mail,
            families,
        }
    }

    /// What a partner's links name and what share of a disbursal it earns, if it has
    /// a rate of its own.
    pub(super) fn link_and_rate(
        &self,
        partner: PartnerId,
    ) -> Option<(PartnerUuid, Option<RateBps>)> {
        self.find_row(
            |row| row.partner.id == partner,
            |row| (row.partner.uuid, row.partner.rate),
        )
    }

    /// Every partner that is active and not deleted.
    pub(super) fn active(&self) -> Vec<(PartnerId, PartnerUuid)> {
        let rows = locked(&self.rows);
        let active = rows.iter().filter(|row| {
            row.more.deleted_at.is_none() && row.partner.status == PartnerStatus::Active
        });
        active
            .map(|row| (row.partner.id, row.partner.uuid))
            .collect()
    }

    /// Uuid, name and limits of its own of the partner that `is` it.
    pub(super) fn named(
        &self,
        is: impl Fn(&Partner) -> bool,
    ) -> Option<(PartnerUuid, String, OwnCallLimits)> {
        self.find_row(
            |row| is(&row.partner),
            |Row { partner, .. }| {
                let name = partner.name.as_str().to_owned();
                (partner.uuid, name, partner.calls)
            },
        )
    }

    /// What `read` sees of the partner that `is` it, unless it was deleted.
    pub(super) fn named_by<T>(
        &self,
        is: impl Fn(&Partner) -> bool,
        read: impl Fn(&Partner) -> T,
    ) -> Option<T> {
        let wanted = |row: &Row| row.more.deleted_at.is_none() && is(&row.partner);
        self.find_row(wanted, |row| read(&row.partner))
    }

    /// Sets the limits of its own of the partner `uuid`: its key, and those of before.
    pub(super) fn set_calls(
        &self,
        uuid: PartnerUuid,
        calls: OwnCallLimits,
    ) -> Option<(PartnerId, OwnCallLimits)> {
        let mut rows = locked(&self.rows);
        let row = rows
            .iter_mut()
            .find(|row| row.partner.uuid == uuid && row.more.deleted_at.is_none())?;
        let before = std::mem::replace(&mut row.partner.calls, calls);
        Some((row.partner.id, before))
    }

    /// Adds a secret that has no end.
    pub(super) fn give_secret(&self, partner: PartnerId, hash: SecretHash, at: DateTime<Utc>) {
        let mut rows = locked(&self.rows);
        if let Some(row) = rows.iter_mut().find(|row| row.partner.id == partner) {
            row.secrets.push(newest_secret(hash));
            row.made_at.push(at);
        }
    }

    /// Whether there is such a partner.
    pub(super) fn knows(&self, partner: PartnerId) -> bool {
        self.find_row(|row| row.partner.id == partner, |_| ())
            .is_some()
    }

    fn find_row<T>(&self, wanted: impl Fn(&Row) -> bool, read: impl Fn(&Row) -> T) -> Option<T> {
        locked(&self.rows).iter().find(|row| wanted(row)).map(read)
    }
}

const fn newest_secret(hash: SecretHash) -> LiveSecret {
    LiveSecret {
        hash,
        ends_at: None,
    }
}

fn has_handle(row: &Row, handle: &PartnerHandle) -> bool {
    if row.more.deleted_at.is_some() {
        return false;
    }
    match handle {
        PartnerHandle::ClientId(id) => row.partner.client_id == *id,
        PartnerHandle::Uuid(uuid) => row.partner.uuid == *uuid,
        PartnerHandle::Slug(slug) => row.partner.slug == *slug,
    }
}

fn free_slug(rows: &[Row], new: &NewPartner) -> Result<Slug, CreatePartnerError> {
    let is_free = |slug: &Slug| !rows.iter().any(|row| row.holds_slug(slug));
    if is_free(&new.slug) {
        return Ok(new.slug.clone());
    }
    if !new.slug_may_vary {
        return Err(CreatePartnerError::SlugTaken);
    }
    (1..=u32::MAX)
        .map(|number| new.slug.numbered(number))
        .find(is_free)
        .ok_or(CreatePartnerError::SlugTaken)
}

impl PartnerRepository for InMemoryPartners {
    fn create(&self, new: NewPartner, actor: Actor) -> Result<Partner, CreatePartnerError> {
        let mut rows = locked(&self.rows);
        if rows.iter().any(|row| row.holds_email(&new.email_index)) {
            return Err(CreatePartnerError::EmailTaken);
        }
        let slug = free_slug(&rows, &new)?;
        let key = i64::try_from(rows.len())
            .unwrap_or(i64::MAX)
            .saturating_add(1);
        let partner = Partner {
            id: PartnerId::new(key),
            uuid: new.uuid,
            slug,
            client_id: new.client_id,
            name: new.name,
            email: new.email,
            status: new.status,
            sandbox: new.sandbox,
            rate: new.rate,
            kind: new.kind,
            tokens_from: None,
            calls: OwnCallLimits::default(),
            created_at: new.created_at,
        };
        rows.push(Row {
            partner: partner.clone(),
            email: new.email_index,
            made_at: new.secret.iter().map(|_| new.created_at).collect(),
            secrets: new.secret.map(newest_secret).into_iter().collect(),
            more: More::of(new.status, new.created_at),
        });
        let event = Event::PartnerCreated {
            partner: partner.id,
        };
        self.audit.record(new.created_at, actor, event);
        Ok(partner)
    }

    fn find(&self, handle: &PartnerHandle) -> PortResult<Option<Partner>> {
        Ok(self.find_row(|row| has_handle(row, handle), |row| row.partner.clone()))
    }

    fn list(&self) -> PortResult<Vec<Partner>> {
        let rows = locked(&self.rows);
        let existing = rows.iter().filter(|row| row.more.deleted_at.is_none());
        Ok(existing.map(|row| row.partner.clone()).collect())
    }

    fn change_status(&self, change: StatusChange) -> Result<Partner, StatusChangeError> {
        let mut rows = locked(&self.rows);
        let row = rows.iter_mut().find(|row| row.exists_as(change.partner));
        let row = row.ok_or(StatusChangeError::Unknown)?;
        let from = row.partner.status;
        row.partner.status = from.change_to(change.to)?;
        let event = Event::PartnerStatusChanged {
            partner: change.partner,
            from: from.as_str(),
            to: change.to.as_str(),
        };
        self.audit.record(change.at, change.by, event);
        self.mail.keep(change.letter);
        Ok(row.partner.clone())
    }

    fn rotate_secret(&self, rotation: Rotation) -> Result<(), RotateError> {
        let mut rows = locked(&self.rows);
        let row = rows.iter_mut().find(|row| row.exists_as(rotation.partner));
        let row = row.ok_or(RotateError::Unknown)?;
        let newest = row.made_at.last().ok_or(RotateError::NoCredentials)?;
        let since = rotation.unless_rotated_since;
        if row.made_at.len() > 1 && since.is_some_and(|since| *newest > since) {
            return Err(RotateError::TooSoon);
        }
        for kept in &mut row.secrets {
            let end = kept.ends_at.map(|end| end.min(rotation.at));
            kept.ends_at = Some(end.unwrap_or(rotation.older_end_at));
        }
        row.secrets.push(newest_secret(rotation.secret));
        row.made_at.push(rotation.at);
        let event = Event::SecretRotated {
            partner: rotation.partner,
            older_end_at: rotation.older_end_at,
        };
        self.audit.record(rotation.at, rotation.by, event);
        self.mail.keep(rotation.letter);
        Ok(())
    }

    fn live_secrets(
        &self,
        partner: PartnerId,
        now: DateTime<Utc>,
    ) -> PortResult<Vec<SecretRecord>> {
        let records = self.find_row(
            |row| row.partner.id == partner,
            |row| {
                let kept = row.secrets.iter().zip(&row.made_at).zip(1..);
                let live = kept.filter(|((secret, _), _)| secret.is_live(now));
                let records = live.map(|((secret, made_at), nth)| SecretRecord {
                    id: ClientSecretId::new(partner.get() * 1_000 + nth),
                    created_at: *made_at,
                    ends_at: secret.ends_at,
                });
                records.collect()
            },
        );
        let mut records: Vec<SecretRecord> = records.unwrap_or_default();
        records.reverse();
        Ok(records)
    }
}
