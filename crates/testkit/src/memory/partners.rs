//! Partners in memory.

mod directory;

use std::sync::{Arc, Mutex};

use accounts::{
    CreatePartnerError, LiveSecret, NewPartner, Partner, PartnerHandle, PartnerRepository,
    PartnerStatus, SecretHash, SecretRecord, Slug, StatusChangeError,
};
use audit::Event;
use chrono::{DateTime, Utc};
use kernel::{Actor, BlindIndex, ClientSecretId, PartnerId, PartnerUuid, PortResult, RateBps};

use super::{InMemoryAudit, InMemoryFamilies, locked};

/// Fake of [`PartnerRepository`] and [`accounts::PartnerDirectory`]. It remembers nothing:
/// every answer is the state as it is.
#[derive(Debug, Clone)]
pub struct InMemoryPartners {
    rows: Arc<Mutex<Vec<Row>>>,
    audit: InMemoryAudit,
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
}

impl InMemoryPartners {
    /// No partner; changes go to `audit`, revoked sessions come from `families`.
    pub fn new(audit: InMemoryAudit, families: InMemoryFamilies) -> Self {
        Self {
            rows: Arc::default(),
            audit,
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

    /// Whether there is such a partner.
    pub(super) fn knows(&self, partner: PartnerId) -> bool {
        self.find_row(|row| row.partner.id == partner, |_| ())
            .is_some()
    }

    fn find_row<T>(&self, wanted: impl Fn(&Row) -> bool, read: impl Fn(&Row) -> T) -> Option<T> {
        locked(&self.rows).iter().find(|row| wanted(row)).map(read)
    }
}

const fn newest(hash: SecretHash) -> LiveSecret {
    LiveSecret {
        hash,
        ends_at: None,
    }
}

fn has_handle(row: &Row, handle: &PartnerHandle) -> bool {
    match handle {
        PartnerHandle::ClientId(id) => row.partner.client_id == *id,
        PartnerHandle::Uuid(uuid) => row.partner.uuid == *uuid,
        PartnerHandle::Slug(slug) => row.partner.slug == *slug,
    }
}

fn free_slug(rows: &[Row], new: &NewPartner) -> Result<Slug, CreatePartnerError> {
    let is_free = |slug: &Slug| !rows.iter().any(|row| row.partner.slug == *slug);
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
        if rows.iter().any(|row| row.email == new.email_index) {
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
            created_at: new.created_at,
        };
        rows.push(Row {
            partner: partner.clone(),
            email: new.email_index,
            made_at: new.secret.iter().map(|_| new.created_at).collect(),
            secrets: new.secret.map(newest).into_iter().collect(),
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
        Ok(rows.iter().map(|row| row.partner.clone()).collect())
    }

    fn change_status(
        &self,
        partner: PartnerId,
        to: PartnerStatus,
        actor: Actor,
        now: DateTime<Utc>,
    ) -> Result<Partner, StatusChangeError> {
        let mut rows = locked(&self.rows);
        let row = rows.iter_mut().find(|row| row.partner.id == partner);
        let row = row.ok_or(StatusChangeError::Unknown)?;
        let from = row.partner.status;
        row.partner.status = from.change_to(to)?;
        let event = Event::PartnerStatusChanged {
            partner,
            from: from.as_str(),
            to: to.as_str(),
        };
        self.audit.record(now, actor, event);
        Ok(row.partner.clone())
    }

    fn rotate_secret(
        &self,
        partner: PartnerId,
        secret: SecretHash,
        older_end_at: DateTime<Utc>,
        actor: Actor,
        now: DateTime<Utc>,
    ) -> PortResult<bool> {
        let mut rows = locked(&self.rows);
        let Some(row) = rows.iter_mut().find(|row| row.partner.id == partner) else {
            return Ok(false);
        };
        for kept in &mut row.secrets {
            kept.ends_at = Some(kept.ends_at.map_or(older_end_at, |end| end.min(now)));
        }
        row.secrets.push(LiveSecret {
            hash: secret,
            ends_at: None,
        });
        row.made_at.push(now);
        let event = Event::SecretRotated {
            partner,
            older_end_at,
        };
        self.audit.record(now, actor, event);
        Ok(true)
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
