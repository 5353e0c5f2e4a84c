//! What staff get besides a partner's record: tokens, secrets, notes.

use accounts::{IssuedToken, Note, RotatedSecret};
use kernel::{PageNumber, PageSize};
use serde::Serialize;

use super::{Paging, UtcSeconds};

/// An onboarding token, shown this once.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = IssuedOnboardingToken)]
pub(crate) struct IssuedTokenView {
    /// The token.
    #[schema(example = "pot_live_...")]
    onboarding_token: String,
    /// Until when it counts.
    #[schema(value_type = String, format = DateTime)]
    expires_at: UtcSeconds,
}

/// A new secret, shown this once.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = RotatedByStaff)]
pub(crate) struct RotatedByStaffView {
    /// What the partner signs in with, as before.
    #[schema(example = "pc_3f0c9a2e8d614a509b1c0f6f")]
    client_id: String,
    /// The secret.
    #[schema(example = "psk_live_...")]
    client_secret: String,
    /// When the secret before ends.
    #[schema(value_type = String, format = DateTime)]
    previous_expires_at: UtcSeconds,
}

/// A note.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Note)]
pub(crate) struct NoteView {
    /// Names it.
    #[schema(example = "7f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    id: String,
    /// What it says.
    #[schema(example = "Called; sends the permit.")]
    content: String,
    /// Who wrote it.
    author: AuthorView,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    created_at: UtcSeconds,
}

/// A member of staff.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = NoteAuthor)]
pub(crate) struct AuthorView {
    /// The account.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    id: String,
    /// Its address.
    #[schema(example = "operations@lender.example")]
    email: String,
}

/// A new note's name.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = NoteAdded)]
pub(crate) struct NoteData {
    pub(crate) note: NoteView,
}

/// A page of notes.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = NotePage)]
pub(crate) struct NotePageView {
    /// Newest first.
    notes: Vec<NoteView>,
    /// Where they lie.
    pagination: Paging,
}

impl IssuedTokenView {
    /// `issued` on the wire.
    pub(crate) fn of(issued: &IssuedToken) -> Self {
        Self {
            onboarding_token: issued.token.expose().to_owned(),
            expires_at: UtcSeconds(issued.expires_at),
        }
    }
}

impl RotatedByStaffView {
    /// `rotated` on the wire.
    pub(crate) fn of(rotated: &RotatedSecret) -> Self {
        Self {
            client_id: rotated.partner.client_id.as_str().to_owned(),
            client_secret: rotated.secret.expose().to_owned(),
            previous_expires_at: UtcSeconds(rotated.previous_ends_at),
        }
    }
}

impl NoteView {
    /// `note` on the wire.
    pub(crate) fn of(note: &Note) -> Self {
        Self {
            id: note.uuid.to_string(),
            content: note.content.clone(),
            author: AuthorView {
                id: note.author.to_string(),
                email: note.author_email.clone(),
            },
            created_at: UtcSeconds(note.created_at),
        }
    }
}

impl NotePageView {
    /// `notes` of `total` on the wire.
    pub(crate) fn of(notes: &[Note], page: PageNumber, size: PageSize, total: u64) -> Self {
        Self {
            notes: notes.iter().map(NoteView::of).collect(),
            pagination: Paging::of(page, size, total),
        }
    }
}
