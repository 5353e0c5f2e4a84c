//! A partner's own keys.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use crypto::{PrivateKey, RsaEnvelope};
use envelope::{EnvelopeCipher as _, Form, OwnKey};

use crate::Error;

/// A partner's private keys and the form of its envelopes. Cheap to clone; keys are
/// wiped from memory with the last clone.
#[derive(Clone)]
pub struct EnvelopeKeys {
    pub(crate) cipher: Arc<RsaEnvelope>,
    pub(crate) own: OwnKey,
    pub(crate) form: Form,
}

impl EnvelopeKeys {
    /// The key pair whose private half this is: RSA of 2048 to 4096 bits, PEM,
    /// PKCS#8, unencrypted.
    ///
    /// # Errors
    /// [`Error::Key`].
    pub fn from_pem(private_pem: &str) -> Result<Self, Error> {
        Self::from_pems(private_pem, &[])
    }

    /// The same with keys from before a rotation: `current` signs, every one of them
    /// opens answers.
    ///
    /// # Errors
    /// [`Error::Key`].
    pub fn from_pems(current: &str, previous: &[&str]) -> Result<Self, Error> {
        let key = |pem: &str| PrivateKey::from_pem(pem).map_err(|error| Error::key(&error));
        let current = key(current)?;
        let own = current.public();
        let mut all = vec![current];
        for pem in previous {
            all.push(key(pem)?);
        }
        Ok(Self {
            cipher: Arc::new(RsaEnvelope::new(all)),
            own,
            form: Form::Documented,
        })
    }

    /// Seals requests in `form` instead of [`Form::Documented`]. Answers are opened
    /// in whichever form they come.
    #[must_use]
    pub fn in_form(mut self, form: Form) -> Self {
        self.form = form;
        self
    }

    /// The public half of the current key, PEM: what is enrolled.
    pub fn public_pem(&self) -> String {
        self.own.public.to_pem()
    }

    /// Its fingerprint: SHA-256 of the SPKI, 64 hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        self.own.public.fingerprint.to_string()
    }

    /// The current key's signature over `text`, base64.
    pub(crate) fn sign(&self, text: &str) -> Result<String, Error> {
        let own = &self.own.public.fingerprint;
        let signature = self.cipher.sign(own, text.as_bytes());
        let signature = signature.map_err(|failure| Error::key(&failure))?;
        Ok(STANDARD.encode(signature))
    }
}

/// Shows which key it is and not the key.
impl std::fmt::Debug for EnvelopeKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EnvelopeKeys")
            .field("fingerprint", &self.own.public.fingerprint)
            .field("form", &self.form)
            .finish_non_exhaustive()
    }
}
