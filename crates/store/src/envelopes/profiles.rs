//! Partners' encryption as the request path knows it: remembered for half a second.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use envelope::{EnvelopeProfiles, Profile};
use kernel::{PartnerId, PortResult};

use super::rows::{Rule, public_key};
use crate::Store;
use crate::cache::{Remembered, ShortMemory};
use crate::conn::Conn;
use crate::fault::StoreError;
use crate::schema::{envelope_keys, partner_encryption};

/// How long an answer is remembered. Contract: a retired key is refused within 1 s,
/// also when another process retired it; the rest is for the request under way.
const MEMORY: Duration = Duration::from_millis(500);

/// Looks partners' encryption up, and remembers it for up to 500 ms. A change made
/// through the same [`Store`] is felt at once.
pub struct CachedEnvelopeProfiles {
    store: Store,
    profiles: ShortMemory<PartnerId, Arc<Profile>>,
}

impl CachedEnvelopeProfiles {
    /// The partners of `store`; remembers about `capacity` of them at most.
    pub fn new(store: Store, capacity: usize) -> Self {
        Self {
            store,
            profiles: ShortMemory::new(capacity, MEMORY),
        }
    }

    /// What a value read from now on must carry to be remembered.
    fn stamp(&self, now: DateTime<Utc>) -> Remembered {
        Remembered {
            now,
            // The given time may stand still or be set back; this one cannot.
            read_at: Instant::now(),
            change: self.store.access_changes(),
        }
    }
}

impl EnvelopeProfiles for CachedEnvelopeProfiles {
    fn remembered(&self, partner: PartnerId, now: DateTime<Utc>) -> Option<Arc<Profile>> {
        self.profiles.get(&partner, self.stamp(now))
    }

    fn profile(&self, partner: PartnerId, now: DateTime<Utc>) -> PortResult<Arc<Profile>> {
        let stamp = self.stamp(now);
        let profile = Arc::new(self.store.read(|conn| profile(conn, partner))?);
        // Partners that encrypt nothing are remembered as well: they are most.
        self.profiles.keep(partner, Some(&profile), stamp);
        Ok(profile)
    }
}

/// What was said of the partner, with a live key.
type ProfileRow = (String, Option<String>, Option<(Vec<u8>, Vec<u8>)>);

/// One query, and so of one instant. Whoever has a key has a row about encryption.
fn profile(conn: &mut Conn, partner: PartnerId) -> Result<Profile, StoreError> {
    let live = envelope_keys::partner_id
        .eq(partner_encryption::partner_id)
        .and(envelope_keys::retired_at.is_null());
    let rows: Vec<ProfileRow> = partner_encryption::table
        .left_join(envelope_keys::table.on(live))
        .filter(partner_encryption::partner_id.eq(partner.get()))
        .order(envelope_keys::number.desc())
        .select((
            partner_encryption::policy,
            partner_encryption::form,
            (envelope_keys::fingerprint, envelope_keys::spki).nullable(),
        ))
        .load(conn)?;
    let mut profile = Profile::default();
    for (policy, form, key) in rows {
        let rule = Rule::stored(&policy, form.as_deref())?;
        (profile.policy, profile.form) = (rule.policy, rule.form);
        if let Some((name, spki)) = key {
            profile.keys.push(public_key(&name, spki)?);
        }
    }
    Ok(profile)
}
