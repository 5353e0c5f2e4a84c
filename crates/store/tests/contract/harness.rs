//! The ports of a real store, for the contracts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dedupe::{KnownUser, PersonKeys, UserDirectory as _};
use kernel::{BlindIndex, LeadId, LoanApplicationId, PartnerId, UserId};
use store::{
    Books, CachedEnvelopeProfiles, CachedPartnerDirectory, DieselAuditChain, DieselAuditLog,
    DieselBatches, DieselCandidateAccounts, DieselDisputes, DieselEnrolments, DieselFeedRepository,
    DieselInvites, DieselLeadChanges, DieselLeadRepository, DieselMaintenance, DieselOnboarding,
    DieselPartnerAdministration, DieselPartnerKeys, DieselPartnerRepository, DieselPasswordLinks,
    DieselPayoutRuns, DieselPortalAccounts, DieselPractice, DieselReplayMarks, DieselRevokedTokens,
    DieselServiceTokens, DieselStaffAccounts, DieselStatements, DieselTaxProfiles,
    DieselTokenFamilies, DieselUsage, DieselUserDirectory, Store,
};
use testkit::{
    AuditLine, FakeChainHasher, FakeVault, Harness, LedgerLine, LetterLine, Probe, SeededEntropy,
    Utm, fake_post, payout_policy,
};

use crate::database::Database;

/// All ports over `database`, which is migrated first.
pub(crate) fn harness(database: &Arc<Database>) -> Harness {
    let store = database.migrated();
    over(database, &store)
}

/// All ports over `store`, an opening of `database`.
pub(crate) fn over(database: &Arc<Database>, store: &Store) -> Harness {
    Harness {
        partners: Arc::new(DieselPartnerRepository::new(store.clone(), fake_post())),
        administration: Arc::new(DieselPartnerAdministration::new(store.clone(), fake_post())),
        directory: Arc::new(CachedPartnerDirectory::new(store.clone(), 100)),
        families: Arc::new(DieselTokenFamilies::new(store.clone(), fake_post())),
        service_tokens: Arc::new(DieselServiceTokens::new(store.clone())),
        staff: Arc::new(DieselStaffAccounts::new(store.clone())),
        portal: Arc::new(DieselPortalAccounts::new(store.clone())),
        candidate_accounts: Arc::new(DieselCandidateAccounts::new(store.clone())),
        practice: Arc::new(DieselPractice::new(store.clone())),
        practice_payouts: Arc::new(DieselPractice::new(store.clone())),
        password_links: Arc::new(DieselPasswordLinks::new(store.clone(), fake_post())),
        revoked_tokens: Arc::new(DieselRevokedTokens::new(store.clone())),
        feed: Arc::new(DieselFeedRepository::new(store.clone(), books())),
        leads: Arc::new(DieselLeadRepository::new(store.clone())),
        changes: Arc::new(DieselLeadChanges::new(store.clone())),
        audit_log: Arc::new(DieselAuditLog::new(store.clone())),
        audit_chain: Arc::new(DieselAuditChain::new(
            store.clone(),
            Arc::new(FakeChainHasher),
        )),
        onboarding: Arc::new(DieselOnboarding::new(store.clone(), fake_post())),
        payout_runs: Arc::new(payout_runs(store)),
        statements: Arc::new(DieselStatements::new(store.clone())),
        disputes: Arc::new(DieselDisputes::new(store.clone())),
        tax_profiles: Arc::new(DieselTaxProfiles::new(store.clone())),
        envelope_profiles: Arc::new(CachedEnvelopeProfiles::new(store.clone(), 100)),
        partner_keys: Arc::new(DieselPartnerKeys::new(store.clone(), fake_post())),
        replay_marks: Arc::new(DieselReplayMarks::new(store.clone())),
        batches: Arc::new(DieselBatches::new(store.clone())),
        enrolments: Arc::new(DieselEnrolments::new(store.clone())),
        invites: Arc::new(DieselInvites::new(store.clone(), fake_post())),
        maintenance: Arc::new(maintenance(store)),
        usage: Arc::new(DieselUsage::new(store.clone())),
        probe: Arc::new(StoreProbe {
            database: Arc::clone(database),
            users: DieselUserDirectory::new(store.clone()),
        }),
    }
}

/// Every instance draws other event ids.
static DRAWN: AtomicU64 = AtomicU64::new(0x6f75_7462);

