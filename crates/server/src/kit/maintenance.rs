//! When the service rests.

use std::sync::Arc;

use accounts::AnnounceMaintenance;
use store::DieselMaintenance;

use super::Kit;

impl Kit {
    /// Announces maintenance and calls it off.
    pub fn announce_maintenance(&self) -> AnnounceMaintenance {
        let (vault, entropy) = (Arc::clone(&self.vault), Arc::clone(&self.entropy));
        AnnounceMaintenance {
            repository: Arc::new(DieselMaintenance::new(self.store.clone(), vault, entropy)),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
        }
    }
}
