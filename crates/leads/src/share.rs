//! Sharing a lead: the use case.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use dedupe::{LoanStatuses, PersonKeys};
use funnel::{Answers, FunnelLimits};
use kernel::{
    BusinessCalendar, Clock, Entropy, FieldRef, FieldVault, IndexedField, LeadReference,
    MobileNumber, Pan, PartnerId, PartnerUuid, PersonName, PortFailure, PortResult, ReplayMark,
};

use crate::{
    CampaignForm, CampaignStyle, IdempotencyKey, KeepReply, LeadRepository, LinkBuilder, NewLead,
    Replayable, ShareError, ShareOutcome, ShareRequest, Shared, StoreOutcome,
};

/// A person, as a partner shares them; already parsed.
#[derive(Debug, Clone)]
pub struct ShareCommand {
    /// Who shares; from the token.
    pub partner: PartnerId,
    /// The partner's public identity, for the link.
    pub partner_uuid: PartnerUuid,
    /// First name.
    pub first_name: PersonName,
    /// Last name.
    pub last_name: PersonName,
    /// Mobile number.
    pub mobile: MobileNumber,
    /// PAN.
    pub pan: Pan,
    /// Optional facts for the funnel check.
    pub answers: Answers,
    /// Set when the caller wants repetitions to get the same reply.
    pub idempotency: Option<Replayable>,
    /// Names the envelope the share came in; `None` when it came in plain text.
    pub mark: Option<ReplayMark>,
}

/// The deployment's rules for sharing.
#[derive(Debug, Clone)]
pub struct SharePolicy {
    /// Funnel limits.
    pub limits: FunnelLimits,
    /// Which loans count as active.
    pub active_loans: Arc<LoanStatuses>,
    /// How long a lead stays the partner's: calendar days after the day it was
    /// shared on (`payout.window_days`).
    pub window_days: u32,
    /// The business time zone.
    pub calendar: BusinessCalendar,
    /// How campaigns of new leads are written.
    pub campaign: CampaignStyle,
    /// Builds links.
    pub links: LinkBuilder,
}

/// Judges a person and keeps the lead.
#[derive(Clone)]
pub struct ShareLead {
    /// Where leads are kept.
    pub repository: Arc<dyn LeadRepository>,
    /// Protects mobile number and PAN.
    pub vault: Arc<dyn FieldVault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Draws references.
    pub entropy: Arc<dyn Entropy>,
    /// The deployment's rules.
    pub policy: Arc<SharePolicy>,
}

/// The route idempotency keys of shares belong to.
const ROUTE: &str = "lead-dedupe-check";

/// How long a reply is kept for repetitions.
const REPLY_KEPT_FOR: TimeDelta = TimeDelta::hours(24);

impl ShareLead {
    /// Checks the funnel, then judges and stores the lead in one transaction, which
    /// spends the mark as well.
    ///
    /// # Errors
    /// See [`ShareError`]; nothing is stored then. [`LeadRepository::share`] says
    /// which of its errors leave the mark spent; [`ShareError::Funnel`] does not.
    pub fn execute(&self, command: &ShareCommand) -> Result<ShareOutcome, ShareError> {
        let now = self.clock.now();
        let today = self.policy.calendar.day_of(now);
        let failures = funnel::check(&self.policy.limits, &command.answers, today);
        if !failures.is_empty() {
            return Err(ShareError::Funnel(failures));
        }
        let request = self.request(command, now)?;
        match self.repository.share(request)? {
            StoreOutcome::Shared(shared) => Ok(answer(&self.policy, command, &shared)),
            StoreOutcome::Replayed(reply) => {
                let key = command.idempotency.as_ref().map(|replay| &replay.key);
                let key = key.ok_or_else(|| {
                    PortFailure::Unforeseen("a reply was replayed without a key".to_owned())
                })?;
                let row = reply_row(command.partner, self.key_index(key));
                let reply = self.vault.open(reply_field(&row), &reply)?;
                Ok(ShareOutcome::Replayed(reply))
            }
        }
    }

