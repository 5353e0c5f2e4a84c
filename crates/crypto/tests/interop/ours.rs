//! Sealing and opening as the platform does.

use chrono::{DateTime, Utc};
use crypto::{PrivateKey, RsaEnvelope, SystemEntropy};
use envelope::{
    Correspondent, Envelope, EnvelopeCipher, Form, Opened, PublicKey, Sender, Step, Tools, open,
    seal,
};
use kernel::Entropy;

use crate::vectors::{Pair, Wire};

/// A cipher with the private key of `pair`.
pub(crate) fn cipher(pair: &Pair) -> RsaEnvelope {
    RsaEnvelope::new(vec![
        PrivateKey::from_pem(&pair.private_key).expect("a private key"),
    ])
}

pub(crate) fn public_key(pair: &Pair) -> PublicKey {
    RsaEnvelope::new(Vec::new())
        .read_public_key(&pair.public_key)
        .expect("a public key")
}

fn instant(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).expect("an instant")
}

/// Opens `wire`, which `sender` sent to `receiver` as `partner_id`, in the moment
/// it was sealed. The error is the name of the step that failed.
pub(crate) fn opened(
    wire: &Wire,
    partner_id: &str,
    timestamp: i64,
    sender: &Pair,
    receiver: &Pair,
) -> Result<Opened, &'static str> {
    let envelope = wire.parse().map_err(|_| "shape")?;
    let cipher = cipher(receiver);
    let tools = Tools {
        cipher: &cipher,
        entropy: &SystemEntropy,
        is_object: &is_object,
    };
    let keys = [public_key(sender)];
    let sender = Sender {
        names: &[partner_id],
        keys: &keys,
        form: None,
    };
    open(tools, &envelope, &sender, instant(timestamp)).map_err(Step::as_str)
}

fn is_object(text: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(text).is_ok()
}

/// What is to be sealed.
pub(crate) struct Letter<'a> {
    pub(crate) form: Form,
    pub(crate) partner_id: &'a str,
    pub(crate) timestamp: i64,
    pub(crate) plain: &'a [u8],
}

/// Seals `letter` to `receiver` with the one own key of `cipher`.
pub(crate) fn sealed(
    letter: &Letter<'_>,
    cipher: &dyn EnvelopeCipher,
    entropy: &dyn Entropy,
    receiver: &Pair,
) -> Envelope {
    let own = cipher.own_keys().first().expect("an own key");
    let to = Correspondent {
        partner_id: letter.partner_id.to_owned(),
        form: letter.form,
        key: public_key(receiver),
        own: own.public.fingerprint,
    };
    seal(
        cipher,
        entropy,
        &to,
        letter.plain,
        instant(letter.timestamp),
    )
    .expect("an envelope")
}
