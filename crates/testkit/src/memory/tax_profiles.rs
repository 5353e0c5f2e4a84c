//! Tax profiles in memory.

use audit::MoneyEvent;
use kernel::{Actor, PartnerId, PortResult};
use payouts::{KeptTaxProfile, NewTaxProfile, TaxProfiles};

use super::InMemoryMoney;

impl TaxProfiles for InMemoryMoney {
    fn set(&self, partner: PartnerId, new: NewTaxProfile, actor: Actor) -> PortResult<()> {
        self.kept().profiles.insert(partner, new.profile);
        let event = MoneyEvent::TaxProfileChanged {
            partner,
            fields: new.changed,
        };
        self.record(new.at, actor, event);
        Ok(())
    }

    fn find(&self, partner: PartnerId) -> PortResult<Option<KeptTaxProfile>> {
        Ok(self.kept().profiles.get(&partner).cloned())
    }
}