/// The contract's rules, with the fakes.
pub(crate) fn books() -> Books {
    Books {
        policy: Arc::new(payout_policy()),
        vault: Arc::new(FakeVault),
        entropy: Arc::new(SeededEntropy::new(DRAWN.fetch_add(1, Ordering::Relaxed))),
    }
}

/// Payout runs of `store`, with the fakes.
fn payout_runs(store: &Store) -> DieselPayoutRuns {
    let entropy = SeededEntropy::new(DRAWN.fetch_add(1, Ordering::Relaxed));
    DieselPayoutRuns::new(store.clone(), Arc::new(FakeVault), Arc::new(entropy))
}

/// Maintenance of `store`, with the fakes.
fn maintenance(store: &Store) -> DieselMaintenance {
    let entropy = SeededEntropy::new(DRAWN.fetch_add(1, Ordering::Relaxed));
    DieselMaintenance::new(store.clone(), Arc::new(FakeVault), Arc::new(entropy))
}

struct StoreProbe {
    database: Arc<Database>,
    users: DieselUserDirectory,
}

impl Probe for StoreProbe {
    fn known_users(&self, keys: &PersonKeys) -> Vec<KnownUser> {
        self.users.clone().find(keys).unwrap()
    }

    fn utm(&self, user: UserId) -> Option<Utm> {
        let hex = match self.database.as_ref() {
            Database::Sqlite(_) => "lower(hex(utm_campaign_index))",
            Database::Postgres { .. } => "encode(utm_campaign_index, 'hex')",
        };
        let of_user = |value: &str| {
            let sql = format!(
                "SELECT coalesce({value}, '-') AS value FROM users WHERE id = {}",
                user.get()
            );
            self.database.texts(&sql).pop()
        };
        let given = |text: &String| text != "-" && !text.is_empty();
        let source = of_user("utm_source")?;
        Some(Utm {
            source: Some(source).filter(given),
            campaign: of_user(hex).filter(given).map(|hex| index(&hex)),
        })
    }

    fn audit(&self) -> Vec<AuditLine> {
        let actions = self
            .database
            .texts("SELECT action AS value FROM audit_entries ORDER BY id");
        let subjects = self
            .database
            .integers("SELECT subject_id AS value FROM audit_entries ORDER BY id");
        actions
            .into_iter()
            .zip(subjects)
            .map(|(action, subject)| AuditLine { action, subject })
            .collect()
    }

    fn letters(&self) -> Vec<LetterLine> {
        let (hex, table) = match self.database.as_ref() {
            Database::Sqlite(_) => ("lower(hex(recipient_uuid))", "mail_outbox"),
            Database::Postgres { .. } => ("encode(recipient_uuid, 'hex')", "mail_outbox"),
        };
        let sql = format!("SELECT notice || ' ' || {hex} AS value FROM {table} ORDER BY id");
        let lines = self.database.texts(&sql);
        let line = |line: &String| {
            let (notice, to) = line.split_once(' ').unwrap();
            LetterLine {
                notice: notice.to_owned(),
                to: to.parse().unwrap(),
            }
        };
        lines.iter().map(line).collect()
    }

    fn ledger(&self, partner: PartnerId) -> Vec<LedgerLine> {
        let rows = self.database.texts(&format!(
            "SELECT CAST(lead_id AS TEXT) || ' ' || CAST(loan_application_id AS TEXT) || ' ' \
             || kind || ' ' || reason || ' ' || CAST(amount_paise AS TEXT) AS value \
             FROM ledger_lines WHERE partner_id = {partner} ORDER BY id"
        ));
        rows.iter().map(|row| ledger_line(row)).collect()
    }

    fn outbox(&self, partner: PartnerId) -> Vec<String> {
        self.database.texts(&format!(
            "SELECT event AS value FROM outbox WHERE partner_id = {partner} ORDER BY id"
        ))
    }
}

fn index(hex: &str) -> BlindIndex {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
    }
    BlindIndex::new(bytes)
}

fn ledger_line(row: &str) -> LedgerLine {
    let words: Vec<&str> = row.split(' ').collect();
    let number = |at: usize| words[at].parse().unwrap();
    LedgerLine {
        lead: LeadId::new(number(0)),
        loan: LoanApplicationId::new(number(1)),
        kind: words[2].to_owned(),
        reason: words[3].to_owned(),
        paise: number(4),
    }
}
