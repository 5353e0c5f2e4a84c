//! The ports of a real store, for the contracts.

use std::sync::Arc;

use dedupe::{KnownUser, PersonKeys, UserDirectory as _};
use kernel::{BlindIndex, UserId};
use store::{
    CachedPartnerDirectory, DieselFeedRepository, DieselLeadRepository, DieselPartnerRepository,
    DieselServiceTokens, DieselTokenFamilies, DieselUserDirectory, Store,
};
use testkit::{AuditLine, Harness, Probe, Utm};

use crate::database::Database;

/// All ports over `database`, which is migrated first.
pub(crate) fn harness(database: &Arc<Database>) -> Harness {
    let store = database.migrated();
    over(database, &store)
}

/// All ports over `store`, an opening of `database`.
pub(crate) fn over(database: &Arc<Database>, store: &Store) -> Harness {
    Harness {
        partners: Arc::new(DieselPartnerRepository::new(store.clone())),
        directory: Arc::new(CachedPartnerDirectory::new(store.clone(), 100)),
        families: Arc::new(DieselTokenFamilies::new(store.clone())),
        service_tokens: Arc::new(DieselServiceTokens::new(store.clone())),
        feed: Arc::new(DieselFeedRepository::new(store.clone())),
        leads: Arc::new(DieselLeadRepository::new(store.clone())),
        probe: Arc::new(StoreProbe {
            database: Arc::clone(database),
            users: DieselUserDirectory::new(store.clone()),
        }),
    }
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
}

fn index(hex: &str) -> BlindIndex {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
    }
    BlindIndex::new(bytes)
}
