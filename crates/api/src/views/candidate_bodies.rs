//! Bodies about candidates, for the document.

/// A new batch.
#[derive(utoipa::ToSchema)]
#[schema(as = NewCandidateBatch)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct NewBatchBody {
    /// 1 to 100 characters; no other batch of the partner has it, in whatever case.
    #[schema(example = "Batch A")]
    batch_name: String,
}

/// A new candidate.
#[derive(utoipa::ToSchema)]
#[schema(as = NewCandidate)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct NewCandidateBody {
    /// Into which batch; without one into none.
    #[schema(required = false, example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    batch_id: Option<String>,
    /// 1 to 100 characters, the first of them none of `=`, `+`, `-` and `@`.
    #[schema(example = "John")]
    firstname: String,
    /// As `firstname`.
    #[schema(example = "Doe")]
    lastname: String,
    /// Where they read mail; an invite goes there at once.
    #[schema(example = "john@example.com")]
    email: String,
}
