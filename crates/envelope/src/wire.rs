//! An envelope as it travels.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::form::TAG_BYTES;

/// `version` of every envelope.
pub const VERSION: &str = "1.0";

/// `algorithm` of every envelope.
pub const ALGORITHM: &str = "RSA-OAEP-AES256-GCM";

/// The longest partner id, in characters.
const LONGEST_ID: usize = 64;

/// Bytes of what an RSA key of 2048 to 4096 bits makes.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=512;

/// The fields of an envelope as a JSON reader finds them: strings without their
/// quotes, the timestamp in the spelling of the body. A field that is absent, null
/// or of another type is `None`; only `iv` may be.
#[derive(Clone, Copy, Default)]
pub struct RawEnvelope<'a> {
    /// `version`
    pub version: Option<&'a str>,
    /// `partnerId`
    pub partner_id: Option<&'a str>,
    /// `timestamp`
    pub timestamp: Option<&'a str>,
    /// `encryptedKey`
    pub encrypted_key: Option<&'a str>,
    /// `encryptedData`
    pub encrypted_data: Option<&'a str>,
    /// `authTag`
    pub auth_tag: Option<&'a str>,
    /// `iv`
    pub iv: Option<&'a str>,
    /// `signature`
    pub signature: Option<&'a str>,
    /// `algorithm`
    pub algorithm: Option<&'a str>,
}

/// An envelope of version 1.0 whose fields have the right shape. Base64 is read
/// strictly, so that bytes and text stand for each other one to one.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Who speaks, or is spoken to: 1–64 of `A-Za-z0-9_-`.
    pub partner_id: String,
    /// When it was sealed, milliseconds since 1970.
    pub timestamp: i64,
    /// The AES key (and in the packed form the IV) under RSA-OAEP.
    pub encrypted_key: Vec<u8>,
    /// The text under AES-256-GCM.
    pub encrypted_data: Vec<u8>,
    /// GCM's tag.
    pub auth_tag: [u8; TAG_BYTES],
    /// GCM's IV; `None` in the packed form.
    pub iv: Option<[u8; 12]>,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    pub signature: Vec<u8>,
}

/// The field that keeps a text from being an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {expected}")]
pub struct EnvelopeError {
    /// The field's name.
    pub field: &'static str,
    /// What it must be.
    pub expected: &'static str,
}

impl Envelope {
    /// Judges the shape of every field.
    ///
    /// # Errors
    /// [`EnvelopeError`] names the first field that is wrong.
    pub fn parse(raw: &RawEnvelope<'_>) -> Result<Self, EnvelopeError> {
        version(raw.version)?;
        algorithm(raw.algorithm)?;
        Ok(Self {
            partner_id: partner_id(raw.partner_id)?,
            timestamp: timestamp(raw.timestamp)?,
            encrypted_key: of_rsa("encryptedKey", raw.encrypted_key)?,
            encrypted_data: encrypted_data(raw.encrypted_data)?,
            auth_tag: auth_tag(raw.auth_tag)?,
            iv: raw.iv.map(|_| iv(raw.iv)).transpose()?,
            signature: of_rsa("signature", raw.signature)?,
        })
    }

    /// Every field that is wrong, in the order in which [`Envelope::parse`] looks.
    pub fn faults(raw: &RawEnvelope<'_>) -> Vec<EnvelopeError> {
        let iv = raw.iv.and_then(|_| iv(raw.iv).err());
        let all = [
            version(raw.version).err(),
            algorithm(raw.algorithm).err(),
            partner_id(raw.partner_id).err(),
            timestamp(raw.timestamp).err(),
            of_rsa("encryptedKey", raw.encrypted_key).err(),
            encrypted_data(raw.encrypted_data).err(),
            auth_tag(raw.auth_tag).err(),
            iv,
            of_rsa("signature", raw.signature).err(),
        ];
        all.into_iter().flatten().collect()
    }

