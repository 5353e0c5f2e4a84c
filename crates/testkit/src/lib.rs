//! What tests of other crates are made of: invented people and partners, fakes
//! of the ports, and the contracts every repository must pass.
//!
//! A contract is a function that tries a [`Harness`] and panics where a promise
//! of a port's documentation is broken. It runs against the fakes here and
//! against the real adapters in their own crates, so that a test that passes
//! with a fake says something about the real thing.
//!
//! Nothing here protects anything; it is a dev-dependency only.
#![expect(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "test code: a broken promise is reported by a panic, a skipped one on the terminal"
)]

mod contract;
mod documented;
mod entropy;
mod envelope;
mod harness;
mod hasher;
mod memory;
mod messages;
mod onboarding;
mod partner;
mod payout;
mod people;
mod person;
mod post;
mod reference;
mod share;
mod staff;
mod time;
mod vault;

pub use contract::{
    WebhookPorts, administration_contract, adopt, audit_chain_at_once_contract,
    audit_chain_contract, audit_log_contract, candidates_at_once_contract, candidates_contract,
    credits_contract, credits_permutations, families_contract, feed_at_once_contract,
    feed_contract, go_live, invites_at_once_contract, invites_contract, lead_changes_contract,
    leads_contract, mail_outbox_at_once_contract, mail_outbox_contract, maintenance_contract,
    marked_leads_contract, money_at_once_contract, money_contract, money_history_contract,
    onboarding_contract, partner_keys_at_once_contract, partner_keys_contract, partners_contract,
    people_at_once_contract, people_contract, practice_at_once_contract, practice_contract,
    practice_course_contract, replay_marks_contract, service_tokens_contract, staff_contract,
    usage_at_once_contract, usage_contract, webhook_setup_contract, webhooks_at_once_contract,
    webhooks_contract,
};
pub use documented::{Runtime, documented_program};
pub use entropy::SeededEntropy;
pub use envelope::FakeCipher;
pub use harness::{AuditLine, Harness, LedgerLine, LetterLine, Probe, Utm};
pub use hasher::{FakeChainHasher, FakeHasher};
pub use memory::{
    InMemoryAudit, InMemoryAuditChain, InMemoryAuditLog, InMemoryCandidates, InMemoryChanges,
    InMemoryFamilies, InMemoryFeed, InMemoryLeads, InMemoryMail, InMemoryMailOutbox,
    InMemoryMaintenance, InMemoryMoney, InMemoryOnboarding, InMemoryPartnerKeys, InMemoryPartners,
    InMemoryPeople, InMemoryReplayMarks, InMemoryServiceTokens, InMemoryUsage, in_memory,
    in_memory_with,
};
pub use messages::{loan_message, receive_feed, text, user_message};
pub use onboarding::{FakeDocumentCipher, InMemoryDocuments, OnboardingCases, onboarding_cases};
pub use partner::{letter_to, manage_partners, new_partner, rotation, status_change};
pub use payout::payout_policy;
pub use people::{
    PeopleCases, PlainCandidateTokens, PlainPortalTokens, letters, new_link, new_person,
    password_links, people_cases,
};
pub use person::Person;
pub use post::fake_post;
pub use reference::{ReferenceLead, ReferenceLoan, ReferenceUser, ReferenceView, reference};
pub use share::{command_of, share_lead, share_of, share_policy};
pub use staff::{
    FakePasswordHasher, PlainStaffTokens, authenticate_staff, create_staff, new_staff,
    staff_sign_in,
};
pub use time::{midday, seconds_after};
pub use vault::FakeVault;
