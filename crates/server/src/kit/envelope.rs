//! The envelope's adapters (contract `envelope.md`).

use std::sync::Arc;

use crypto::RsaEnvelope;
use envelope::{EnrolKey, EnvelopeCipher, Envelopes};
use store::{CachedEnvelopeProfiles, DieselPartnerKeys, DieselReplayMarks};

use super::Kit;
use crate::failure::Failure;
use crate::keys::envelope_keys;

/// Partners' encryption remembered for less than a second.
const REMEMBERED: usize = 10_000;

impl Kit {
    /// Cryptography with the platform's keys; one for the process. The first call
    /// reads the keys and, outside production, generates a missing one.
    ///
    /// # Errors
    /// Bad keys.
    pub fn cipher(&self) -> Result<Arc<dyn EnvelopeCipher>, Failure> {
        if let Some(cipher) = self.envelope_cipher.get() {
            return Ok(Arc::clone(cipher));
        }
        let keys = envelope_keys(&self.settings)?;
        // Of two first calls both read the same keys, and one adapter stays.
        let cipher = self
            .envelope_cipher
            .get_or_init(|| Arc::new(RsaEnvelope::new(keys)));
        Ok(Arc::clone(cipher))
    }

    /// Cryptography without a key of our own, for who only reads partners' keys.
    pub fn reading_cipher() -> Arc<dyn EnvelopeCipher> {
        Arc::new(RsaEnvelope::new(Vec::new()))
    }

    /// Opens requests and seals answers.
    ///
    /// # Errors
    /// Bad keys.
    pub fn envelopes(&self) -> Result<Envelopes, Failure> {
        Ok(Envelopes {
            cipher: self.cipher()?,
            profiles: Arc::new(CachedEnvelopeProfiles::new(self.store.clone(), REMEMBERED)),
            marks: Arc::new(DieselReplayMarks::new(self.store.clone())),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
        })
    }

    /// Enrols and retires partners' keys, which `cipher` reads.
    pub fn enrol_key(&self, cipher: Arc<dyn EnvelopeCipher>) -> EnrolKey {
        EnrolKey {
            cipher,
            keys: Arc::new(DieselPartnerKeys::new(self.store.clone())),
            vault: Arc::clone(&self.vault),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
        }
    }
}
