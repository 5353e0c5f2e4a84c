//! What is signed (contract `envelope.md`, the table of forms).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::wire::{ALGORITHM, VERSION, field};
use crate::{Envelope, Form};

/// The text whose signature `envelope` carries if it is of `form`; the same for
/// requests and answers. No value in it ever needs a JSON escape.
pub fn signed_text(form: Form, envelope: &Envelope) -> String {
    match form {
        Form::Documented => fields(envelope, true),
        Form::IvUnsigned => fields(envelope, false),
        Form::Packed => format!(
            "{}:{}:{}",
            envelope.partner_id,
            envelope.timestamp,
            STANDARD.encode(&envelope.encrypted_data)
        ),
    }
}

/// Compact JSON of all fields but `signature`.
fn fields(envelope: &Envelope, with_iv: bool) -> String {
    let iv = envelope.iv.filter(|_| with_iv);
    let iv = iv.map_or_else(String::new, |iv| field("iv", &iv));
    format!(
        "{{\"version\":\"{VERSION}\",\"partnerId\":\"{}\",\"timestamp\":{},{}{}{}{iv}\
         \"algorithm\":\"{ALGORITHM}\"}}",
        envelope.partner_id,
        envelope.timestamp,
        field("encryptedKey", &envelope.encrypted_key),
        field("encryptedData", &envelope.encrypted_data),
        field("authTag", &envelope.auth_tag),
    )
}
