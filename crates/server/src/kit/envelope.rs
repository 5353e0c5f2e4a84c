//! The envelope's adapters (contract `envelope.md`).

use std::sync::Arc;

use crypto::{RsaEnvelope, RsaProbe};
use envelope::{Diagnose, EnrolKey, EnvelopeCipher, EnvelopeProbe, Envelopes};
use store::{CachedEnvelopeProfiles, DieselPartnerKeys, DieselReplayMarks};

use super::Kit;
use crate::failure::Failure;
use crate::keys::envelope_keys;

/// Partners' encryption remembered for less than a second.
const REMEMBERED: usize = 10_000;

/// What works with the platform's private keys.
#[derive(Clone)]
pub(super) struct KeyHolders {
    cipher: Arc<dyn EnvelopeCipher>,
    probe: Arc<dyn EnvelopeProbe>,
}

impl Kit {
    /// Cryptography with the platform's keys; one for the process. The first call
    /// reads the keys and, outside production, generates a missing one.
    ///
    /// # Errors
    /// Bad keys.
    pub fn cipher(&self) -> Result<Arc<dyn EnvelopeCipher>, Failure> {
        Ok(self.key_holders()?.cipher)
    }

    fn key_holders(&self) -> Result<KeyHolders, Failure> {
        if let Some(holders) = self.key_holders.get() {
            return Ok(holders.clone());
        }
        let keys = envelope_keys(&self.settings)?;
        let probe = RsaProbe::new(&keys, Arc::clone(&self.entropy))
            .map_err(|error| Failure::told(error.to_string()))?;
        // Of two first calls both read the same keys, and one pair stays.
        let holders = self.key_holders.get_or_init(|| KeyHolders {
            cipher: Arc::new(RsaEnvelope::new(keys)),
            probe: Arc::new(probe),
        });
        Ok(holders.clone())
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
            keys: Arc::new(DieselPartnerKeys::new(self.store.clone(), self.post())),
            vault: Arc::clone(&self.vault),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
        }
    }

    /// Tells partners that practise what is wrong with an envelope.
    ///
    /// # Errors
    /// Bad keys.
    pub fn diagnose(&self) -> Result<Diagnose, Failure> {
        let KeyHolders { cipher, probe } = self.key_holders()?;
        Ok(Diagnose {
            cipher,
            probe,
            keys: Arc::new(DieselPartnerKeys::new(self.store.clone(), self.post())),
            marks: Arc::new(DieselReplayMarks::new(self.store.clone())),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
        })
    }
}
