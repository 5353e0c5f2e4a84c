//! A partner, as it sees itself.

use accounts::{Overlap, OverlapError, Partner, RotatedSecret, SecretRecord};
use envelope::Profile;
use serde::Serialize;

use super::UtcMillis;
use crate::error::Refusal;
use crate::strict_body::StrictBody;

/// A client secret; what it says nobody can tell any more.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SecretView {
    /// Names it.
    #[schema(example = 7)]
    id: i64,
    /// Since when it counts.
    #[schema(value_type = String, format = DateTime)]
    created_at: UtcMillis,
    /// When it ends; null while it is the newest.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    expires_at: Option<UtcMillis>,
}

impl SecretView {
    fn of(record: &SecretRecord) -> Self {
        Self {
            id: record.id.get(),
            created_at: UtcMillis(record.created_at),
            expires_at: record.ends_at.map(UtcMillis),
        }
    }
}

/// The caller.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ProfileView {
    /// Its public identity, the `utm_source` of its links.
    #[schema(example = "7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    partner_uuid: String,
    /// What it signs in with.
    #[schema(example = "pc_3f0c9a2e8d614a509b1c0f6f")]
    client_id: String,
    /// Signs in as well.
    #[schema(example = "lead-house")]
    slug: String,
    /// Its name.
    #[schema(example = "Lead House")]
    name: String,
    /// Whether it only practises.
    sandbox: bool,
    /// `off`, `optional` or `required`.
    #[schema(example = "optional")]
    encryption: &'static str,
    /// The one form it may use: `documented`, `iv-unsigned` or `packed`; null allows all.
    #[schema(example = "documented", required = true)]
    encryption_form: Option<&'static str>,
    /// The secrets that count now, newest first; at most two.
    secrets: Vec<SecretView>,
}

impl ProfileView {
    /// `partner`, which encrypts by `profile`, on the wire.
    pub(crate) fn of(partner: &Partner, profile: &Profile, secrets: &[SecretRecord]) -> Self {
        Self {
            partner_uuid: partner.uuid.to_string(),
            client_id: partner.client_id.as_str().to_owned(),
            slug: partner.slug.as_str().to_owned(),
            name: partner.name.as_str().to_owned(),
            sandbox: partner.sandbox,
            encryption: profile.policy.as_str(),
            encryption_form: profile.form.map(envelope::Form::as_str),
            secrets: secrets.iter().map(SecretView::of).collect(),
        }
    }
}

/// How to rotate.
#[derive(utoipa::ToSchema)]
pub(crate) struct RotateBody {
    /// Hours the secret before still counts, 0 to 168.
    #[schema(value_type = i32, minimum = 0, maximum = 168, example = 24)]
    pub(crate) overlap_hours: Overlap,
}

impl RotateBody {
    /// The fields there are.
    const FIELDS: &'static [&'static str] = &["overlap_hours"];

    /// Reads all of them.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut body = StrictBody::parse(bytes, Self::FIELDS)?;
        let overlap_hours = body.number("overlap_hours", |spelt| {
            let hours = spelt.parse().map_err(|_| OverlapError)?;
            Overlap::hours(hours)
        });
        let overlap_hours = body.accept(overlap_hours)?;
        Ok(Self { overlap_hours })
    }
}

/// A new secret.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RotatedView {
    /// What it signs in with, as before.
    #[schema(example = "pc_3f0c9a2e8d614a509b1c0f6f")]
    client_id: String,
    /// The secret, shown this once.
    #[schema(example = "psk_live_...")]
    client_secret: String,
    /// When the secret before ends.
    #[schema(value_type = String, format = DateTime)]
    previous_expires_at: UtcMillis,
}

impl RotatedView {
    /// `rotated` on the wire.
    pub(crate) fn of(rotated: &RotatedSecret) -> Self {
        Self {
            client_id: rotated.partner.client_id.as_str().to_owned(),
            client_secret: rotated.secret.expose().to_owned(),
            previous_expires_at: UtcMillis(rotated.previous_ends_at),
        }
    }
}
