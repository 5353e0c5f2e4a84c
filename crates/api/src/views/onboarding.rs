//! What the steps of onboarding answer (contract `onboarding.md`).

use accounts::{ActivatedPartner, OpenRecord, StartedOnboarding};
use serde::Serialize;

use super::{ApiSetupView, BusinessView, DocumentView, PartnerView, ReviewView};

/// A partner and nothing else.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PartnerData {
    /// The partner.
    pub(crate) partner: PartnerView,
}

/// A partner that begins.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = StartedOnboarding)]
pub(crate) struct StartedData {
    /// The partner.
    pub(crate) partner: PartnerView,
    /// Opens its onboarding; shown this once, counts 14 days.
    #[schema(example = "pot_live_...")]
    pub(crate) onboarding_token: String,
}

/// All there is to go on with.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OnboardingState)]
pub(crate) struct StateData {
    partner: PartnerView,
    business_info: BusinessView,
    api_setup: ApiSetupView,
    /// Oldest first.
    documents: Vec<DocumentView>,
    review: ReviewView,
}

/// A partner that is live.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ActivatedPartner)]
pub(crate) struct ActivatedData {
    partner: ActivatedView,
}

#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActivatedView {
    #[serde(flatten)]
    partner: PartnerView,
    /// What it signs in with; shown this once.
    api_credentials: CredentialsView,
}

/// What a partner signs in with.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ApiCredentials)]
pub(crate) struct CredentialsView {
    /// Its name in sign-in.
    #[schema(example = "pc_3f0c9a2e8d614a509b1c0f6f")]
    client_id: String,
    /// Its secret.
    #[schema(example = "psk_live_...")]
    client_secret: String,
    /// Names it on `/api/partners`, with the client secret.
    #[schema(example = "pak_live_...")]
    api_key: String,
    /// What webhooks are signed with.
    #[schema(example = "whsec_...")]
    webhook_secret: String,
    /// Where it is called.
    #[schema(required = true)]
    webhook_url: Option<String>,
    /// Where browsers go back to.
    #[schema(required = true)]
    callback_url: Option<String>,
}

impl PartnerData {
    /// `record` on the wire.
    pub(crate) fn of(record: &OpenRecord) -> Self {
        Self {
            partner: PartnerView::of(record),
        }
    }
}

impl StartedData {
    /// `started` on the wire.
    pub(crate) fn of(started: &StartedOnboarding) -> Self {
        Self {
            partner: PartnerView::of(&started.record),
            onboarding_token: started.token.expose().to_owned(),
        }
    }
}

impl StateData {
    /// `record` on the wire, whose review is shown as `review`.
    pub(crate) fn of(record: &OpenRecord, review: ReviewView) -> Self {
        Self {
            partner: PartnerView::of(record),
            business_info: BusinessView::of(&record.business),
            api_setup: ApiSetupView::of(&record.record.api),
            documents: record.documents.iter().map(DocumentView::of).collect(),
            review,
        }
    }
}

impl ActivatedData {
    /// `activated` on the wire.
    pub(crate) fn of(activated: &ActivatedPartner) -> Self {
        Self {
            partner: ActivatedView {
                partner: PartnerView::of(&activated.record),
                api_credentials: CredentialsView::of(activated),
            },
        }
    }
}

impl CredentialsView {
    fn of(activated: &ActivatedPartner) -> Self {
        let record = &activated.record.record;
        let text = |address: &kernel::WebAddress| address.as_str().to_owned();
        Self {
            client_id: record.partner.client_id.as_str().to_owned(),
            client_secret: activated.secret.expose().to_owned(),
            api_key: activated.api_key.expose().to_owned(),
            webhook_secret: activated.webhook_secret.expose(),
            webhook_url: record.api.webhook.as_ref().map(text),
            callback_url: record.api.callback.as_ref().map(text),
        }
    }
}
