//! Partners look after their endpoints.

mod rotate;

pub use rotate::RotateEndpointError;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{
    Actor, Clock, DeliveryUuid, EndpointUuid, PartnerId, PortFailure, PortResult, Reach, Sealed,
    WebAddress, WebAddressError,
};

use crate::{
    CreateEndpointError, DeliveryLog, Endpoint, EndpointChange, EndpointDescription,
    EndpointRepository, EndpointSwitch, EndpointUrl, EndpointWithSecret, Event, EventFilter,
    NewEndpoint, OpenEndpoint, Post, ReplayError, ReplaySince, WebhookSecret, Whose,
};

/// What a partner says of a new endpoint.
#[derive(Debug, Clone)]
pub struct EndpointDraft {
    /// Its address, as [`ManageEndpoints::judge_url`] let it pass.
    pub url: WebAddress,
    /// What the partner calls it.
    pub description: Option<EndpointDescription>,
    /// What it wants.
    pub events: EventFilter,
}

/// What a partner changes; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct EndpointPatch {
    /// Its address, as [`ManageEndpoints::judge_url`] let it pass.
    pub url: Option<WebAddress>,
    /// What the partner calls it; `Some(None)` takes that away.
    pub description: Option<Option<EndpointDescription>>,
    /// What it wants.
    pub events: Option<EventFilter>,
    /// Whether it is told.
    pub status: Option<EndpointSwitch>,
}

/// Partners look after their endpoints (contract `onboarding.md`, "Webhooks").
#[derive(Clone)]
pub struct ManageEndpoints {
    /// Where endpoints are kept.
    pub endpoints: Arc<dyn EndpointRepository>,
    /// Knows what was delivered.
    pub log: Arc<dyn DeliveryLog>,
    /// Composes events; its vault protects addresses and secrets.
    pub post: Post,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// How far addresses may lead.
    pub reach: Reach,
}

impl ManageEndpoints {
    /// Judges an address: https only outside development, no reserved name, no literal that
    /// is not public. Where the name leads is judged each time it is dialled.
    ///
    /// # Errors
    /// See [`WebAddressError`].
    pub fn judge_url(&self, text: &str) -> Result<WebAddress, WebAddressError> {
        WebAddress::target(text, self.reach)
    }

    /// The partner's endpoints, the oldest first.
    ///
    /// # Errors
    /// Those of the repository and the vault.
    pub fn list(&self, partner: PartnerId) -> PortResult<Vec<OpenEndpoint>> {
        let now = self.clock.now();
        let endpoints = self.endpoints.list(partner)?.into_iter();
        endpoints.map(|endpoint| self.open(endpoint, now)).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// Those of the repository and the vault.
    pub fn get(
        &self,
        partner: PartnerId,
        endpoint: EndpointUuid,
    ) -> PortResult<Option<OpenEndpoint>> {
        let now = self.clock.now();
        let found = self.endpoints.find(Some(partner), endpoint)?;
        found.map(|endpoint| self.open(endpoint, now)).transpose()
    }

    /// Creates one.
    ///
    /// # Errors
    /// See [`CreateEndpointError`].
    pub fn create(
        &self,
        partner: PartnerId,
        draft: EndpointDraft,
        by: Actor,
    ) -> Result<EndpointWithSecret, CreateEndpointError> {
        let at = self.clock.now();
        let uuid = EndpointUuid::draw(self.post.entropy.as_ref());
        let (secret, sealed) = self.draw(uuid)?;
        let endpoint = self.endpoints.create(NewEndpoint {
            uuid,
            partner,
            url: self.seal_url(uuid, &draft.url)?,
            description: draft.description,
            events: draft.events,
            secret: sealed,
            by,
            at,
        })?;
        let endpoint = self.open(endpoint, at)?;
        Ok(EndpointWithSecret { endpoint, secret })
    }

    /// Changes one; `None`: there is no such one.
    ///
    /// # Errors
    /// Those of the repository and the vault.
    pub fn change(
        &self,
        partner: PartnerId,
        endpoint: EndpointUuid,
        patch: EndpointPatch,
        by: Actor,
    ) -> PortResult<Option<OpenEndpoint>> {
        let at = self.clock.now();
        let url = patch.url.map(|clear| {
            let sealed = self.seal_url(endpoint, &clear)?;
            Ok::<_, PortFailure>(EndpointUrl { sealed, clear })
        });
        let changed = self.endpoints.change(EndpointChange {
            endpoint,
            partner: Some(partner),
            url: url.transpose()?,
            description: patch.description,
            events: patch.events,
            status: patch.status,
            by,
            at,
        })?;
        changed.map(|endpoint| self.open(endpoint, at)).transpose()
    }

    /// Deletes one; whether there was one.
    ///
    /// # Errors
    /// Those of the repository.
    pub fn delete(
        &self,
        partner: PartnerId,
        endpoint: EndpointUuid,
        by: Actor,
    ) -> PortResult<bool> {
        let at = self.clock.now();
        self.endpoints.delete(partner, endpoint, by, at)
    }

    /// Sends one a test event, also while it is paused or disabled; `None`: there is no such
    /// one.
    ///
    /// # Errors
    /// Those of the log and the vault.
    pub fn test(
        &self,
        partner: PartnerId,
        endpoint: EndpointUuid,
        by: Actor,
    ) -> PortResult<Option<DeliveryUuid>> {
        let at = self.clock.now();
        let event = self.post.event(partner, &Event::webhook_test(), at)?;
        let delivery = DeliveryUuid::draw(self.post.entropy.as_ref());
        let kept = self.log.test(event, endpoint, delivery, by)?;
        Ok(kept.then_some(delivery))
    }

    /// Delivers the event of one delivery again: the delivery that waits now.
    ///
    /// # Errors
    /// See [`ReplayError`].
    pub fn replay(
        &self,
        partner: PartnerId,
        delivery: DeliveryUuid,
        by: Actor,
    ) -> Result<DeliveryUuid, ReplayError> {
        let new = DeliveryUuid::draw(self.post.entropy.as_ref());
        let whose = Whose::Partner(partner);
        self.log.replay(whose, delivery, new, by, self.clock.now())
    }

    /// Delivers events again: how many.
    ///
    /// # Errors
    /// See [`ReplayError`].
    pub fn replay_since(
        &self,
        partner: PartnerId,
        replay: ReplaySince,
        by: Actor,
    ) -> Result<u32, ReplayError> {
        let whose = Whose::Partner(partner);
        self.log.replay_since(whose, replay, by, self.clock.now())
    }

    fn open(&self, endpoint: Endpoint, now: DateTime<Utc>) -> PortResult<OpenEndpoint> {
        OpenEndpoint::of(endpoint, self.post.vault.as_ref(), now)
    }

    fn seal_url(&self, endpoint: EndpointUuid, url: &WebAddress) -> PortResult<Sealed> {
        let row = endpoint.get();
        let field = Endpoint::url_field(row.as_bytes());
        self.post.vault.seal(field, url.as_str().as_bytes())
    }

    /// A new secret, and as it is kept.
    fn draw(&self, endpoint: EndpointUuid) -> PortResult<(WebhookSecret, Sealed)> {
        let row = endpoint.get();
        let secret = WebhookSecret::draw(self.post.entropy.as_ref());
        let field = Endpoint::secret_field(row.as_bytes());
        let sealed = secret.sealed(self.post.vault.as_ref(), field)?;
        Ok((secret, sealed))
    }
}
