//! The adapters, built from settings once.

use std::sync::Arc;
use std::time::Duration;

use accounts::{CreateServiceToken, ManagePartners, SecretHasher};
use crypto::{AesGcmVault, HmacSecretHasher, SystemEntropy};
use kernel::{Clock, Entropy, FieldVault, SystemClock};
use lender::ReceiveFeed;
use store::{
    Backend, DieselFeedRepository, DieselPartnerRepository, DieselServiceTokens, Store,
    StoreOptions,
};

use crate::failure::Failure;
use crate::keys::Keys;
use crate::settings::{Loaded, Rules, Settings};

/// How long a command at a terminal waits for a write; a server waits less.
const PATIENCE_AT_TERMINAL: Duration = Duration::from_secs(30);

/// What every command that touches the database needs.
#[derive(Clone)]
pub struct Kit {
    /// The values of the settings.
    pub settings: Settings,
    /// What they mean.
    pub rules: Rules,
    /// The secrets.
    pub keys: Keys,
    /// The database.
    pub store: Store,
    /// The time, shifted by `clock.offset_seconds`.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Protects personal data.
    pub vault: Arc<dyn FieldVault>,
    /// Hashes secrets.
    pub hasher: Arc<dyn SecretHasher>,
}

/// For whom the database is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Callers who want an answer within two seconds.
    Serving,
    /// Someone at a terminal, who can wait.
    Terminal,
}

impl Kit {
    /// Prepares keys and database. No connection is made yet.
    ///
    /// # Errors
    /// Bad keys, or a database that nobody could open.
    pub fn open(loaded: &Loaded, purpose: Use) -> Result<Self, Failure> {
        let settings = loaded.settings.clone();
        let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
        let keys = Keys::resolve(&settings, entropy.as_ref())?;
        let vault = AesGcmVault::new(
            &keys.index,
            &keys.data,
            &keys.previous_data,
            Arc::clone(&entropy),
        )
        .map_err(|error| Failure::told(format!("crypto.data_key: {error}")))?;
        let hasher = HmacSecretHasher::new(&keys.index)
            .map_err(|error| Failure::told(format!("crypto.index_key: {error}")))?;
        let mut options = StoreOptions::new(settings.database.url.expose());
        options.readers = settings.database.readers;
        if purpose == Use::Terminal {
            options.patience = PATIENCE_AT_TERMINAL;
        }
        Ok(Self {
            store: Store::open(&options)?,
            clock: Arc::new(SystemClock::shifted(loaded.rules.clock_offset)),
            rules: loaded.rules.clone(),
            settings,
            keys,
            entropy,
            vault: Arc::new(vault),
            hasher: Arc::new(hasher),
        })
    }

    /// As [`Kit::open`] for a command at a terminal that needs the schema: brings
    /// an `SQLite` file forward as `serve` does, and insists on a current
    /// `PostgreSQL`.
    ///
    /// # Errors
    /// Also when the schema is behind or the database away.
    pub fn open_current(loaded: &Loaded) -> Result<Self, Failure> {
        let kit = Self::open(loaded, Use::Terminal)?;
        match kit.store.backend() {
            Backend::Sqlite => {
                kit.store.migrate()?;
            }
            Backend::Postgres => {
                let pending = kit.store.pending_migrations()?;
                if !pending.is_empty() {
                    return Err(Failure::told(format!(
                        "the database schema is {} migrations behind: run `partner-api migrate`",
                        pending.len()
                    )));
                }
            }
        }
        Ok(kit)
    }

    /// Creates partners and changes them.
    pub fn partners(&self) -> ManagePartners {
        ManagePartners {
            repository: Arc::new(DieselPartnerRepository::new(self.store.clone())),
            hasher: Arc::clone(&self.hasher),
            vault: Arc::clone(&self.vault),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
        }
    }

    /// Creates service tokens.
    pub fn service_tokens(&self) -> CreateServiceToken {
        CreateServiceToken {
            tokens: Arc::new(DieselServiceTokens::new(self.store.clone())),
            hasher: Arc::clone(&self.hasher),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
        }
    }

    /// Receives the lender's messages.
    pub fn feed(&self) -> ReceiveFeed {
        ReceiveFeed {
            repository: Arc::new(DieselFeedRepository::new(self.store.clone())),
            vault: Arc::clone(&self.vault),
            clock: Arc::clone(&self.clock),
            limits: self.rules.feed,
        }
    }
}
