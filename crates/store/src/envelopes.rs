//! Partners' encryption: their policies and keys, and what they may send once.

pub(crate) mod marks;

mod count;
mod enrol;
mod keys;
mod profiles;
mod rows;

pub use count::EncryptingPartners;
pub use keys::DieselPartnerKeys;
pub use marks::DieselReplayMarks;
pub use profiles::CachedEnvelopeProfiles;