    /// The envelope as compact JSON, fields in the documented order.
    pub fn to_json(&self) -> String {
        let iv = self.iv.map_or_else(String::new, |iv| field("iv", &iv));
        format!(
            "{{\"version\":\"{VERSION}\",\"partnerId\":\"{}\",\"timestamp\":{},{}{}{}{iv}{}\
             \"algorithm\":\"{ALGORITHM}\"}}",
            self.partner_id,
            self.timestamp,
            field("encryptedKey", &self.encrypted_key),
            field("encryptedData", &self.encrypted_data),
            field("authTag", &self.auth_tag),
            field("signature", &self.signature),
        )
    }
}

/// Shows nothing that came from a request.
impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Envelope(..)")
    }
}

/// `"name":"base64",`
pub(crate) fn field(name: &str, value: &[u8]) -> String {
    format!("\"{name}\":\"{}\",", STANDARD.encode(value))
}

fn version(given: Option<&str>) -> Result<(), EnvelopeError> {
    exactly("version", "must be \"1.0\"", given, VERSION)
}

fn algorithm(given: Option<&str>) -> Result<(), EnvelopeError> {
    const EXPECTED: &str = "must be \"RSA-OAEP-AES256-GCM\"";
    exactly("algorithm", EXPECTED, given, ALGORITHM)
}

fn encrypted_data(given: Option<&str>) -> Result<Vec<u8>, EnvelopeError> {
    bytes("encryptedData", "must be base64", given)
}

fn auth_tag(given: Option<&str>) -> Result<[u8; TAG_BYTES], EnvelopeError> {
    sized("authTag", "must be base64 of 16 bytes", given)
}

fn iv(given: Option<&str>) -> Result<[u8; 12], EnvelopeError> {
    sized("iv", "must be base64 of 12 bytes", given)
}

fn exactly(
    field: &'static str,
    expected: &'static str,
    given: Option<&str>,
    wanted: &str,
) -> Result<(), EnvelopeError> {
    match given {
        Some(given) if given == wanted => Ok(()),
        _ => Err(EnvelopeError { field, expected }),
    }
}

fn partner_id(given: Option<&str>) -> Result<String, EnvelopeError> {
    let sane = |id: &&str| {
        (1..=LONGEST_ID).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    given.filter(sane).map(str::to_owned).ok_or(EnvelopeError {
        field: "partnerId",
        expected: "must be the partner's uuid or client id",
    })
}

/// A whole number as `JSON.stringify` prints it, which is how it is signed.
fn timestamp(given: Option<&str>) -> Result<i64, EnvelopeError> {
    given
        .and_then(|text| {
            let number: i64 = text.parse().ok()?;
            (number >= 0 && number.to_string() == text).then_some(number)
        })
        .ok_or(EnvelopeError {
            field: "timestamp",
            expected: "must be a whole number of milliseconds since 1970",
        })
}

fn bytes(
    field: &'static str,
    expected: &'static str,
    given: Option<&str>,
) -> Result<Vec<u8>, EnvelopeError> {
    given
        .and_then(|text| STANDARD.decode(text).ok())
        .ok_or(EnvelopeError { field, expected })
}

fn sized<const N: usize>(
    field: &'static str,
    expected: &'static str,
    given: Option<&str>,
) -> Result<[u8; N], EnvelopeError> {
    let bytes = bytes(field, expected, given)?;
    bytes
        .try_into()
        .map_err(|_| EnvelopeError { field, expected })
}

fn of_rsa(field: &'static str, given: Option<&str>) -> Result<Vec<u8>, EnvelopeError> {
    const EXPECTED: &str = "must be base64 of 256 to 512 bytes, as many as the RSA key has";
    let bytes = bytes(field, EXPECTED, given)?;
    if RSA_BYTES.contains(&bytes.len()) {
        Ok(bytes)
    } else {
        Err(EnvelopeError {
            field,
            expected: EXPECTED,
        })
    }
}

#[cfg(test)]
mod tests;