    fn request(&self, command: &ShareCommand, now: DateTime<Utc>) -> PortResult<ShareRequest> {
        Ok(ShareRequest {
            partner: command.partner,
            lead: self.new_lead(command, now)?,
            window_opened: self
                .policy
                .calendar
                .window_opened(now, self.policy.window_days),
            active_loans: Arc::clone(&self.policy.active_loans),
            keep: command
                .idempotency
                .as_ref()
                .map(|replay| self.keep_reply(command, replay, now)),
            mark: command.mark,
        })
    }

    fn new_lead(&self, command: &ShareCommand, now: DateTime<Utc>) -> PortResult<NewLead> {
        let reference = LeadReference::draw(self.entropy.as_ref());
        let row = reference.get();
        let row = row.as_bytes();
        let mobile = command.mobile.as_str().as_bytes();
        let pan = command.pan.as_str().as_bytes();
        let campaign = CampaignForm(self.policy.campaign);
        let written = campaign.write(&command.mobile, now, reference);
        Ok(NewLead {
            reference,
            first_name: command.first_name.clone(),
            last_name: command.last_name.clone(),
            keys: PersonKeys {
                mobile: self.vault.index(IndexedField::Mobile, mobile),
                pan: self.vault.index(IndexedField::Pan, pan),
            },
            mobile_last_four: self.vault.index(
                IndexedField::MobileLastFour,
                command.mobile.last_four().as_bytes(),
            ),
            mobile: self.vault.seal(mobile_field(row), mobile)?,
            pan: self.vault.seal(pan_field(row), pan)?,
            campaign,
            campaign_index: self.vault.index(IndexedField::Campaign, written.as_bytes()),
            shared_at: now,
            shared_on: self.policy.calendar.day_of(now),
        })
    }

    fn keep_reply(
        &self,
        command: &ShareCommand,
        repetition: &Replayable,
        now: DateTime<Utc>,
    ) -> KeepReply {
        let key = self.key_index(&repetition.key);
        let row = reply_row(command.partner, key);
        let vault = Arc::clone(&self.vault);
        let policy = Arc::clone(&self.policy);
        let write = Arc::clone(&repetition.write);
        let command = command.clone();
        KeepReply {
            route: ROUTE,
            key,
            body: self
                .vault
                .index(IndexedField::RequestBody, &repetition.body),
            until: now + REPLY_KEPT_FOR,
            seal: Arc::new(move |shared| {
                let reply = write(&answer(&policy, &command, shared));
                vault.seal(reply_field(&row), &reply)
            }),
        }
    }

    fn key_index(&self, key: &IdempotencyKey) -> kernel::BlindIndex {
        self.vault
            .index(IndexedField::IdempotencyKey, key.as_bytes())
    }
}

fn answer(policy: &SharePolicy, command: &ShareCommand, shared: &Shared) -> ShareOutcome {
    let link = shared.verdict.is_open().then(|| {
        let campaign = shared
            .campaign
            .write(&command.mobile, shared.shared_at, shared.reference);
        policy.links.link(command.partner_uuid, &campaign)
    });
    ShareOutcome::Judged {
        lead: shared.lead,
        verdict: shared.verdict,
        link,
    }
}

/// Where a lead's mobile number is sealed.
pub(crate) const fn mobile_field(row: &[u8]) -> FieldRef<'_> {
    FieldRef {
        table: "leads",
        column: "mobile_sealed",
        row,
    }
}

/// Where a lead's PAN is sealed.
pub(crate) const fn pan_field(row: &[u8]) -> FieldRef<'_> {
    FieldRef {
        table: "leads",
        column: "pan_sealed",
        row,
    }
}

const fn reply_field(row: &[u8]) -> FieldRef<'_> {
    FieldRef {
        table: "idempotency_keys",
        column: "reply_sealed",
        row,
    }
}

fn reply_row(partner: PartnerId, key: kernel::BlindIndex) -> Vec<u8> {
    let mut row = partner.get().to_be_bytes().to_vec();
    row.extend_from_slice(key.as_bytes());
    row
}
