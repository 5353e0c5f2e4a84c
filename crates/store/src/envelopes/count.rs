//! How many partners encrypt, for an operator.

use diesel::prelude::*;
use envelope::Policy;
use kernel::{PortFailure, PortResult};

use crate::Store;
use crate::schema::partner_encryption;

impl Store {
    /// How many partners may or must encrypt.
    ///
    /// # Errors
    /// As for any query: [`kernel::PortFailure`].
    pub fn encrypting_partners(&self) -> PortResult<u64> {
        let encrypting =
            partner_encryption::table.filter(partner_encryption::policy.ne(Policy::Off.as_str()));
        let count: i64 = self.read(|conn| Ok(encrypting.count().get_result(conn)?))?;
        u64::try_from(count).map_err(|_| PortFailure::corrupt("partner_encryption"))
    }
}
