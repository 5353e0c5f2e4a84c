//! What encryption does to the document: a body may be an envelope instead.

use serde_json::json;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::OneOfBuilder;
use utoipa::openapi::{Content, Ref, RefOr, Schema};

use crate::error::Code;

/// The envelope's schema in the document.
const NAME: &str = "EncryptedEnvelope";

/// An encrypted body (contract `envelope.md`); for the document only.
#[derive(utoipa::ToSchema)]
#[schema(as = EncryptedEnvelope)]
#[expect(
    dead_code,
    reason = "read field by field from the JSON; this is its description"
)]
pub(crate) struct EncryptedEnvelope {
    /// Always `1.0`.
    #[schema(example = "1.0")]
    version: String,
    /// The partner's uuid or client id.
    #[schema(rename = "partnerId")]
    partner_id: String,
    /// Milliseconds since 1970; at most 5 minutes old and 60 seconds ahead.
    #[schema(example = 1_795_000_000_000_i64)]
    timestamp: i64,
    /// RSA-OAEP (SHA-256, MGF1-SHA-256) of the AES key, in the packed form followed by
    /// the IV; base64.
    #[schema(rename = "encryptedKey")]
    encrypted_key: String,
    /// AES-256-GCM of the JSON that would have been the body; base64.
    #[schema(rename = "encryptedData")]
    encrypted_data: String,
    /// GCM's tag, 16 bytes; base64.
    #[schema(rename = "authTag")]
    auth_tag: String,
    /// GCM's IV, 12 bytes; base64. Absent in the packed form.
    #[schema(required = false)]
    iv: Option<String>,
    /// RSASSA-PKCS1-v1_5 with SHA-256; base64.
    signature: String,
    /// Always `RSA-OAEP-AES256-GCM`.
    #[schema(example = "RSA-OAEP-AES256-GCM")]
    algorithm: String,
}

/// `operation` with the bodies it takes and gives when they are encrypted. What takes
/// envelopes says so by how it may refuse; what answers partners may be asked to
/// encrypt.
pub(super) fn with_envelopes(mut operation: Operation, refusals: &[Code]) -> Operation {
    if refusals.contains(&Code::EnvelopeRefused)
        && let Some(RefOr::T(body)) = &mut operation.request_body
    {
        body.content.values_mut().for_each(or_envelope);
    }
    if for_partners(&operation) {
        for (status, response) in &mut operation.responses.responses {
            if let RefOr::T(response) = response
                && status.starts_with('2')
                && let Some(content) = response.content.get_mut("application/json")
            {
                or_envelope(content);
            }
        }
    }
    operation
}

/// Whether a partner's own credentials or token open it.
fn for_partners(operation: &Operation) -> bool {
    let schemes = json!(operation.security);
    let has = |scheme: &str| {
        let listed = schemes.as_array().into_iter().flatten();
        listed.filter_map(|one| one.get(scheme)).count() > 0
    };
    has("partner") || has("basic")
}

fn or_envelope(content: &mut RefOr<Content>) {
    let RefOr::T(content) = content else {
        return;
    };
    let Some(plain) = content.schema.take() else {
        return;
    };
    let either = OneOfBuilder::new()
        .item(plain)
        .item(Ref::from_schema_name(NAME));
    content.schema = Some(RefOr::T(Schema::OneOf(either.build())));
}
