//! `docs/encryption-vectors.json`.

use std::collections::BTreeMap;

use envelope::{Envelope, EnvelopeError, Form, RawEnvelope};
use serde::{Deserialize, Serialize};

use crate::document;

/// The whole file.
#[derive(Deserialize)]
pub(crate) struct Vectors {
    /// By the number of bits.
    pub(crate) keys: BTreeMap<String, Pairs>,
    /// Those that open.
    #[serde(rename = "vectors")]
    pub(crate) good: Vec<Vector>,
    pub(crate) refused: Vec<Refused>,
}

/// The two sides' keys of one size.
#[derive(Deserialize)]
pub(crate) struct Pairs {
    pub(crate) platform: Pair,
    pub(crate) partner: Pair,
}

/// A key pair in PEM.
#[derive(Deserialize)]
pub(crate) struct Pair {
    pub(crate) private_key: String,
    pub(crate) public_key: String,
    pub(crate) fingerprint: String,
}

/// An envelope that opens, with everything that was random.
#[derive(Deserialize)]
pub(crate) struct Vector {
    pub(crate) name: String,
    pub(crate) form: String,
    pub(crate) direction: Direction,
    pub(crate) bits: u32,
    pub(crate) partner_id: String,
    pub(crate) timestamp: i64,
    pub(crate) plain: String,
    pub(crate) aes_key: String,
    pub(crate) iv: String,
    pub(crate) oaep_seed: String,
    pub(crate) signed_text: String,
    pub(crate) envelope: Wire,
}

/// An envelope that must not open.
#[derive(Deserialize)]
pub(crate) struct Refused {
    pub(crate) name: String,
    pub(crate) direction: Direction,
    pub(crate) bits: u32,
    pub(crate) partner_id: String,
    pub(crate) timestamp: i64,
    pub(crate) step: String,
    pub(crate) envelope: Wire,
}

/// Who speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Direction {
    /// The partner.
    Request,
    /// The platform.
    Reply,
}

/// An envelope as JSON, its fields in the order of the contract.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Wire {
    version: String,
    partner_id: String,
    timestamp: i64,
    encrypted_key: String,
    encrypted_data: String,
    auth_tag: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    iv: Option<String>,
    signature: String,
    algorithm: String,
}

impl Vectors {
    pub(crate) fn read() -> Self {
        let text = document::read("docs/encryption-vectors.json");
        serde_json::from_str(&text).expect("the vectors")
    }

    /// The pairs of sender and receiver.
    pub(crate) fn sides(&self, direction: Direction, bits: u32) -> (&Pair, &Pair) {
        let pairs = self.pairs(bits);
        match direction {
            Direction::Request => (&pairs.partner, &pairs.platform),
            Direction::Reply => (&pairs.platform, &pairs.partner),
        }
    }

    pub(crate) fn pairs(&self, bits: u32) -> &Pairs {
        self.keys.get(&bits.to_string()).expect("keys of this size")
    }
}

impl Vector {
    pub(crate) fn form(&self) -> Form {
        Form::parse(&self.form).expect("a form")
    }
}

impl Wire {
    pub(crate) fn from_json(text: &str) -> Self {
        serde_json::from_str(text).expect("an envelope")
    }

    /// Compact, in the order of the contract.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("JSON")
    }

    /// With line breaks, and the fields by the alphabet: the order of an envelope's
    /// own fields is free.
    pub(crate) fn to_sorted_json(&self) -> String {
        let value = serde_json::to_value(self).expect("JSON");
        let sorted: BTreeMap<String, serde_json::Value> =
            serde_json::from_value(value).expect("an object");
        serde_json::to_string_pretty(&sorted).expect("JSON")
    }

    pub(crate) fn parse(&self) -> Result<Envelope, EnvelopeError> {
        let timestamp = self.timestamp.to_string();
        Envelope::parse(&RawEnvelope {
            version: Some(&self.version),
            partner_id: Some(&self.partner_id),
            timestamp: Some(&timestamp),
            encrypted_key: Some(&self.encrypted_key),
            encrypted_data: Some(&self.encrypted_data),
            auth_tag: Some(&self.auth_tag),
            iv: self.iv.as_deref(),
            signature: Some(&self.signature),
            algorithm: Some(&self.algorithm),
        })
    }
}
