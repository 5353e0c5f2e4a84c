//! The adapters, built from settings once.

mod administration;
mod candidates;
mod database;
mod endpoints;
mod envelope;
mod invites;
mod limits;
mod mail;
mod maintenance;
mod onboarding;
mod practice;
mod usage;
mod webhooks;

use std::sync::{Arc, OnceLock};

use accounts::{
    CreateServiceToken, CreateStaff, ManagePartners, PasswordHasher, SecretHasher, StaffAccounts,
};
use audit::{AuditChain, ChainHasher, ProveAuditLog};
use crypto::{
    AesGcmVault, Argon2Cost, Argon2PasswordHasher, DeriveError, HmacChainHasher, HmacSecretHasher,
    SystemEntropy,
};
use kernel::{Clock, Entropy, FieldVault, ResealStored, SealingKeys, SystemClock, Underway};
use lender::ReceiveFeed;
use payouts::SetTaxProfile;
use store::{
    Books, DieselAuditChain, DieselFeedRepository, DieselPartnerRepository, DieselSealedColumns,
    DieselServiceTokens, DieselStaffAccounts, DieselTaxProfiles, Store,
};

use self::envelope::KeyHolders;
use crate::failure::Failure;
use crate::keys::Keys;
use crate::settings::{Loaded, Rules, Settings};

pub use database::Use;
pub use limits::Deciding;

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
    /// Knows the keys of `vault`.
    pub sealing: Arc<dyn SealingKeys>,
    /// Hashes secrets.
    pub hasher: Arc<dyn SecretHasher>,
    /// Hashes people's passwords; one for the process, which bounds how many at once.
    pub passwords: Arc<dyn PasswordHasher>,
    /// Chains the audit log.
    pub chain_hasher: Arc<dyn ChainHasher>,
    /// Hold the platform's envelope keys, once somebody asked for them.
    key_holders: Arc<OnceLock<KeyHolders>>,
    /// Decides about calls, once somebody asked for it.
    deciding: Arc<OnceLock<Deciding>>,
    /// Counts envelopes being opened, whose leads come to be stored soon.
    pub underway: Underway,
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
        let vault = Arc::new(vault);
        let hasher = secret_hasher(&keys)
            .map_err(|error| Failure::told(format!("crypto.index_key: {error}")))?;
        let chain_hasher = HmacChainHasher::new(keys.audit.as_ref().unwrap_or(&keys.index))
            .map_err(|error| Failure::told(format!("crypto.audit_key: {error}")))?;
        let passwords = Argon2PasswordHasher::new(Argon2Cost::default(), Arc::clone(&entropy))
            .map_err(|error| Failure::told(error.to_string()))?;
        let underway = Underway::default();
        Ok(Self {
            store: database::opened(&settings, purpose, &underway)?,
            clock: Arc::new(SystemClock::shifted(loaded.rules.clock_offset)),
            rules: loaded.rules.clone(),
            settings,
            keys,
            entropy,
            sealing: Arc::<AesGcmVault>::clone(&vault),
            vault,
            hasher: Arc::new(hasher),
            passwords: Arc::new(passwords),
            chain_hasher: Arc::new(chain_hasher),
            key_holders: Arc::default(),
            deciding: Arc::default(),
            underway,
        })
    }

    /// As [`Kit::open`] for a command at a terminal that needs the schema: brings
    /// an `SQLite` file forward as `serve` does, and insists on a current
    /// `PostgreSQL`.
    ///
    /// # Errors
    /// Also when the schema is behind or the database away.
    pub fn open_current(loaded: &Loaded) -> Result<Self, Failure> {
        Self::open_current_for(loaded, Use::Terminal)
    }

    /// As [`Kit::open_current`], for `purpose`.
    ///
    /// # Errors
    /// As there.
    pub fn open_current_for(loaded: &Loaded, purpose: Use) -> Result<Self, Failure> {
        let kit = Self::open(loaded, purpose)?;
        database::bring_forward(&kit.store)?;
        Ok(kit)
    }

    /// Creates partners and changes them.
    pub fn partners(&self) -> ManagePartners {
        ManagePartners {
            repository: Arc::new(DieselPartnerRepository::new(
                self.store.clone(),
                self.post(),
            )),
            hasher: Arc::clone(&self.hasher),
            vault: Arc::clone(&self.vault),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
        }
    }

    /// Composes what people are told by e-mail.
    pub fn letters(&self) -> notices::Compose {
        notices::Compose {
            vault: Arc::clone(&self.vault),
            entropy: Arc::clone(&self.entropy),
        }
    }

    /// Where the lender's staff are kept.
    pub fn staff_accounts(&self) -> Arc<dyn StaffAccounts> {
        Arc::new(DieselStaffAccounts::new(self.store.clone()))
    }

    /// Creates staff accounts.
    pub fn staff(&self) -> CreateStaff {
        CreateStaff {
            accounts: self.staff_accounts(),
            hasher: Arc::clone(&self.passwords),
            vault: Arc::clone(&self.vault),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
        }
    }

    /// Changes what partners' taxes depend on.
    pub fn tax_profiles(&self) -> SetTaxProfile {
        SetTaxProfile {
            profiles: Arc::new(DieselTaxProfiles::new(self.store.clone())),
            vault: Arc::clone(&self.vault),
            clock: Arc::clone(&self.clock),
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

    /// Seals everything at rest anew.
    pub fn reseal(&self) -> ResealStored {
        ResealStored {
            columns: Arc::new(DieselSealedColumns::new(self.store.clone())),
            vault: Arc::clone(&self.vault),
            keys: Arc::clone(&self.sealing),
        }
    }

    /// The audit log as a chain.
    pub fn audit_chain(&self) -> Arc<dyn AuditChain> {
        let hasher = Arc::clone(&self.chain_hasher);
        Arc::new(DieselAuditChain::new(self.store.clone(), hasher))
    }

    /// Proves the audit log untouched.
    pub fn prove_audit_log(&self) -> ProveAuditLog {
        ProveAuditLog {
            chain: self.audit_chain(),
            hasher: Arc::clone(&self.chain_hasher),
            clock: Arc::clone(&self.clock),
        }
    }

    /// What crediting leads goes by.
    fn books(&self) -> Books {
        Books {
            policy: Arc::clone(&self.rules.payout),
            vault: Arc::clone(&self.vault),
            entropy: Arc::clone(&self.entropy),
        }
    }

    /// Receives the lender's messages by the ten thousand.
    pub fn loading_feed(&self) -> ReceiveFeed {
        ReceiveFeed {
            repository: Arc::new(DieselFeedRepository::loading(
                self.store.clone(),
                self.books(),
            )),
            ..self.feed()
        }
    }

    /// Receives the lender's messages.
    pub fn feed(&self) -> ReceiveFeed {
        ReceiveFeed {
            repository: Arc::new(DieselFeedRepository::new(self.store.clone(), self.books())),
            vault: Arc::clone(&self.vault),
            clock: Arc::clone(&self.clock),
            limits: self.rules.feed,
        }
    }
}

/// Hashes under the index key and accepts what the one before hashed.
fn secret_hasher(keys: &Keys) -> Result<HmacSecretHasher, DeriveError> {
    let hasher = HmacSecretHasher::new(&keys.index)?;
    match &keys.previous_index {
        Some(previous) => hasher.accepting(previous),
        None => Ok(hasher),
    }
}
