//! Fakes of the ports that keep everything in memory and forget it at the end.
//!
//! Each is a cheap handle: its clones share one state.

mod audit_chain;
mod audit_log;
mod audit_trail;
mod books;
mod candidates;
mod changes;
mod credits;
mod disputes;
mod envelopes;
mod families;
mod feed;
mod feed_fold;
mod invites;
mod lead_rows;
mod leads;
mod mail;
mod mail_outbox;
mod maintenance;
mod money;
mod onboarding;
mod partners;
mod people;
mod practice;
mod replies;
mod runs;
mod service_tokens;
mod statements;
mod tax_profiles;
mod usage;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dedupe::{KnownUser, PersonKeys};
use kernel::{PartnerId, UserId};
use payouts::PayoutPolicy;

use crate::{AuditLine, Harness, LedgerLine, LetterLine, Probe, Utm, payout_policy};

pub use self::usage::InMemoryUsage;
pub use audit_chain::InMemoryAuditChain;
pub use audit_log::InMemoryAuditLog;
pub use audit_trail::InMemoryAudit;
pub use candidates::InMemoryCandidates;
pub use changes::InMemoryChanges;
pub use envelopes::{InMemoryPartnerKeys, InMemoryReplayMarks};
pub use families::InMemoryFamilies;
pub use feed::InMemoryFeed;
use invites::InMemoryInvites;
pub use leads::InMemoryLeads;
pub use mail::InMemoryMail;
pub use mail_outbox::InMemoryMailOutbox;
pub use maintenance::InMemoryMaintenance;
pub use money::InMemoryMoney;
pub use onboarding::InMemoryOnboarding;
pub use partners::InMemoryPartners;
pub use people::InMemoryPeople;
use practice::InMemoryPractice;
pub use service_tokens::InMemoryServiceTokens;

/// A lock that a panicking test thread does not spoil for the others.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Every fake, joined to the others as the real store joins its tables.
pub fn in_memory() -> Harness {
    in_memory_with(payout_policy())
}

