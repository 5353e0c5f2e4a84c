//! What the lender's staff do with partners.

use std::sync::Arc;

use accounts::AdministerPartners;
use store::DieselPartnerAdministration;

use super::Kit;

impl Kit {
    /// What the lender's staff do with partners.
    pub fn administration(&self) -> AdministerPartners {
        AdministerPartners {
            repository: Arc::new(DieselPartnerAdministration::new(
                self.store.clone(),
                self.post(),
            )),
            manage: self.partners(),
            documents: self.documents(),
        }
    }
}
