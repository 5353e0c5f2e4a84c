//! The repositories, on `SQLite` and `PostgreSQL`.
//!
//! [`Store`] is the database: a bounded pool for reading and one way to write.
//! Every `Diesel…` type implements the port of the same aggregate, and its
//! transactions. Queries both databases understand run on one connection type;
//! what differs lies in `sqlite` and `postgres`.

mod about;
mod address_book;
mod administration;
mod api_keys;
mod audit_chain;
mod audit_log;
mod audit_rows;
mod cache;
mod changes;
mod columns;
mod conn;
mod connect;
mod credit;
mod directory;
mod document_files;
mod envelopes;
mod families;
mod family_rows;
mod fault;
mod feed;
mod feed_chunk;
mod feed_load;
mod feed_named;
mod feed_rows;
mod feed_write;
mod flat_json;
mod gather;
mod housekeeping;
mod in_use;
mod lanes;
mod lead_names;
mod leads;
mod letter_rows;
mod letters;
mod line_rows;
mod loan_rows;
mod maintenance;
mod many;
mod migrate;
mod money;
mod onboarding;
mod options;
mod outbox;
mod partner_rows;
mod partners;
mod partners_create;
mod password_link_rows;
mod password_links;
mod payout_rows;
mod pool;
mod portal;
mod portal_rows;
mod postgres;
mod reconcile;
mod revoked_tokens;
mod schema;
mod sealed;
mod secret_rows;
mod service_tokens;
mod sqlite;
mod staff;
mod store;
mod target;
mod totals;
mod usage;
mod user_directory;
mod webhooks;

pub use self::leads::DieselLeadRepository;
pub use self::usage::DieselUsage;
pub use self::webhooks::{DieselDeliveryLog, DieselDeliveryQueue, DieselEndpoints};
pub use about::About;
pub use address_book::DieselAddressBook;
pub use administration::DieselPartnerAdministration;
pub use api_keys::DieselApiKeys;
pub use audit_chain::DieselAuditChain;
pub use audit_log::DieselAuditLog;
pub use changes::DieselLeadChanges;
pub use credit::Books;
pub use directory::CachedPartnerDirectory;
pub use document_files::DocumentFolder;
pub use envelopes::{
    CachedEnvelopeProfiles, DieselPartnerKeys, DieselReplayMarks, EncryptingPartners,
};
pub use families::DieselTokenFamilies;
pub use feed::DieselFeedRepository;
pub use housekeeping::{Housekeeping, Purged};
pub use in_use::is_in_use;
pub use lead_names::{Indexed, LeadNames};
pub use letters::DieselMailOutbox;
pub use maintenance::DieselMaintenance;
pub use money::{
    DieselDisputes, DieselPayoutRuns, DieselStatements, DieselTaxProfiles, MoneyDiscrepancy,
};
pub use onboarding::DieselOnboarding;
pub use options::{OpenError, Purpose, StoreOptions};
pub use partners::DieselPartnerRepository;
pub use password_links::DieselPasswordLinks;
pub use portal::DieselPortalAccounts;
pub use reconcile::{Discrepancy, Reconciliation};
pub use revoked_tokens::DieselRevokedTokens;
pub use sealed::{DieselBlindIndexes, DieselSealedColumns};
pub use service_tokens::DieselServiceTokens;
pub use staff::DieselStaffAccounts;
pub use store::Store;
pub use target::{Backend, UrlError};
pub use user_directory::DieselUserDirectory;
