//! What the HTTP surface is made of; put together by the server.

use std::sync::Arc;

use kernel::{Entropy, FieldVault};

use crate::{
    AuditDesk, CallLimits, CandidateDesk, DoctorsHours, InviteDesk, Live, MaintenanceDesk,
    Onboarding, Overview, People, PracticeDesk, RsaLane, UsageDesk, WebhookDesk,
};

/// Everything the routes need.
pub struct Api {
    /// `POST /login`.
    pub sign_in: accounts::SignIn,
    /// `POST /refresh-token`.
    pub refresh: accounts::RefreshSession,
    /// `POST /logout`.
    pub sign_out: accounts::SignOut,
    /// A partner's own secrets.
    pub credentials: accounts::OwnCredentials,
    /// What staff do with partners.
    pub administration: accounts::AdministerPartners,
    /// Who a partner's Bearer token is.
    pub authenticate: accounts::AuthenticatePartner,
    /// Who a service token is.
    pub authenticate_service: accounts::AuthenticateService,
    /// People's logins, passwords and accounts.
    pub people: People,
    /// Who a token of a partner's people is.
    pub authenticate_portal: accounts::AuthenticatePortal,
    /// Who a candidate's token is.
    pub authenticate_candidate: accounts::AuthenticateCandidate,
    /// Who an API key is.
    pub authenticate_api_key: accounts::AuthenticateApiKey,
    /// Partners that find their way in.
    pub onboarding: Onboarding,
    /// Who a staff token is.
    pub authenticate_staff: accounts::AuthenticateStaff,
    /// `POST /lead-dedupe-check`.
    pub share: leads::ShareLead,
    /// The dashboard's lists.
    pub read: leads::ReadLeads,
    /// What open dashboards are told.
    pub live: Live,
    /// The lender's feed.
    pub feed: lender::ReceiveFeed,
    /// The audit log.
    pub audit: AuditDesk,
    /// A partner's payouts and statements.
    pub statements: payouts::PartnerStatements,
    /// Payout runs and disputes, by staff.
    pub payout_runs: payouts::StaffPayouts,
    /// Partners' webhooks.
    pub webhooks: WebhookDesk,
    /// Partners' candidates.
    pub candidates: CandidateDesk,
    /// What candidates practise.
    pub practice: PracticeDesk,
    /// Invites, and what candidates see of themselves.
    pub invites: InviteDesk,
    /// When the service rests.
    pub maintenance: MaintenanceDesk,
    /// Partners' encrypted traffic.
    pub envelopes: envelope::Envelopes,
    /// Partners' encryption keys.
    pub enrol: envelope::EnrolKey,
    /// What is wrong with an envelope, for sandbox partners.
    pub diagnose: envelope::Diagnose,
    /// Bounds the doctor.
    pub doctors_hours: DoctorsHours,
    /// Bounds RSA.
    pub rsa: RsaLane,
    /// Indexes what is searched for.
    pub vault: Arc<dyn FieldVault>,
    /// Draws request ids.
    pub entropy: Arc<dyn Entropy>,
    /// Whether the process is fit to serve.
    pub health: Arc<dyn Health>,
    /// How the service does.
    pub overview: Arc<dyn Overview>,
    /// How metrics are shown.
    pub metrics: MetricsAccess,
    /// How much may be called.
    pub limits: CallLimits,
    /// How much was called, and may be.
    pub usage: UsageDesk,
    /// The deployment's choices.
    pub options: ApiOptions,
}

/// Whether the process is fit to serve (contract `cli-and-config.md`,
/// "Operations").
pub trait Health: Send + Sync {
    /// Looks at every part. May block; is asked on a thread that may.
    ///
    /// # Errors
    /// The names of the parts that fail: `database`, `migrations`, `disk`,
    /// `draining`.
    fn ready(&self) -> Result<(), Vec<&'static str>>;
}

/// Writes all metrics in the Prometheus text format, version 0.0.4.
pub type RenderMetrics = dyn Fn() -> String + Send + Sync;

/// How metrics are shown.
#[derive(Clone)]
pub struct MetricsAccess {
    /// Writes them.
    pub render: Arc<RenderMetrics>,
    /// The Bearer token that opens `GET /metrics` on the main port; without one
    /// the path does not exist there.
    pub token: Option<String>,
}

/// The deployment's choices for this surface.
#[derive(Debug, Clone)]
pub struct ApiOptions {
    /// Upper-case a PAN before judging it (`validation.accept_lowercase_pan`).
    pub accept_lowercase_pan: bool,
    /// The lender's name on statements (`payout.lender`).
    pub lender: String,
    /// Where the API is reached from outside, for its document (`public_url`).
    pub public_url: String,
    /// Whom to ask, for the document (`support.email`).
    pub support_email: String,
}
