//! Partners' encryption in memory.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};

use audit::{EncryptionRule, Event};
use chrono::{DateTime, Utc};
use envelope::{
    Encryption, EnrolStoreError, Enrolment, EnvelopeProfiles, Fingerprint, Form, KeyRecord,
    LIVE_KEYS, PartnerKeys, Policy, PolicyChange, Profile, ReplayMarks,
};
use kernel::{Actor, PartnerId, PortResult, ReplayMark};

use super::{InMemoryAudit, InMemoryPartners, locked};

/// Marks by whose they are and their hash.
type Spent = HashSet<(PartnerId, [u8; 32])>;

/// Fake of [`ReplayMarks`]. It forgets nothing.
#[derive(Debug, Clone, Default)]
pub struct InMemoryReplayMarks(Arc<Mutex<Spent>>);

impl InMemoryReplayMarks {
    /// What was spent, for as long as nobody else may look.
    pub(super) fn spent(&self) -> MutexGuard<'_, Spent> {
        locked(&self.0)
    }
}

impl ReplayMarks for InMemoryReplayMarks {
    fn spend(&self, partner: PartnerId, mark: &ReplayMark) -> PortResult<bool> {
        Ok(self.spent().insert((partner, mark.hash)))
    }

    fn is_spent(&self, partner: PartnerId, hash: &[u8; 32]) -> PortResult<bool> {
        Ok(self.spent().contains(&(partner, *hash)))
    }
}

/// Fake of [`PartnerKeys`] and [`EnvelopeProfiles`]. It remembers nothing: every
/// answer is the state as it is.
#[derive(Debug, Clone)]
pub struct InMemoryPartnerKeys {
    kept: Arc<Mutex<HashMap<PartnerId, Kept>>>,
    partners: InMemoryPartners,
    marks: InMemoryReplayMarks,
    audit: InMemoryAudit,
}

#[derive(Debug, Default)]
struct Kept {
    rule: Option<(Policy, Option<Form>)>,
    /// Newest first.
    keys: Vec<KeyRecord>,
}

impl InMemoryPartnerKeys {
    /// Nothing enrolled; whoever is in `partners` may enrol, nonces are spent in
    /// `marks`, changes go to `audit`.
    pub fn new(
        partners: InMemoryPartners,
        marks: InMemoryReplayMarks,
        audit: InMemoryAudit,
    ) -> Self {
        Self {
            kept: Arc::default(),
            partners,
            marks,
            audit,
        }
    }

    fn kept<T>(&self, partner: PartnerId, read: impl FnOnce(&Kept) -> T) -> T {
        read(locked(&self.kept).entry(partner).or_default())
    }
}

impl Kept {
    fn encryption(&self) -> Encryption {
        let (policy, form) = self.rule.unwrap_or_default();
        Encryption {
            policy,
            form,
            keys: self.keys.clone(),
        }
    }

    fn profile(&self) -> Profile {
        let (policy, form) = self.rule.unwrap_or_default();
        let live = self.keys.iter().filter(|key| key.retired_at.is_none());
        Profile {
            policy,
            form,
            keys: live.map(|record| record.key.clone()).collect(),
        }
    }

    /// Makes the key live; returns the fingerprints of those that gave way.
    fn enrol(&mut self, enrolment: &Enrolment, now: DateTime<Utc>) -> Vec<Fingerprint> {
        let live = self.keys.iter_mut().filter(|key| key.retired_at.is_none());
        let mut retired = Vec::new();
        for record in live.skip(LIVE_KEYS - 1) {
            record.retired_at = Some(now);
            retired.push(record.key.fingerprint);
        }
        let record = KeyRecord {
            key: enrolment.key.clone(),
            enrolled_at: now,
            retired_at: None,
        };
        self.keys.insert(0, record);
        retired
    }

    fn change(&mut self, change: PolicyChange) -> Option<(EncryptionRule, EncryptionRule)> {
        let before = self.rule;
        let form_before = before.and_then(|(_, form)| form);
        let after = match change {
            PolicyChange::Set { policy, form } => (policy, form.unwrap_or(form_before)),
            PolicyChange::OptionalIfUnset => before.unwrap_or((Policy::Optional, None)),
        };
        self.rule = Some(after);
        (before != Some(after)).then(|| (named(before), named(self.rule)))
    }
}

fn named(rule: Option<(Policy, Option<Form>)>) -> EncryptionRule {
    EncryptionRule {
        policy: rule.map_or("unset", |(policy, _)| policy.as_str()),
        form: rule.and_then(|(_, form)| form).map_or("any", Form::as_str),
    }
}

impl EnvelopeProfiles for InMemoryPartnerKeys {
    fn remembered(&self, partner: PartnerId, _now: DateTime<Utc>) -> Option<Arc<Profile>> {
        Some(Arc::new(self.kept(partner, Kept::profile)))
    }

    fn profile(&self, partner: PartnerId, _now: DateTime<Utc>) -> PortResult<Arc<Profile>> {
        Ok(Arc::new(self.kept(partner, Kept::profile)))
    }
}

impl PartnerKeys for InMemoryPartnerKeys {
    fn enrol(
        &self,
        enrolment: &Enrolment,
        actor: Actor,
        now: DateTime<Utc>,
    ) -> Result<Encryption, EnrolStoreError> {
        let partner = enrolment.partner;
        if !self.partners.knows(partner) {
            return Err(EnrolStoreError::Unknown);
        }
        let mut all = locked(&self.kept);
        let kept = all.entry(partner).or_default();
        let same = |record: &&KeyRecord| record.key.fingerprint == enrolment.key.fingerprint;
        let same = kept.keys.iter().find(same);
        if same.is_some_and(|record| record.retired_at.is_some()) {
            return Err(EnrolStoreError::Retired);
        }
        let is_new = same.is_none();
        if let Some(nonce) = &enrolment.nonce
            && !self.marks.spent().insert((partner, nonce.hash))
        {
            return Err(EnrolStoreError::NonceSpent);
        }
        let record = |event| self.audit.record(now, actor, event);
        if is_new {
            for key in kept.enrol(enrolment, now) {
                let fingerprint = *key.as_bytes();
                record(Event::EnvelopeKeyRetired {
                    partner,
                    fingerprint,
                });
            }
            let fingerprint = *enrolment.key.fingerprint.as_bytes();
            record(Event::EnvelopeKeyEnrolled {
                partner,
                fingerprint,
            });
        }
        if let Some((from, to)) = kept.change(enrolment.policy) {
            record(Event::EncryptionChanged { partner, from, to });
        }
        Ok(kept.encryption())
    }

    fn retire(
        &self,
        partner: PartnerId,
        key: &Fingerprint,
        actor: Actor,
        now: DateTime<Utc>,
    ) -> PortResult<bool> {
        let mut all = locked(&self.kept);
        let kept = all.entry(partner).or_default();
        let live = kept.keys.iter_mut().find(|record| {
            let same = record.key.fingerprint == *key;
            same && record.retired_at.is_none()
        });
        let Some(record) = live else {
            return Ok(false);
        };
        record.retired_at = Some(now);
        let event = Event::EnvelopeKeyRetired {
            partner,
            fingerprint: *key.as_bytes(),
        };
        self.audit.record(now, actor, event);
        Ok(true)
    }

    fn encryption(&self, partner: PartnerId) -> PortResult<Encryption> {
        Ok(self.kept(partner, Kept::encryption))
    }
}
