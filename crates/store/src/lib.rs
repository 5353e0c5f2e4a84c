//! The repositories, on `SQLite` and `PostgreSQL`.
//!
//! [`Store`] is the database: a bounded pool for reading and one way to write.
//! Every `Diesel…` type implements the port of the same aggregate, and its
//! transactions. Queries both databases understand run on one connection type;
//! what differs lies in `sqlite` and `postgres`.

mod about;
mod audit_rows;
mod cache;
mod columns;
mod conn;
mod connect;
mod directory;
mod families;
mod family_rows;
mod fault;
mod feed;
mod feed_chunk;
mod feed_load;
mod feed_rows;
mod feed_write;
mod gather;
mod housekeeping;
mod lanes;
mod leads;
mod migrate;
mod partner_rows;
mod partners;
mod partners_create;
mod pool;
mod postgres;
mod schema;
mod service_tokens;
mod sqlite;
mod store;
mod target;
mod user_directory;

pub use self::leads::DieselLeadRepository;
pub use about::About;
pub use directory::CachedPartnerDirectory;
pub use families::DieselTokenFamilies;
pub use feed::DieselFeedRepository;
pub use housekeeping::{Housekeeping, Purged};
pub use partners::DieselPartnerRepository;
pub use service_tokens::DieselServiceTokens;
pub use store::{OpenError, Store, StoreOptions};
pub use target::{Backend, UrlError};
pub use user_directory::DieselUserDirectory;
