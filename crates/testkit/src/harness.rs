//! What a contract is tried on.

use std::sync::Arc;

use accounts::{
    CandidateAccounts, MaintenanceRepository, OnboardingRepository, PartnerAdministration,
    PartnerDirectory, PartnerRepository, PasswordLinks, PortalAccounts, RevokedTokens,
    ServiceTokens, StaffAccounts, TokenFamilies,
};
use audit::{AuditChain, AuditLog};
use candidates::{
    BatchRepository, EnrolmentRepository, InviteRepository, PracticePayouts, PracticeRepository,
};
use dedupe::{KnownUser, PersonKeys};
use envelope::{EnvelopeProfiles, PartnerKeys, ReplayMarks};
use kernel::{BlindIndex, LeadId, LoanApplicationId, PartnerId, UserId};
use leads::{LeadChanges, LeadRepository};
use lender::FeedRepository;
use payouts::{Disputes, PayoutRuns, Statements, TaxProfiles};
use usage::UsageRepository;
use uuid::Uuid;

/// Every port of one store, over one fresh and empty state.
#[derive(Clone)]
#[expect(missing_docs, reason = "the fields are the ports, by name")]
pub struct Harness {
    pub partners: Arc<dyn PartnerRepository>,
    pub administration: Arc<dyn PartnerAdministration>,
    pub directory: Arc<dyn PartnerDirectory>,
    pub families: Arc<dyn TokenFamilies>,
    pub service_tokens: Arc<dyn ServiceTokens>,
    pub staff: Arc<dyn StaffAccounts>,
    pub portal: Arc<dyn PortalAccounts>,
    pub candidate_accounts: Arc<dyn CandidateAccounts>,
    pub practice: Arc<dyn PracticeRepository>,
    pub practice_payouts: Arc<dyn PracticePayouts>,
    pub password_links: Arc<dyn PasswordLinks>,
    pub revoked_tokens: Arc<dyn RevokedTokens>,
    pub feed: Arc<dyn FeedRepository>,
    pub leads: Arc<dyn LeadRepository>,
    pub changes: Arc<dyn LeadChanges>,
    pub audit_chain: Arc<dyn AuditChain>,
    pub audit_log: Arc<dyn AuditLog>,
    pub onboarding: Arc<dyn OnboardingRepository>,
    pub payout_runs: Arc<dyn PayoutRuns>,
    pub statements: Arc<dyn Statements>,
    pub disputes: Arc<dyn Disputes>,
    pub tax_profiles: Arc<dyn TaxProfiles>,
    pub envelope_profiles: Arc<dyn EnvelopeProfiles>,
    pub partner_keys: Arc<dyn PartnerKeys>,
    pub replay_marks: Arc<dyn ReplayMarks>,
    pub batches: Arc<dyn BatchRepository>,
    pub enrolments: Arc<dyn EnrolmentRepository>,
    pub invites: Arc<dyn InviteRepository>,
    pub maintenance: Arc<dyn MaintenanceRepository>,
    pub usage: Arc<dyn UsageRepository>,
    pub probe: Arc<dyn Probe>,
}

/// Looks at what the ports promise to keep but have no method to show.
pub trait Probe: Send + Sync {
    /// What [`dedupe::UserDirectory::find`] answers.
    fn known_users(&self, keys: &PersonKeys) -> Vec<KnownUser>;

    /// The `utm_*` of a user; `None` when there is no such user.
    fn utm(&self, user: UserId) -> Option<Utm>;

    /// The audit log, oldest first.
    fn audit(&self) -> Vec<AuditLine>;

    /// The letters kept, oldest first.
    fn letters(&self) -> Vec<LetterLine>;

    /// The ledger lines of a partner, oldest first.
    fn ledger(&self, partner: PartnerId) -> Vec<LedgerLine>;

    /// The names of the events in the outbox for a partner, oldest first.
    fn outbox(&self, partner: PartnerId) -> Vec<String>;
}

/// What a user came with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utm {
    /// `utm_source`.
    pub source: Option<String>,
    /// Index of `utm_campaign`.
    pub campaign: Option<BlindIndex>,
}

/// What the ledger says of one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerLine {
    /// By which lead.
    pub lead: LeadId,
    /// By which loan.
    pub loan: LoanApplicationId,
    /// [`payouts::LineKind`].
    pub kind: String,
    /// [`payouts::LineReason`].
    pub reason: String,
    /// In paise.
    pub paise: i64,
}

/// What the audit log says of one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// `subject.verb`, as [`audit::Event::action`] names it.
    pub action: String,
    /// Key of the subject.
    pub subject: i64,
}

/// A letter that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterLine {
    /// [`notices::Notice::word`].
    pub notice: String,
    /// The public identity of its recipient.
    pub to: Uuid,
}

impl Harness {
    /// How often `notice` was told to the recipient `to`.
    pub(crate) fn told(&self, notice: &str, to: Uuid) -> usize {
        let letters = self.probe.letters();
        let told = |letter: &&LetterLine| letter.notice == notice && letter.to == to;
        letters.iter().filter(told).count()
    }

    /// Everyone known under `keys`, in the order of their keys, each with their
    /// loans in order.
    pub(crate) fn known_users(&self, keys: &PersonKeys) -> Vec<KnownUser> {
        let mut users = self.probe.known_users(keys);
        users.sort_by_key(|user| user.id);
        for user in &mut users {
            user.loans.sort();
        }
        users
    }

    /// How often the audit log has `action` on `subject`.
    pub(crate) fn audited(&self, action: &str, subject: i64) -> usize {
        let lines = self.probe.audit();
        lines
            .iter()
            .filter(|line| line.action == action && line.subject == subject)
            .count()
    }
}
