//! The lender's staff look after endpoints of all partners.

use std::sync::Arc;

use kernel::{
    Actor, Clock, DeliveryUuid, EndpointId, EndpointUuid, Entropy, FieldVault, PortResult,
};

use crate::{
    DeliveryLog, EndpointChange, EndpointQuery, EndpointRepository, EndpointSwitch, OpenEndpoint,
    ReplayError, ReplaySince, Whose,
};

/// An endpoint as staff see it. Of its address they are shown the host: some carry a token.
#[derive(Debug, Clone)]
pub struct SupervisedEndpoint {
    /// The endpoint.
    pub endpoint: OpenEndpoint,
    /// What its partner is called.
    pub partner_name: String,
}

/// The lender's staff look after endpoints of all partners.
#[derive(Clone)]
pub struct OverseeEndpoints {
    /// Where endpoints are kept.
    pub endpoints: Arc<dyn EndpointRepository>,
    /// Knows what was delivered.
    pub log: Arc<dyn DeliveryLog>,
    /// Opens addresses.
    pub vault: Arc<dyn FieldVault>,
    /// Draws ids.
    pub entropy: Arc<dyn Entropy>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl OverseeEndpoints {
    /// A page of endpoints, the newest first, and where the next begins.
    ///
    /// # Errors
    /// Those of the repository and the vault.
    pub fn page(
        &self,
        query: &EndpointQuery,
    ) -> PortResult<(Vec<SupervisedEndpoint>, Option<EndpointId>)> {
        let now = self.clock.now();
        let page = self.endpoints.page(query)?;
        let opened = page.endpoints.into_iter().map(|listed| {
            Ok(SupervisedEndpoint {
                endpoint: OpenEndpoint::of(listed.endpoint, self.vault.as_ref(), now)?,
                partner_name: listed.partner_name,
            })
        });
        Ok((opened.collect::<PortResult<_>>()?, page.next))
    }

    /// Switches an endpoint on or off; `None`: there is no such one.
    ///
    /// # Errors
    /// Those of the repository and the vault.
    pub fn switch(
        &self,
        endpoint: EndpointUuid,
        to: EndpointSwitch,
        by: Actor,
    ) -> PortResult<Option<OpenEndpoint>> {
        let at = self.clock.now();
        let changed = self.endpoints.change(EndpointChange {
            endpoint,
            partner: None,
            url: None,
            description: None,
            events: None,
            status: Some(to),
            by,
            at,
        })?;
        let open = |endpoint| OpenEndpoint::of(endpoint, self.vault.as_ref(), at);
        changed.map(open).transpose()
    }

    /// Delivers the event of one delivery again: the delivery that waits now.
    ///
    /// # Errors
    /// See [`ReplayError`].
    pub fn replay(&self, delivery: DeliveryUuid, by: Actor) -> Result<DeliveryUuid, ReplayError> {
        let new = DeliveryUuid::draw(self.entropy.as_ref());
        self.log
            .replay(Whose::Everybody, delivery, new, by, self.clock.now())
    }

    /// Delivers events again: how many.
    ///
    /// # Errors
    /// See [`ReplayError`].
    pub fn replay_since(&self, replay: ReplaySince, by: Actor) -> Result<u32, ReplayError> {
        self.log
            .replay_since(Whose::Everybody, replay, by, self.clock.now())
    }
}
