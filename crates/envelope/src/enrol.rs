//! Enrolling partners' keys.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{
    Actor, Clock, Entropy, FieldVault, IndexedField, PartnerId, PortFailure, PortResult, ReplayMark,
};

use crate::{
    Encryption, EnrolStoreError, Enrolment, EnvelopeCipher, Fingerprint, Form, PartnerKeys, Policy,
    PolicyChange, PublicKeyError,
};

/// How long a nonce counts.
const NONCE_LIVES: TimeDelta = TimeDelta::minutes(10);

/// What a partner signs to show that a key is its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nonce {
    /// The text to sign, as it stands.
    pub text: String,
    /// When it ceases to count.
    pub expires_at: DateTime<Utc>,
}

/// What an operator says with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeySettings {
    /// Whether the partner encrypts.
    pub policy: Policy,
    /// The one form it may use; the outer `None` leaves it as it is, the inner one
    /// allows all.
    pub form: Option<Option<Form>>,
}

/// A key that is live now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// Which.
    pub fingerprint: Fingerprint,
    /// Everything kept about the partner's encryption now.
    pub encryption: Encryption,
}

/// Why a key was not enrolled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// The text is no key we take.
    #[error(transparent)]
    Key(#[from] PublicKeyError),
    /// The nonce is not one we gave this partner, has expired or was used.
    #[error("is not one we gave you, has expired or was used")]
    Nonce,
    /// The signature is not the key's over the nonce.
    #[error("is not this key's RSASSA-PKCS1-v1_5 with SHA-256 over the nonce, in base64")]
    Signature,
    /// The key was retired; it never comes back.
    #[error("the key was retired")]
    Retired,
    /// There is no such partner.
    #[error("no such partner")]
    Unknown,
    /// A port failed.
    #[error(transparent)]
    Port(#[from] PortFailure),
}

impl From<EnrolStoreError> for EnrolError {
    fn from(error: EnrolStoreError) -> Self {
        match error {
            EnrolStoreError::Unknown => Self::Unknown,
            EnrolStoreError::Retired => Self::Retired,
            EnrolStoreError::NonceSpent => Self::Nonce,
            EnrolStoreError::Port(failure) => Self::Port(failure),
        }
    }
}

/// Enrols and retires partners' keys (contract `envelope.md`, "Keys").
#[derive(Clone)]
pub struct EnrolKey {
    /// Reads keys and judges signatures.
    pub cipher: Arc<dyn EnvelopeCipher>,
    /// Where keys are kept.
    pub keys: Arc<dyn PartnerKeys>,
    /// Authenticates nonces.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws nonces.
    pub entropy: Arc<dyn Entropy>,
}

impl EnrolKey {
    /// A nonce for `partner`, good for 10 minutes and one enrolment. Nothing is
    /// stored: the nonce proves itself by a keyed hash.
    pub fn nonce(&self, partner: PartnerId) -> Nonce {
        let expires_at = self.clock.now() + NONCE_LIVES;
        let mut random = [0_u8; 16];
        self.entropy.fill(&mut random);
        let body = NonceBody {
            expires_at_ms: expires_at.timestamp_millis(),
            random,
        };
        Nonce {
            text: URL_SAFE_NO_PAD.encode(self.with_proof(partner, &body)),
            expires_at,
        }
    }

    /// Enrols a key that `partner` itself presents.
    ///
    /// # Errors
    /// See [`EnrolError`].
    pub fn by_partner(
        &self,
        partner: PartnerId,
        pem: &str,
        nonce: &str,
        signature: &str,
    ) -> Result<Enrolled, EnrolError> {
        let key = self.cipher.read_public_key(pem)?;
        let until = self.nonce_until(partner, nonce).ok_or(EnrolError::Nonce)?;
        let right = STANDARD
            .decode(signature)
            .is_ok_and(|bytes| self.cipher.verify(&key, nonce.as_bytes(), &bytes));
        if !right {
            return Err(EnrolError::Signature);
        }
        let fingerprint = key.fingerprint;
        let enrolment = Enrolment {
            partner,
            key,
            policy: PolicyChange::OptionalIfUnset,
            nonce: Some(ReplayMark {
                hash: self.cipher.sha256(nonce.as_bytes()),
                until,
            }),
        };
        let actor = Actor::Partner(partner);
        let encryption = self.keys.enrol(&enrolment, actor, self.clock.now())?;
        Ok(Enrolled {
            fingerprint,
            encryption,
        })
    }

    /// Enrols a key that whoever runs the platform vouches for.
    ///
    /// # Errors
    /// See [`EnrolError`]; neither nonce nor signature is asked for.
    pub fn by_operator(
        &self,
        partner: PartnerId,
        pem: &str,
        settings: KeySettings,
        actor: Actor,
    ) -> Result<Enrolled, EnrolError> {
        let key = self.cipher.read_public_key(pem)?;
        let fingerprint = key.fingerprint;
        let enrolment = Enrolment {
            partner,
            key,
            policy: PolicyChange::Set {
                policy: settings.policy,
                form: settings.form,
            },
            nonce: None,
        };
        let encryption = self.keys.enrol(&enrolment, actor, self.clock.now())?;
        Ok(Enrolled {
            fingerprint,
            encryption,
        })
    }

    /// Retires a live key; `false` when the partner has no such live key.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn retire(&self, partner: PartnerId, key: &Fingerprint, actor: Actor) -> PortResult<bool> {
        self.keys.retire(partner, key, actor, self.clock.now())
    }

    /// Everything kept about a partner's encryption.
    ///
    /// # Errors
    /// [`PortFailure`].
    pub fn encryption(&self, partner: PartnerId) -> PortResult<Encryption> {
        self.keys.encryption(partner)
    }

    /// When `nonce` expires, if it is one we gave `partner` and still counts.
    fn nonce_until(&self, partner: PartnerId, nonce: &str) -> Option<DateTime<Utc>> {
        let given = URL_SAFE_NO_PAD.decode(nonce).ok()?;
        let body = NonceBody::read(&given)?;
        if !equal(&given, &self.with_proof(partner, &body)) {
            return None;
        }
        let until = DateTime::from_timestamp_millis(body.expires_at_ms)?;
        (self.clock.now() < until).then_some(until)
    }

    /// The nonce's bytes with the keyed hash that only we can make.
    fn with_proof(&self, partner: PartnerId, body: &NonceBody) -> Vec<u8> {
        let mut proven = partner.get().to_be_bytes().to_vec();
        proven.extend_from_slice(&body.expires_at_ms.to_be_bytes());
        proven.extend_from_slice(&body.random);
        let proof = self.vault.index(IndexedField::EnrolmentNonce, &proven);
        let mut bytes = body.expires_at_ms.to_be_bytes().to_vec();
        bytes.extend_from_slice(&body.random);
        bytes.extend_from_slice(proof.as_bytes());
        bytes
    }
}

/// What a nonce says before its proof.
struct NonceBody {
    expires_at_ms: i64,
    random: [u8; 16],
}

impl NonceBody {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (expires_at_ms, rest) = bytes.split_first_chunk::<8>()?;
        let (random, _) = rest.split_first_chunk::<16>()?;
        Some(Self {
            expires_at_ms: i64::from_be_bytes(*expires_at_ms),
            random: *random,
        })
    }
}

/// Whether `one` is `other`, in a time that depends on their lengths alone.
fn equal(one: &[u8], other: &[u8]) -> bool {
    let differing = one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b));
    one.len() == other.len() && differing == 0
}
