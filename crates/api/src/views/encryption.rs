//! Encryption keys on the wire.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use envelope::{Encryption, Enrolled, KeyRecord, Nonce, OwnKey};
use serde::Serialize;

use super::UtcMillis;
use crate::error::Refusal;
use crate::strict_body::StrictBody;

/// An RSA public key as a JSON Web Key (RFC 7517). It has neither `use` nor `alg`,
/// for it serves two: RSA-OAEP-256 to it, RS256 by it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Jwk {
    /// Always `RSA`.
    #[schema(example = "RSA")]
    kty: &'static str,
    /// The same as beside it.
    kid: String,
    /// The modulus, base64url.
    n: String,
    /// The exponent, base64url.
    #[schema(example = "AQAB")]
    e: String,
}

/// One of the platform's public keys.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PlatformKeyView {
    /// SHA-256 of the key's SPKI, 64 hexadecimal digits.
    kid: String,
    /// The key as PEM.
    #[schema(
        example = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG...\n-----END PUBLIC KEY-----\n"
    )]
    pem: String,
    /// The key as a JSON Web Key.
    jwk: Jwk,
}

/// The platform's public keys.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PlatformKeysView {
    #[serde(flatten)]
    current: PlatformKeyView,
    /// Keys that still open what is encrypted to them; empty but during a rotation.
    previous: Vec<PlatformKeyView>,
}

impl PlatformKeyView {
    fn of(key: &OwnKey) -> Self {
        let kid = key.public.fingerprint.to_string();
        Self {
            jwk: Jwk {
                kty: "RSA",
                kid: kid.clone(),
                n: URL_SAFE_NO_PAD.encode(&key.modulus),
                e: URL_SAFE_NO_PAD.encode(&key.exponent),
            },
            pem: key.public.to_pem(),
            kid,
        }
    }
}

impl PlatformKeysView {
    /// `keys`, the current one first; `None` where there is none.
    pub(crate) fn of(keys: &[OwnKey]) -> Option<Self> {
        let (current, previous) = keys.split_first()?;
        Some(Self {
            current: PlatformKeyView::of(current),
            previous: previous.iter().map(PlatformKeyView::of).collect(),
        })
    }
}

/// What to sign.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct NonceView {
    /// Sign these characters as they stand: RSASSA-PKCS1-v1_5 with SHA-256.
    nonce: String,
    /// When it ceases to count.
    #[schema(value_type = String, format = DateTime)]
    expires_at: UtcMillis,
}

impl NonceView {
    /// `nonce` on the wire.
    pub(crate) fn of(nonce: &Nonce) -> Self {
        Self {
            nonce: nonce.text.clone(),
            expires_at: UtcMillis(nonce.expires_at),
        }
    }
}

/// A key of the partner.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct KeyView {
    /// SHA-256 of the key's SPKI, 64 hexadecimal digits.
    fingerprint: String,
    /// When it was enrolled.
    #[schema(value_type = String, format = DateTime)]
    enrolled_at: UtcMillis,
    /// Since when it is refused; null while it is live.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    retired_at: Option<UtcMillis>,
}

impl KeyView {
    fn of(record: &KeyRecord) -> Self {
        Self {
            fingerprint: record.key.fingerprint.to_string(),
            enrolled_at: UtcMillis(record.enrolled_at),
            retired_at: record.retired_at.map(UtcMillis),
        }
    }
}

/// A partner's encryption.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct EncryptionView {
    /// `off`, `optional` or `required`.
    #[schema(example = "optional")]
    encryption: &'static str,
    /// The one form that may be used: `documented`, `iv-unsigned` or `packed`; null
    /// allows all.
    #[schema(example = "documented", required = true)]
    form: Option<&'static str>,
    /// Newest first.
    keys: Vec<KeyView>,
}

impl EncryptionView {
    /// `encryption` on the wire.
    pub(crate) fn of(encryption: &Encryption) -> Self {
        Self {
            encryption: encryption.policy.as_str(),
            form: encryption.form.map(envelope::Form::as_str),
            keys: encryption.keys.iter().map(KeyView::of).collect(),
        }
    }
}

/// A key that is live now, and what else there is.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct EnrolledView {
    /// SHA-256 of the key's SPKI, 64 hexadecimal digits: compare it with your own.
    fingerprint: String,
    #[serde(flatten)]
    encryption: EncryptionView,
}

impl EnrolledView {
    /// `enrolled` on the wire.
    pub(crate) fn of(enrolled: &Enrolled) -> Self {
        Self {
            fingerprint: enrolled.fingerprint.to_string(),
            encryption: EncryptionView::of(&enrolled.encryption),
        }
    }
}

/// A key to be enrolled.
#[derive(utoipa::ToSchema)]
pub(crate) struct EnrolBody {
    /// RSA, 2048 to 4096 bits, as PEM.
    #[schema(
        example = "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG...\n-----END PUBLIC KEY-----\n"
    )]
    pub(crate) public_key: String,
    /// The nonce, as it was given.
    pub(crate) nonce: String,
    /// The key's signature over the nonce, base64.
    pub(crate) signature: String,
}

impl EnrolBody {
    /// The fields there are.
    pub(crate) const FIELDS: &'static [&'static str] = &["public_key", "nonce", "signature"];

    /// Reads all of them.
    pub(crate) fn read(mut body: StrictBody<'_>) -> Result<Self, Refusal> {
        let text = |text: &str| Ok::<_, std::convert::Infallible>(text.to_owned());
        let public_key = body.text("public_key", text);
        let nonce = body.text("nonce", text);
        let signature = body.text("signature", text);
        let fields = public_key.zip(nonce).zip(signature);
        let ((public_key, nonce), signature) = body.accept(fields)?;
        Ok(Self {
            public_key,
            nonce,
            signature,
        })
    }
}
