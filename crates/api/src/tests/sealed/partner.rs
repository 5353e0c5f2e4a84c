//! The partner's side, with the fake cipher.

use chrono::Utc;
use envelope::{
    Correspondent, Enrolment, Envelope, EnvelopeCipher as _, Form, Policy, PolicyChange, Sender,
    Tools, open, seal,
};
use kernel::{Actor, Clock as _, PartnerId};
use serde_json::Value;
use testkit::{FakeCipher, SeededEntropy};

use crate::json::Object;
use crate::sealed::RawFields;
use crate::tests::world::{Reply, World};

/// The world's partner as it encrypts.
pub(super) struct Peer {
    cipher: FakeCipher,
    id: PartnerId,
    uuid: String,
    now: chrono::DateTime<Utc>,
    entropy: SeededEntropy,
}

impl Peer {
    /// A world whose partner may encrypt.
    pub(super) fn optional() -> (World, Self) {
        Self::with(Policy::Optional, None)
    }

    /// A world whose partner practises and may encrypt.
    pub(super) fn practising() -> (World, Self) {
        let world = World::practising();
        let peer = Self::of(&world);
        peer.enrol(&world, "partner", Policy::Optional, None);
        (world, peer)
    }

    /// A world whose partner is under `policy` and pinned to `form`.
    pub(super) fn with(policy: Policy, form: Option<Form>) -> (World, Self) {
        let world = World::new();
        let peer = Self::of(&world);
        peer.enrol(&world, "partner", policy, form);
        (world, peer)
    }

    fn of(world: &World) -> Self {
        Self {
            cipher: FakeCipher::owning(&["partner"]),
            id: world.partner.partner.id,
            uuid: world.partner.partner.uuid.to_string(),
            now: world.clock.now(),
            entropy: SeededEntropy::new(77),
        }
    }

    /// Enrols the key called `name`.
    pub(super) fn enrol(&self, world: &World, name: &str, policy: Policy, form: Option<Form>) {
        let enrolment = Enrolment {
            partner: self.id,
            key: FakeCipher::key(name),
            policy: PolicyChange::Set {
                policy,
                form: Some(form),
            },
            nonce: None,
        };
        let keys = &world.harness.partner_keys;
        keys.enrol(&enrolment, Actor::Operator, self.now)
            .expect("enrolled");
    }

    /// `plain` in an envelope for the platform.
    pub(super) fn seal(&self, form: Form, plain: &str) -> String {
        self.envelope(form, plain).to_json()
    }

    pub(super) fn envelope(&self, form: Form, plain: &str) -> Envelope {
        let to = Correspondent {
            partner_id: self.uuid.clone(),
            form,
            key: FakeCipher::key("platform"),
            own: FakeCipher::key("partner").fingerprint,
        };
        seal(&self.cipher, &self.entropy, &to, plain.as_bytes(), self.now).expect("sealed")
    }

    /// What an answer says, and the form it came in.
    pub(super) fn open(&self, reply: &Reply) -> (Value, Form) {
        let (plain, form) = self.open_bytes(reply);
        (serde_json::from_slice(&plain).expect("JSON"), form)
    }

    /// The text of an answer, whatever it is.
    pub(super) fn open_bytes(&self, reply: &Reply) -> (Vec<u8>, Form) {
        let object = Object::parse(&reply.body).expect("an object");
        let envelope = Envelope::parse(&RawFields::of(&object).raw())
            .unwrap_or_else(|error| panic!("{error} in {}", reply.text()));
        let tools = Tools {
            cipher: &self.cipher,
            entropy: &self.entropy,
            is_object: &|_| true,
        };
        let sender = Sender {
            names: &[&self.uuid],
            keys: &[FakeCipher::key("platform")],
            form: None,
        };
        let opened = open(tools, &envelope, &sender, self.now).expect("opened");
        (opened.plain.to_vec(), opened.sender.form)
    }

    /// The fingerprint of its key.
    pub(super) fn own(&self) -> String {
        self.cipher.own_keys()[0].public.fingerprint.to_string()
    }

    /// The fingerprint of the platform's.
    pub(super) fn platform() -> String {
        FakeCipher::key("platform").fingerprint.to_string()
    }
}
