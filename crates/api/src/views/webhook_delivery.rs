//! Deliveries of webhooks on the wire.

use serde::Serialize;
use serde_json::value::RawValue;
use webhooks::{DeliveryPage, DeliveryRecord, OpenDelivery, RecordedAttempt};

use super::{DeliveryOriginWord, DeliveryStateWord, UtcMillis};
use crate::cursor;
use crate::error::{Code, Refusal};

/// One event for one endpoint.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = WebhookDelivery)]
pub(crate) struct DeliveryView {
    /// Its id.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    id: String,
    /// To where.
    #[schema(example = "0d9e5f0a-6b1f-4a3e-8f5e-2f6f6a0c9b1d")]
    endpoint_id: String,
    /// The event's id: the header `webhook-id`, the same at every attempt and replay. Take
    /// each only once.
    #[schema(example = "9b2d6d3e-1c3b-4b0e-8b61-0f6f6f4f2d11")]
    event_id: String,
    /// What it tells of.
    #[schema(example = "loan.disbursed")]
    event: &'static str,
    /// Why there is a delivery: the event happened, somebody asked for it again, or
    /// somebody pressed the test button.
    #[schema(value_type = DeliveryOriginWord, inline, example = "event")]
    origin: &'static str,
    /// `pending` until it was taken (an answer with 200 to 299) or given up.
    #[schema(value_type = DeliveryStateWord, inline, example = "delivered")]
    state: &'static str,
    /// Attempts so far.
    #[schema(example = 1)]
    attempts: u32,
    /// When it was first due.
    #[schema(value_type = String, format = DateTime)]
    created_at: UtcMillis,
    /// When it is tried next; null once it was taken or given up.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    next_attempt_at: Option<UtcMillis>,
    /// When it was taken or given up.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    finished_at: Option<UtcMillis>,
    /// HTTP status of the last answer.
    #[schema(required = true, example = 204)]
    last_status: Option<u16>,
    /// A word for why there was no answer: `address_refused`, `unresolved`, `connect`,
    /// `tls`, `timeout`, `answer_too_large`, `broken`.
    #[schema(required = true, example = "timeout")]
    last_error: Option<String>,
}

/// A partner's deliveries.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = WebhookDeliveries)]
pub(crate) struct DeliveryListView {
    /// The newest first.
    deliveries: Vec<DeliveryView>,
    /// Where to go on; null at the end.
    #[schema(required = true)]
    next_cursor: Option<String>,
}

/// A delivery, as staff see it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = SupervisedWebhookDelivery)]
pub(crate) struct SupervisedDeliveryView {
    /// Whose it is.
    #[schema(example = "0d9e5f0a-6b1f-4a3e-8f5e-2f6f6a0c9b1d")]
    partner_id: String,
    /// What that partner is called.
    #[schema(example = "Lead House")]
    partner_name: String,
    /// The delivery.
    #[serde(flatten)]
    delivery: DeliveryView,
}

/// Deliveries of all partners.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = SupervisedWebhookDeliveries)]
pub(crate) struct SupervisedDeliveryListView {
    /// The newest first.
    deliveries: Vec<SupervisedDeliveryView>,
    /// Where to go on; null at the end.
    #[schema(required = true)]
    next_cursor: Option<String>,
}

/// An attempt at delivering.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = WebhookAttempt)]
pub(crate) struct AttemptView {
    /// Which it was; 1 is the first.
    #[schema(example = 1)]
    number: u32,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    at: UtcMillis,
    /// How many milliseconds it took.
    #[schema(example = 180)]
    took_ms: u32,
    /// HTTP status of the answer.
    #[schema(required = true, example = 503)]
    status: Option<u16>,
    /// Or a word for why there was none.
    #[schema(required = true, example = "timeout")]
    error: Option<String>,
}

