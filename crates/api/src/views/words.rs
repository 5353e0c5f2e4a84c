//! The contract's words as the document lists them; taken from the domain, so
//! that a new word cannot be forgotten here.

use std::borrow::Cow;

use dedupe::{LoanStatus, UserStatus, Verdict};
use payouts::{DisputeStatus, LineKind, LineReason, PayoutStatus, RunStatus, StatementStatus};
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};
use webhooks::{DeliveryState, EndpointStatus, EndpointSwitch, EventKind, Origin};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $words:expr;)+) => {
        $(
            $(#[$doc])*
            pub(crate) enum $name {}

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    one_of($words)
                }
            }

            impl ToSchema for $name {
                fn name() -> Cow<'static, str> {
                    Cow::Borrowed(stringify!($name))
                }
            }
        )+
    };
}

words! {
    /// `dedupe_status` and the filter `status`.
    DedupeStatusWord: [Verdict::Fresh, Verdict::Registered, Verdict::Active].map(Verdict::as_str);
    /// `loan_status`.
    LoanStatusWord: LoanStatus::ALL.iter().map(|status| status.as_str());
    /// `payout_status`.
    PayoutStatusWord: PayoutStatus::ALL.map(PayoutStatus::as_str);
    /// `user_status`.
    UserStatusWord: UserStatus::ALL.iter().map(|status| status.as_str());
    /// `kind` of a ledger line.
    LineKindWord: LineKind::ALL.iter().map(|word| word.as_str());
    /// `reason` of a ledger line.
    LineReasonWord: LineReason::ALL.iter().map(|word| word.as_str());
    /// `status` of a statement.
    StatementStatusWord: StatementStatus::ALL.iter().map(|word| word.as_str());
    /// `status` of a payout run.
    RunStatusWord: RunStatus::ALL.iter().map(|word| word.as_str());
    /// `status` of a dispute.
    DisputeStatusWord: DisputeStatus::ALL.iter().map(|word| word.as_str());
    /// `status` of a webhook endpoint.
    EndpointStatusWord: EndpointStatus::ALL.iter().map(|word| word.as_str());
    /// What may be made of it.
    EndpointSwitchWord: EndpointSwitch::ALL.iter().map(|word| word.as_str());
    /// `state` of a delivery.
    DeliveryStateWord: DeliveryState::ALL.iter().map(|word| word.as_str());
    /// `origin` of a delivery.
    DeliveryOriginWord: Origin::ALL.iter().map(|word| word.as_str());
    /// `event` of a delivery.
    EventKindWord: EventKind::ALL.iter().map(|word| word.as_str());
    /// `result` of the lender's feed.
    FeedResultWord: ["applied", "unchanged", "stale", "refused"];
    /// `sort`.
    SortWord: ["lead_shared_at", "-lead_shared_at", "disbursal_amount", "-disbursal_amount"];
}

fn one_of(words: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .enum_values(Some(words))
        .into()
}
