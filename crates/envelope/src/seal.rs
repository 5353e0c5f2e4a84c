//! Sealing a text.

use chrono::{DateTime, Utc};
use kernel::{Entropy, PortResult};
use zeroize::Zeroizing;

use crate::form::AES_KEY_BYTES;
use crate::open::aad;
use crate::{Envelope, EnvelopeCipher, Fingerprint, Form, GcmInput, PublicKey, signed_text};

/// Whom an envelope goes to, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correspondent {
    /// The partner id that stands in it.
    pub partner_id: String,
    /// Its form.
    pub form: Form,
    /// The key it is encrypted to.
    pub key: PublicKey,
    /// Our key that signs it.
    pub own: Fingerprint,
}

/// Seals `plain` for `to` at `now`.
///
/// # Errors
/// [`kernel::PortFailure::Unforeseen`] when a key refuses.
pub fn seal(
    cipher: &dyn EnvelopeCipher,
    entropy: &dyn Entropy,
    to: &Correspondent,
    plain: &[u8],
    now: DateTime<Utc>,
) -> PortResult<Envelope> {
    let mut key = Zeroizing::new([0_u8; AES_KEY_BYTES]);
    entropy.fill(key.as_mut_slice());
    let mut iv = vec![0_u8; to.form.iv_bytes()];
    entropy.fill(&mut iv);
    let input = GcmInput {
        key: &key,
        iv: &iv,
        aad: aad(to.form, &to.partner_id),
    };
    let output = cipher.encrypt(&input, plain)?;
    let mut secret = Zeroizing::new(key.to_vec());
    if to.form == Form::Packed {
        secret.reserve_exact(iv.len());
        secret.extend_from_slice(&iv);
    }
    let mut envelope = Envelope {
        partner_id: to.partner_id.clone(),
        timestamp: now.timestamp_millis(),
        encrypted_key: cipher.wrap_key(&to.key, &secret)?,
        encrypted_data: output.data,
        auth_tag: output.tag,
        // Sixteen bytes travel with the key.
        iv: iv.try_into().ok(),
        signature: Vec::new(),
    };
    let text = signed_text(to.form, &envelope);
    envelope.signature = cipher.sign(&to.own, text.as_bytes())?;
    Ok(envelope)
}
