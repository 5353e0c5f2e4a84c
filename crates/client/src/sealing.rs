//! Envelopes of requests and answers (contract `envelope.md`).

use std::sync::Arc;

use crypto::{RsaEnvelope, SystemEntropy};
use envelope::{Correspondent, Envelope, EnvelopeCipher as _, RawEnvelope, Sender, Tools};
use kernel::{Clock as _, SystemClock};
use serde::Deserialize;
use serde::de::IgnoredAny;
use zeroize::Zeroizing;

use crate::{EnvelopeKeys, Error};

/// What seals a partner's requests and opens the answers. Both take less than a
/// millisecond, a fraction of what TLS takes on the same thread.
pub(crate) struct Sealing {
    cipher: Arc<RsaEnvelope>,
    clock: SystemClock,
    to: Correspondent,
    /// The partner ids that may stand in an answer.
    names: [String; 2],
}

impl Sealing {
    /// Traffic of the partner called `names` with the platform whose public key
    /// `platform_pem` is. The first name goes into requests.
    pub(crate) fn new(
        names: [String; 2],
        keys: &EnvelopeKeys,
        platform_pem: &str,
    ) -> Result<Self, Error> {
        let platform = keys.cipher.read_public_key(platform_pem);
        let [partner_id, _] = &names;
        Ok(Self {
            cipher: Arc::clone(&keys.cipher),
            clock: SystemClock::default(),
            to: Correspondent {
                partner_id: partner_id.clone(),
                form: keys.form,
                key: platform.map_err(|error| Error::key(&error))?,
                own: keys.own.public.fingerprint,
            },
            names,
        })
    }

    /// The platform's key, named.
    pub(crate) fn platform_kid(&self) -> String {
        self.to.key.fingerprint.to_string()
    }

    /// `plain` in a new envelope, as JSON. Never the same twice.
    pub(crate) fn seal(&self, plain: &[u8]) -> Result<String, Error> {
        let (cipher, now) = (self.cipher.as_ref(), self.clock.now());
        envelope::seal(cipher, &SystemEntropy, &self.to, plain, now)
            .map(|sealed| sealed.to_json())
            .map_err(|failure| Error::key(&failure))
    }

    /// What is in the platform's envelope.
    pub(crate) fn open(&self, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, Error> {
        let [uuid, client_id] = &self.names;
        let sender = Sender {
            names: &[uuid, client_id],
            keys: std::slice::from_ref(&self.to.key),
            form: None,
        };
        let tools = Tools {
            cipher: self.cipher.as_ref(),
            entropy: &SystemEntropy,
            is_object: &is_object,
        };
        let read = sealed.read().ok_or(Error::Unopened("shape"))?;
        envelope::open(tools, &read, &sender, self.clock.now())
            .map(|opened| opened.plain)
            .map_err(|step| Error::Unopened(step.as_str()))
    }
}

fn is_object(text: &[u8]) -> bool {
    text.starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

/// An envelope's fields, unjudged.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sealed {
    version: String,
    partner_id: String,
    timestamp: i64,
    encrypted_key: String,
    encrypted_data: String,
    auth_tag: String,
    iv: Option<String>,
    signature: String,
    algorithm: String,
}

impl Sealed {
    /// The envelope that `body` is; `None` for anything else.
    pub(crate) fn find(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }

    pub(crate) fn read(&self) -> Option<Envelope> {
        let timestamp = self.timestamp.to_string();
        let raw = RawEnvelope {
            version: Some(&self.version),
            partner_id: Some(&self.partner_id),
            timestamp: Some(&timestamp),
            encrypted_key: Some(&self.encrypted_key),
            encrypted_data: Some(&self.encrypted_data),
            auth_tag: Some(&self.auth_tag),
            iv: self.iv.as_deref(),
            signature: Some(&self.signature),
            algorithm: Some(&self.algorithm),
        };
        Envelope::parse(&raw).ok()
    }
}