/// The same, with payouts by `policy`.
#[expect(clippy::too_many_lines, reason = "one fake after the other")]
pub fn in_memory_with(policy: PayoutPolicy) -> Harness {
    let audit = InMemoryAudit::default();
    let mail = InMemoryMail::default();
    let families = InMemoryFamilies::new(audit.clone(), mail.clone());
    let partners = InMemoryPartners::new(audit.clone(), mail.clone(), families.clone());
    let partners = Arc::new(partners);
    let people = InMemoryPeople::of(
        audit.clone(),
        mail.clone(),
        InMemoryPartners::clone(&partners),
    );
    let people = Arc::new(people);
    let audit_log = InMemoryAuditLog::new(
        audit.clone(),
        InMemoryPartners::clone(&partners),
        InMemoryPeople::clone(&people),
    );
    let marks = InMemoryReplayMarks::default();
    let keys = InMemoryPartnerKeys::new(
        InMemoryPartners::clone(&partners),
        marks.clone(),
        audit.clone(),
    );
    let keys = Arc::new(keys);
    let feed = InMemoryFeed::new(policy, InMemoryPartners::clone(&partners), audit.clone());
    let money = Arc::new(InMemoryMoney::new(feed.clone(), audit.clone()));
    let candidates = Arc::new(InMemoryCandidates::new(
        audit.clone(),
        InMemoryPeople::clone(&people),
    ));
    let invites = InMemoryInvites {
        candidates: InMemoryCandidates::clone(&candidates),
        people: InMemoryPeople::clone(&people),
        partners: InMemoryPartners::clone(&partners),
        feed: feed.clone(),
        audit: audit.clone(),
        mail: mail.clone(),
        queue: Arc::default(),
    };
    let practice = Arc::new(InMemoryPractice::new(
        InMemoryCandidates::clone(&candidates),
        InMemoryPartners::clone(&partners),
        audit.clone(),
    ));
    let maintenance = InMemoryMaintenance::new(
        InMemoryPartners::clone(&partners),
        feed.clone(),
        audit.clone(),
        mail.clone(),
    );
    let usage = InMemoryUsage::new(
        InMemoryPartners::clone(&partners),
        feed.clone(),
        audit.clone(),
        mail.clone(),
    );
    let onboarding = InMemoryOnboarding::new(
        InMemoryPartners::clone(&partners),
        InMemoryPeople::clone(&people),
        Arc::<InMemoryMoney>::clone(&money),
        audit.clone(),
    );
    Harness {
        onboarding: Arc::new(onboarding),
        payout_runs: Arc::<InMemoryMoney>::clone(&money),
        statements: Arc::<InMemoryMoney>::clone(&money),
        disputes: Arc::<InMemoryMoney>::clone(&money),
        tax_profiles: money,
        directory: Arc::<InMemoryPartners>::clone(&partners),
        administration: Arc::<InMemoryPartners>::clone(&partners),
        partners,
        families: Arc::new(families),
        service_tokens: Arc::new(InMemoryServiceTokens::new(audit.clone())),
        staff: Arc::<InMemoryPeople>::clone(&people),
        portal: Arc::<InMemoryPeople>::clone(&people),
        candidate_accounts: Arc::<InMemoryPeople>::clone(&people),
        password_links: Arc::<InMemoryPeople>::clone(&people),
        revoked_tokens: people,
        leads: Arc::new(InMemoryLeads::new(
            audit.clone(),
            feed.clone(),
            marks.clone(),
        )),
        changes: Arc::new(InMemoryChanges::new(feed.clone())),
        feed: Arc::new(feed.clone()),
        envelope_profiles: Arc::<InMemoryPartnerKeys>::clone(&keys),
        partner_keys: keys,
        replay_marks: Arc::new(marks),
        practice: Arc::<InMemoryPractice>::clone(&practice),
        practice_payouts: practice,
        batches: Arc::<InMemoryCandidates>::clone(&candidates),
        enrolments: candidates,
        invites: Arc::new(invites),
        maintenance: Arc::new(maintenance),
        usage: Arc::new(usage),
        audit_log: Arc::new(audit_log),
        audit_chain: Arc::new(InMemoryAuditChain::new(audit.clone())),
        probe: Arc::new(MemoryProbe { audit, mail, feed }),
    }
}

struct MemoryProbe {
    audit: InMemoryAudit,
    mail: InMemoryMail,
    feed: InMemoryFeed,
}

impl Probe for MemoryProbe {
    fn known_users(&self, keys: &PersonKeys) -> Vec<KnownUser> {
        self.feed.known_users(keys)
    }

    fn utm(&self, user: UserId) -> Option<Utm> {
        self.feed.utm(user)
    }

    fn audit(&self) -> Vec<AuditLine> {
        let entries = self.audit.entries();
        entries
            .iter()
            .map(|entry| AuditLine {
                action: entry.event.action().to_owned(),
                subject: entry.event.subject(),
            })
            .collect()
    }

    fn letters(&self) -> Vec<LetterLine> {
        self.mail.lines()
    }

    fn ledger(&self, partner: PartnerId) -> Vec<LedgerLine> {
        let state = self.feed.state();
        let lines = state.books.lines().iter().map(|booked| &booked.line);
        lines
            .filter(|line| line.partner == partner)
            .map(|line| LedgerLine {
                lead: line.lead,
                loan: line.loan,
                kind: line.kind.to_string(),
                reason: line.reason.to_string(),
                paise: line.amount.paise(),
            })
            .collect()
    }

    fn outbox(&self, partner: PartnerId) -> Vec<String> {
        let state = self.feed.state();
        let events = state.books.outbox().iter();
        events
            .filter(|(whose, _)| *whose == partner)
            .map(|(_, event)| event.kind.as_str().to_owned())
            .collect()
    }
}