/// What was told, and how often that was tried.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = WebhookDeliveryLog)]
pub(crate) struct DeliveryLogView<'a> {
    /// The body, byte for byte as it is signed and sent: `type`, `timestamp`, `data`.
    #[schema(value_type = Object, example = json!({"type": "loan.disbursed", "timestamp": "2026-01-15T12:00:00.000000Z", "data": {"lead_id": 7, "disbursal_amount": 50000.00}}))]
    payload: &'a RawValue,
    /// Every attempt, the first first.
    attempt_log: Vec<AttemptView>,
}

/// A delivery with everything about it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = WebhookDeliveryDetail)]
pub(crate) struct DeliveryDetailView<'a> {
    #[serde(flatten)]
    delivery: DeliveryView,
    #[serde(flatten)]
    log: DeliveryLogView<'a>,
}

/// The same, as staff see it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = SupervisedWebhookDeliveryDetail)]
pub(crate) struct SupervisedDetailView<'a> {
    #[serde(flatten)]
    delivery: SupervisedDeliveryView,
    #[serde(flatten)]
    log: DeliveryLogView<'a>,
}

impl DeliveryView {
    fn of(record: &DeliveryRecord) -> Self {
        Self {
            id: record.uuid.to_string(),
            endpoint_id: record.endpoint.to_string(),
            event_id: record.event.to_string(),
            event: record.kind.as_str(),
            origin: record.origin.as_str(),
            state: record.state.as_str(),
            attempts: record.attempts,
            created_at: UtcMillis(record.created_at),
            next_attempt_at: record.next_attempt_at.map(UtcMillis),
            finished_at: record.finished_at.map(UtcMillis),
            last_status: record.last_status,
            last_error: record.last_error.clone(),
        }
    }
}

impl DeliveryListView {
    pub(crate) fn of(page: &DeliveryPage) -> Self {
        Self {
            deliveries: page.deliveries.iter().map(DeliveryView::of).collect(),
            next_cursor: page.next.map(cursor::write_delivery),
        }
    }
}

impl SupervisedDeliveryView {
    fn of(record: &DeliveryRecord) -> Self {
        Self {
            partner_id: record.partner.to_string(),
            partner_name: record.partner_name.clone(),
            delivery: DeliveryView::of(record),
        }
    }
}

impl SupervisedDeliveryListView {
    pub(crate) fn of(page: &DeliveryPage) -> Self {
        let deliveries = page.deliveries.iter();
        Self {
            deliveries: deliveries.map(SupervisedDeliveryView::of).collect(),
            next_cursor: page.next.map(cursor::write_delivery),
        }
    }
}

impl AttemptView {
    fn of((number, attempt): &(u32, RecordedAttempt)) -> Self {
        Self {
            number: *number,
            at: UtcMillis(attempt.at),
            took_ms: attempt.took_ms,
            status: attempt.status,
            error: attempt.error.clone(),
        }
    }
}

impl<'a> DeliveryLogView<'a> {
    fn of(open: &'a OpenDelivery) -> Result<Self, Refusal> {
        let payload = serde_json::from_str(&open.body)
            .map_err(|_| Refusal::caused(Code::Internal, &"a payload is no JSON"))?;
        Ok(Self {
            payload,
            attempt_log: open.detail.attempts.iter().map(AttemptView::of).collect(),
        })
    }
}

impl<'a> DeliveryDetailView<'a> {
    /// # Errors
    /// 5000 when the payload is no JSON.
    pub(crate) fn of(open: &'a OpenDelivery) -> Result<Self, Refusal> {
        Ok(Self {
            delivery: DeliveryView::of(&open.detail.record),
            log: DeliveryLogView::of(open)?,
        })
    }
}

impl<'a> SupervisedDetailView<'a> {
    /// # Errors
    /// 5000 when the payload is no JSON.
    pub(crate) fn of(open: &'a OpenDelivery) -> Result<Self, Refusal> {
        Ok(Self {
            delivery: SupervisedDeliveryView::of(&open.detail.record),
            log: DeliveryLogView::of(open)?,
        })
    }
}
