//! Webhook endpoints on the wire.

use serde::Serialize;
use webhooks::{
    Endpoint, EndpointWithSecret, EventFilter, EventKind, MOST_ENDPOINTS, OpenEndpoint,
    SupervisedEndpoint,
};

use super::{EndpointStatusWord, UtcMillis};

/// What of an endpoint everybody sees who sees it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = WebhookEndpointState)]
pub(crate) struct EndpointState {
    /// What the partner calls it.
    #[schema(required = true, example = "Production CRM")]
    description: Option<String>,
    /// The events it is told of; `["*"]` for every one, also those to come.
    #[schema(example = json!(["loan.disbursed", "payout.paid"]))]
    events: Vec<&'static str>,
    /// `active`: it is told. `paused`: not since nobody answered there for long; set it
    /// `active` when it is well again, and replay what it missed. `disabled`: not since
    /// somebody said so.
    #[schema(value_type = EndpointStatusWord, inline, example = "active")]
    status: &'static str,
    /// Whether it is the `webhookUrl` of the onboarding.
    #[schema(example = false)]
    from_setup: bool,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: UtcMillis,
    /// When it was last changed by anybody.
    #[schema(value_type = String, format = DateTime)]
    updated_at: UtcMillis,
    /// Since when it is paused.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    paused_at: Option<UtcMillis>,
    /// The first failure since it last took something; null while it is well.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    failing_since: Option<UtcMillis>,
    /// When it last took something.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    last_success_at: Option<UtcMillis>,
    /// Until when the secret before the last rotation signs as well; null where none does.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    previous_secret_ends_at: Option<UtcMillis>,
}

/// A webhook endpoint, as its partner sees it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = WebhookEndpoint)]
pub(crate) struct EndpointView {
    /// Its id.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    id: String,
    /// Where webhooks go.
    #[schema(example = "https://crm.leadhouse.example/hooks/lender")]
    url: String,
    /// The rest.
    #[serde(flatten)]
    state: EndpointState,
}

/// An endpoint with its secret.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = WebhookEndpointWithSecret)]
pub(crate) struct SecretEndpointView {
    /// The endpoint.
    #[serde(flatten)]
    endpoint: EndpointView,
    /// What its webhooks are signed with, shown this once: `whsec_` and 32 bytes in base64
    /// (Standard Webhooks).
    #[schema(example = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDmK7ZQGXIGVM=")]
    secret: String,
}

/// A kind of event.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = WebhookEventType)]
pub(crate) struct EventTypeView {
    /// The `type` of its webhooks.
    #[serde(rename = "type")]
    #[schema(example = "loan.disbursed")]
    kind: &'static str,
    /// When it is sent.
    #[schema(example = "A lead's loan was paid out.")]
    description: &'static str,
}

/// A partner's endpoints.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = WebhookEndpoints)]
pub(crate) struct EndpointListView {
    /// The oldest first.
    endpoints: Vec<EndpointView>,
    /// How many there may be.
    #[schema(example = 10)]
    most: usize,
    /// What an endpoint can be told of.
    event_types: Vec<EventTypeView>,
}

/// A webhook endpoint, as staff see it: without its address, which may carry a token.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = SupervisedWebhookEndpoint)]
pub(crate) struct SupervisedView {
    /// Its id.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    id: String,
    /// The host webhooks go to.
    #[schema(example = "crm.leadhouse.example")]
    host: String,
    /// Whose it is.
    #[schema(example = "0d9e5f0a-6b1f-4a3e-8f5e-2f6f6a0c9b1d")]
    partner_id: String,
    /// What that partner is called.
    #[schema(example = "Lead House")]
    partner_name: String,
    /// The rest.
    #[serde(flatten)]
    state: EndpointState,
}

/// Endpoints of all partners.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = SupervisedWebhookEndpoints)]
pub(crate) struct SupervisedListView {
    /// The newest first.
    pub(crate) endpoints: Vec<SupervisedView>,
    /// Where to go on; null at the end.
    #[schema(required = true)]
    pub(crate) next_cursor: Option<String>,
}

/// A delivery that waits now.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = WebhookDeliveryStarted)]
pub(crate) struct StartedView {
    /// Its id, to follow it by.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    pub(crate) delivery_id: String,
}

/// How much is delivered again.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = WebhooksReplayed)]
pub(crate) struct ReplayedView {
    /// How many events; 10 000 at most at a time. What waits already is not counted.
    #[schema(example = 12, maximum = 10_000)]
    pub(crate) replayed: u32,
}

impl EndpointState {
    fn of(open: &OpenEndpoint) -> Self {
        let endpoint: &Endpoint = &open.endpoint;
        let description = endpoint.description.as_ref();
        Self {
            description: description.map(|text| text.as_str().to_owned()),
            events: endpoint.events.words(),
            status: endpoint.status.as_str(),
            from_setup: endpoint.from_setup,
            created_at: UtcMillis(endpoint.created_at),
            updated_at: UtcMillis(endpoint.updated_at),
            paused_at: endpoint.paused_at.map(UtcMillis),
            failing_since: endpoint.failing_since.map(UtcMillis),
            last_success_at: endpoint.last_success_at.map(UtcMillis),
            previous_secret_ends_at: open.previous_ends_at.map(UtcMillis),
        }
    }
}

impl EndpointView {
    pub(crate) fn of(open: &OpenEndpoint) -> Self {
        Self {
            id: open.endpoint.uuid.to_string(),
            url: open.url.as_str().to_owned(),
            state: EndpointState::of(open),
        }
    }
}

impl SecretEndpointView {
    pub(crate) fn of(created: &EndpointWithSecret) -> Self {
        Self {
            endpoint: EndpointView::of(&created.endpoint),
            secret: created.secret.expose(),
        }
    }
}

impl EndpointListView {
    pub(crate) fn of(endpoints: &[OpenEndpoint]) -> Self {
        let kinds = EventFilter::known().map(|kind| EventTypeView {
            kind: kind.as_str(),
            description: told_when(kind),
        });
        Self {
            endpoints: endpoints.iter().map(EndpointView::of).collect(),
            most: MOST_ENDPOINTS,
            event_types: kinds.collect(),
        }
    }
}

impl SupervisedView {
    pub(crate) fn of(supervised: &SupervisedEndpoint) -> Self {
        let open = &supervised.endpoint;
        Self {
            id: open.endpoint.uuid.to_string(),
            host: open.url.host().to_owned(),
            partner_id: open.endpoint.partner_uuid.to_string(),
            partner_name: supervised.partner_name.clone(),
            state: EndpointState::of(open),
        }
    }
}

/// When an event of this kind is sent.
const fn told_when(kind: EventKind) -> &'static str {
    match kind {
        EventKind::LeadStatusChanged => "A lead's user, loan or payout status changed.",
        EventKind::LoanDisbursed => "A lead's loan was paid out.",
        EventKind::PayoutEligible => "A lead earned a payout.",
        EventKind::PayoutPaid => "A payout was paid to you.",
        EventKind::PayoutReversed => "A payout was taken back.",
        EventKind::PartnerStatusChanged => "Your own status changed, such as to suspended.",
        EventKind::UsageThresholdReached => {
            "You have used 80 or 100 % of the API calls of this month."
        }
        EventKind::CredentialRotated => "One of your secrets or keys was replaced.",
        EventKind::CandidateInviteAccepted => "A candidate accepted an invite.",
        EventKind::MaintenanceScheduled => "Maintenance was announced or cancelled.",
        EventKind::SecurityAlert => "Something your security people should look at.",
        EventKind::WebhookTest => "The test button was pressed.",
    }
}
