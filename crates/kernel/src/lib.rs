//! The vocabulary every other crate shares: identifiers, money, the personal
//! data newtypes, time, and the one way a port may fail.
//!
//! Nothing here knows a database, a web framework, the machine's environment or
//! a random generator. Values are valid by construction: each newtype is built
//! by a `parse` that judges outside input, or by a `from_stored` that judges a
//! row the same way and names what is corrupt.

mod actor;
mod calendar;
mod clock;
mod constitution;
mod decimal;
mod entropy;
mod failure;
mod gstin;
mod ids;
mod money;
mod overlap;
mod page;
mod person;
mod protected;
mod rate;
mod replay_mark;
mod rotation;
mod tax_identity;
mod time_zone;
mod underway;
mod vault;
mod web_address;
mod words;

pub use actor::Actor;
pub use calendar::BusinessCalendar;
pub use clock::{Clock, FixedClock, SystemClock};
pub use constitution::Constitution;
pub use decimal::is_decimal;
pub use entropy::Entropy;
pub use failure::{PortFailure, PortResult};
pub use gstin::{Gstin, GstinError};
pub use ids::{
    BatchId, BatchUuid, CandidateId, CandidateUuid, ClientSecretId, DeliveryId, DeliveryUuid,
    DisputeId, DocumentUuid, EndpointId, EndpointUuid, EnrolmentId, EnrolmentUuid, EventId,
    FamilyId, LeadId, LeadReference, LedgerLineId, LoanApplicationId, MaintenanceId,
    MaintenanceUuid, NoteUuid, NoticeId, PartnerId, PartnerUuid, PayoutRunId, PortalId, PortalUuid,
    PracticePayoutUuid, ServiceTokenId, StaffId, StaffUuid, StatementId, TokenId, UserId,
};
pub use money::{Money, MoneyError};
pub use overlap::{Overlap, OverlapError};
pub use page::{PageNumber, PageSize};
pub use person::{
    EmailAddress, EmailError, MobileError, MobileNumber, NameError, Pan, PanError, PersonName,
};
pub use protected::{BlindIndex, Digest, FieldRef, Sealed};
pub use rate::{RateBps, RateError};
pub use replay_mark::ReplayMark;
pub use rotation::{
    ColumnReport, Fact, IndexedRow, IndexedRows, KeyId, KeyPart, OpenedRow, Recompute,
    ReindexProgress, ReindexStored, Reindexed, ResealProgress, ResealReport, ResealStored,
    Resealed, RowKey, SealedColumn, SealedColumns, SealedRow, SealedUnder, SealingKeys,
    TableIndexes, TableReport,
};
pub use tax_identity::{KeptTaxProfile, TaxIdentity, TaxIdsDisagree};
pub use time_zone::{TimeZoneName, UnknownTimeZone};
pub use underway::{Trip, Underway};
pub use vault::{FieldVault, IndexedField};
pub use web_address::{Reach, WebAddress, WebAddressError, is_public};
pub use words::UnknownWord;
