//! How many partners encrypt, for an operator.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use envelope::Policy;
use kernel::{PortFailure, PortResult};

use crate::Store;
use crate::schema::{envelope_keys, partner_encryption};

/// Partners by what they need of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EncryptingPartners {
    /// May or must encrypt.
    pub all: u64,
    /// Must, and have no live key: every call of theirs fails.
    pub cut_off: u64,
}

impl Store {
    /// How many partners may or must encrypt, and how many of them cannot.
    ///
    /// # Errors
    /// As for any query: [`kernel::PortFailure`].
    pub fn encrypting_partners(&self) -> PortResult<EncryptingPartners> {
        let encrypting =
            partner_encryption::table.filter(partner_encryption::policy.ne(Policy::Off.as_str()));
        let live = envelope_keys::table
            .filter(envelope_keys::partner_id.eq(partner_encryption::partner_id))
            .filter(envelope_keys::retired_at.is_null());
        let cut_off = partner_encryption::table
            .filter(partner_encryption::policy.eq(Policy::Required.as_str()))
            .filter(not(exists(live)));
        let (all, cut_off): (i64, i64) = self.read(|conn| {
            Ok((
                encrypting.count().get_result(conn)?,
                cut_off.count().get_result(conn)?,
            ))
        })?;
        Ok(EncryptingPartners {
            all: counted(all)?,
            cut_off: counted(cut_off)?,
        })
    }
}

fn counted(rows: i64) -> PortResult<u64> {
    u64::try_from(rows).map_err(|_| PortFailure::corrupt("partner_encryption"))
}
