//! What is sent about webhooks; for the document only.

use super::EndpointSwitchWord;

/// A webhook endpoint to be created.
#[derive(utoipa::ToSchema)]
#[schema(as = NewWebhookEndpoint)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct NewEndpointBody {
    /// Where webhooks are posted: an https address with a public host, at most 2000
    /// characters, without user name, password or fragment. Redirects are not followed.
    #[schema(
        example = "https://crm.leadhouse.example/hooks/lender",
        max_length = 2000
    )]
    url: String,
    /// What you call it.
    #[schema(example = "Production CRM", max_length = 200)]
    description: Option<String>,
    /// The events it is told of, each once; `["*"]`, the default, for every one, also
    /// those to come.
    #[schema(example = json!(["loan.disbursed", "payout.paid"]))]
    events: Option<Vec<String>>,
}

/// What changes of a webhook endpoint; at least one of the four.
#[derive(utoipa::ToSchema)]
#[schema(as = WebhookEndpointChange)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct EndpointChangeBody {
    /// Where webhooks are posted from now on, also those that are under way.
    #[schema(
        example = "https://crm.leadhouse.example/hooks/lender",
        nullable = false
    )]
    url: Option<String>,
    /// What you call it; null takes it away.
    #[schema(example = "Production CRM", max_length = 200)]
    description: Option<String>,
    /// The events it is told of from now on.
    #[schema(example = json!(["*"]), nullable = false)]
    events: Option<Vec<String>>,
    /// `active` also ends a pause. `disabled` gives up what waits.
    #[schema(value_type = EndpointSwitchWord, inline, required = false, example = "active")]
    status: Option<String>,
}

/// What staff make of a webhook endpoint.
#[derive(utoipa::ToSchema)]
#[schema(as = WebhookEndpointSwitch)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct EndpointSwitchBody {
    /// `active` or `disabled`.
    #[schema(value_type = EndpointSwitchWord, inline, example = "disabled")]
    status: String,
}

/// How a webhook secret is rotated.
#[derive(utoipa::ToSchema)]
#[schema(as = WebhookRotation)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct WebhookRotationBody {
    /// For how many hours webhooks are signed with the secret before as well. Each then
    /// carries two signatures; either is right.
    #[schema(minimum = 0, maximum = 168, default = 24, example = 24)]
    overlap_hours: Option<u16>,
}

/// What is to be delivered again.
#[derive(utoipa::ToSchema)]
#[schema(as = WebhookReplay)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct ReplayBody {
    /// Events that happened at this time or after it, RFC 3339 with an offset, not in the
    /// future.
    #[schema(format = DateTime, example = "2026-11-20T00:00:00Z")]
    since: String,
    /// Only events the endpoint has not taken.
    #[schema(default = false, example = true)]
    missed_only: Option<bool>,
}
