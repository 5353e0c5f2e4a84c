//! What is shown, field by field, in the seed's order.

mod audit;
mod business;
mod candidate;
mod candidate_bodies;
mod cells;
mod diagnosis;
mod dispute;
mod encryption;
mod feed;
mod health;
mod invite;
mod lead;
mod limits;
mod maintenance;
mod onboarding;
mod partner_admin;
mod partner_analytics;
mod partner_desk;
mod partner_document;
mod partner_record;
mod payout;
mod person;
mod practice;
mod practice_activity;
mod practice_days;
mod practice_payout;
mod practice_session;
mod profile;
mod run;
mod scalar;
mod statement;
mod statement_csv;
mod statement_line;
mod stats;
mod tokens;
mod usage;
mod verdict;
mod webhook;
mod webhook_bodies;
mod webhook_delivery;
mod words;

pub(crate) use audit::{AUDIT_COLUMNS, AuditPageView, EntryView, ProofView, audit_cells};
pub(crate) use business::{ApiSetupView, BusinessView};
pub(crate) use candidate::{
    BatchView, CandidateListView, CandidateView, PaidView, RowErrorView, UploadView, UploadedView,
};
pub(crate) use candidate_bodies::{NewBatchBody, NewCandidateBody};
pub(crate) use cells::{COLUMNS, Cell};
pub(crate) use diagnosis::DiagnosisView;
pub(crate) use dispute::{
    AnswerBody, DisputeBody, DisputePage, DisputeView, OpenedDisputeView, OwnDisputeView,
};
pub(crate) use encryption::{EncryptionView, EnrolBody, EnrolledView, NonceView, PlatformKeysView};
pub(crate) use feed::{AnswerView, LoanMessage, UserMessage};
pub(crate) use health::HealthView;
pub(crate) use invite::{AcceptInviteBody, AcceptedInviteView, OwnPracticeView};
pub(crate) use lead::{LeadDetail, LeadRow, Page};
pub(crate) use limits::{LimitsBody, LimitsView};
pub(crate) use maintenance::{MaintenanceBody, MaintenanceListView, MaintenanceView, UpcomingView};
pub(crate) use onboarding::{ActivatedData, PartnerData, StartedData, StateData};
pub(crate) use partner_admin::{
    AdminPartnerData, AdminPartnerView, CreatedData, DocumentsData, ManagedPartnerView,
    PartnerPageView, RestoredData,
};
pub(crate) use partner_analytics::{AnalyticsData, Figures};
pub(crate) use partner_desk::{
    IssuedTokenView, NoteData, NotePageView, NoteView, RotatedByStaffView,
};
pub(crate) use partner_document::DocumentView;
pub(crate) use partner_record::{PartnerView, ReviewView};
pub(crate) use payout::PayoutView;
pub(crate) use person::{
    MeView, NewPortalBody, NewStaffBody, OnePortalView, OwnPartnerView, PortalChangeBody,
    PortalListView, PortalView, StaffChangeBody, StaffListView, StaffView,
};
pub(crate) use practice::MetricsView;
pub(crate) use practice_activity::ActivitiesView;
pub(crate) use practice_days::PlotView;
pub(crate) use practice_payout::{PracticePayoutBody, PracticePayoutListView, PracticePayoutView};
pub(crate) use practice_session::{SessionAnswerView, SessionBody};
pub(crate) use profile::{ProfileView, RotateBody, RotatedView};
pub(crate) use run::{NewRunView, PaymentBody, RunBody, RunPage, RunStatements, RunView};
pub(crate) use scalar::{Percent, Rupees, UtcMillis, UtcSeconds};
pub(crate) use statement::{Paging, StatementDetail, StatementPage, StatementView};
pub(crate) use statement_csv::{STATEMENT_COLUMNS, line_cells, total_cells};
use statement_line::StatementLineView;
pub(crate) use stats::StatsView;
pub(crate) use tokens::{RefreshedTokens, Tokens};
pub(crate) use usage::{UsageOverviewView, UsageView};
pub(crate) use verdict::{VerdictReply, write_verdict};
pub(crate) use webhook::{
    EndpointListView, EndpointView, ReplayedView, SecretEndpointView, StartedView,
    SupervisedListView, SupervisedView,
};
pub(crate) use webhook_bodies::{
    EndpointChangeBody, EndpointSwitchBody, NewEndpointBody, ReplayBody, WebhookRotationBody,
};
pub(crate) use webhook_delivery::{
    DeliveryDetailView, DeliveryListView, SupervisedDeliveryListView, SupervisedDetailView,
};
pub(crate) use words::{
    DedupeStatusWord, DeliveryOriginWord, DeliveryStateWord, DisputeStatusWord, EndpointStatusWord,
    EndpointSwitchWord, EventKindWord, FeedResultWord, LineKindWord, LineReasonWord,
    LoanStatusWord, PayoutStatusWord, RunStatusWord, SortWord, StatementStatusWord, UserStatusWord,
};
