//! Shares of leads for tests.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Asia;
use dedupe::LoanStatuses;
use funnel::{Answers, FunnelLimits};
use kernel::{
    BusinessCalendar, Clock, Entropy, FieldRef, FieldVault, IndexedField, LeadReference, PartnerId,
    PartnerUuid,
};
use leads::{
    CampaignForm, CampaignStyle, LeadRepository, LinkBuilder, NewLead, ShareCommand, ShareLead,
    SharePolicy, ShareRequest,
};

use crate::{FakeVault, Person};

/// The contract's rules: a window of 20 days in Kolkata, links to
/// `https://app.example.test/apply`.
///
/// # Panics
/// Never; the address is one.
pub fn share_policy() -> SharePolicy {
    SharePolicy {
        limits: FunnelLimits::default(),
        active_loans: Arc::new(LoanStatuses::default()),
        window_days: 20,
        calendar: BusinessCalendar::new(Asia::Kolkata),
        campaign: CampaignStyle::Documented,
        links: LinkBuilder::new("https://app.example.test/apply").expect("an address"),
    }
}

/// The use case for sharing, over `repository`, with the fakes and
/// [`share_policy`].
pub fn share_lead(
    repository: Arc<dyn LeadRepository>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> ShareLead {
    ShareLead {
        repository,
        vault: Arc::new(FakeVault),
        clock,
        entropy,
        policy: Arc::new(share_policy()),
    }
}

/// What `partner` says of `person`, without optional answers or idempotency key.
pub fn command_of(partner: PartnerId, partner_uuid: PartnerUuid, person: &Person) -> ShareCommand {
    ShareCommand {
        partner,
        partner_uuid,
        first_name: person.first_name.clone(),
        last_name: person.last_name.clone(),
        mobile: person.mobile.clone(),
        pan: person.pan.clone(),
        answers: Answers::default(),
        idempotency: None,
        mark: None,
    }
}

/// `partner` shares `person` at `now`, as the repository gets to see it, by
/// [`share_policy`] and without an idempotency key.
///
/// # Panics
/// Never; the fake vault does not fail.
pub fn share_of(
    partner: PartnerId,
    person: &Person,
    reference: LeadReference,
    now: DateTime<Utc>,
) -> ShareRequest {
    let policy = share_policy();
    let campaign = CampaignForm(policy.campaign);
    let written = campaign.write(&person.mobile, now, reference);
    let row = reference.get();
    let seal = |column, plain: &str| {
        let at = FieldRef {
            table: "leads",
            column,
            row: row.as_bytes(),
        };
        FakeVault
            .seal(at, plain.as_bytes())
            .expect("the fake never fails")
    };
    let index = |field, plain: &str| FakeVault.index(field, plain.as_bytes());
    ShareRequest {
        partner,
        lead: NewLead {
            reference,
            first_name: person.first_name.clone(),
            last_name: person.last_name.clone(),
            keys: person.keys(&FakeVault),
            mobile_last_four: index(IndexedField::MobileLastFour, person.mobile.last_four()),
            mobile: seal("mobile_sealed", person.mobile.as_str()),
            pan: seal("pan_sealed", person.pan.as_str()),
            campaign,
            campaign_index: index(IndexedField::Campaign, &written),
            shared_at: now,
            shared_on: policy.calendar.day_of(now),
        },
        window_opened: policy.calendar.window_opened(now, policy.window_days),
        active_loans: policy.active_loans,
        keep: None,
        mark: None,
    }
}
