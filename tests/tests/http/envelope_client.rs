//! The partner's side of encrypted traffic: the envelopes it seals, the answers it
//! opens.

use chrono::TimeDelta;
use crypto::{RsaEnvelope, SystemEntropy};
use envelope::{
    Correspondent, Envelope, EnvelopeCipher as _, Fingerprint, Form, Opened, PublicKey, Sender,
    Tools, open, seal,
};
use kernel::Entropy;
use reqwest::Method;
use reqwest::blocking::RequestBuilder;
use serde_json::Value;

use crate::client::{Partner, Reply, Server, Session};
use crate::envelope_keys::{PLATFORM, Pair};
use crate::feed_client::now;

/// Whether a reply is an envelope.
pub(crate) fn is_sealed(reply: &Reply) -> bool {
    reply.text.contains("\"encryptedData\"")
}

/// A reply that must be in plain text.
#[track_caller]
pub(crate) fn plain(reply: Reply) -> Reply {
    assert!(!is_sealed(&reply), "sealed: {}", reply.text);
    reply
}

/// A partner that encrypts.
pub(crate) struct Side {
    cipher: RsaEnvelope,
    own: Fingerprint,
    platform: PublicKey,
    pub(crate) id: String,
    pub(crate) form: Form,
}

impl Side {
    /// One that calls itself by its uuid and writes to [`PLATFORM`].
    pub(crate) fn new(partner: &Partner, pair: Pair, form: Form) -> Self {
        Self {
            cipher: RsaEnvelope::new(vec![pair.private()]),
            own: pair.fingerprint(),
            platform: PLATFORM.public(),
            id: partner.uuid.clone(),
            form,
        }
    }

    /// The same by another name.
    pub(crate) fn called(mut self, id: &str) -> Self {
        id.clone_into(&mut self.id);
        self
    }

    /// The same with another key of the platform.
    pub(crate) fn with_platform(mut self, pair: Pair) -> Self {
        self.platform = pair.public();
        self
    }

    pub(crate) fn seal(&self, plain: impl AsRef<[u8]>) -> Envelope {
        self.seal_with(plain, TimeDelta::zero(), &SystemEntropy)
    }

    /// Seals by a clock that is `ahead`.
    pub(crate) fn seal_ahead(&self, plain: impl AsRef<[u8]>, ahead: TimeDelta) -> Envelope {
        self.seal_with(plain, ahead, &SystemEntropy)
    }

    pub(crate) fn seal_with(
        &self,
        plain: impl AsRef<[u8]>,
        ahead: TimeDelta,
        entropy: &dyn Entropy,
    ) -> Envelope {
        let to = Correspondent {
            partner_id: self.id.clone(),
            form: self.form,
            key: self.platform.clone(),
            own: self.own,
        };
        seal(&self.cipher, entropy, &to, plain.as_ref(), now() + ahead).unwrap()
    }

    /// Signs `envelope` anew, as it is now.
    pub(crate) fn sign(&self, mut envelope: Envelope) -> Envelope {
        let text = envelope::signed_text(self.form, &envelope);
        envelope.signature = self.sign_text(&text);
        envelope
    }

    pub(crate) fn sign_text(&self, text: &str) -> Vec<u8> {
        self.cipher.sign(&self.own, text.as_bytes()).unwrap()
    }

    /// Encrypts to the platform.
    pub(crate) fn wrap(&self, secret: &[u8]) -> Vec<u8> {
        self.cipher.wrap_key(&self.platform, secret).unwrap()
    }

    /// The AES key (and IV) of an answer.
    pub(crate) fn unwrap(&self, wrapped: &[u8]) -> Vec<u8> {
        let secret = self.cipher.unwrap_key(&self.own, wrapped);
        secret.expect("sealed for this key").to_vec()
    }

    /// SHA-256 of what `envelope` has signed: how the platform remembers it.
    pub(crate) fn mark(&self, envelope: &Envelope) -> [u8; 32] {
        let text = envelope::signed_text(self.form, envelope);
        self.cipher.sha256(text.as_bytes())
    }

    /// The dedupe check, sealed and opened.
    #[track_caller]
    pub(crate) fn share(&self, session: &Session, lead: &Value) -> Reply {
        self.open(&send(session, &self.seal(lead.to_string())))
    }

    /// A GET whose answer is sealed, opened.
    #[track_caller]
    pub(crate) fn get(&self, session: &Session, path: &str) -> Reply {
        self.open(&session.get(path))
    }

    /// Signs a partner in whose answers are sealed.
    #[track_caller]
    pub(crate) fn sign_in(&self, server: &Server, partner: &Partner) -> Session {
        let reply = self.open(&server.login(&partner.client_id, &partner.client_secret));
        reply.is(2000);
        Session::new(server, &reply)
    }

    /// The reply that was sealed for this side in its form, with everything that an
    /// envelope of the platform must have.
    #[track_caller]
    pub(crate) fn open(&self, reply: &Reply) -> Reply {
        let opened = self.opened(reply);
        let text = String::from_utf8(opened.plain.to_vec()).expect("UTF-8");
        Reply {
            text,
            ..reply.clone()
        }
    }

    #[track_caller]
    pub(crate) fn opened(&self, reply: &Reply) -> Opened {
        assert!(
            is_sealed(reply),
            "not sealed: {} {}",
            reply.status,
            reply.text
        );
        assert_eq!(reply.header("content-type"), "application/json");
        let envelope = read(&reply.text);
        assert_eq!(envelope.to_json(), reply.text, "not the documented fields");
        let tools = Tools {
            cipher: &self.cipher,
            entropy: &SystemEntropy,
            is_object: &|_| true,
        };
        let platform = Sender {
            names: &[&self.id],
            keys: std::slice::from_ref(&self.platform),
            form: Some(self.form),
        };
        let opened = open(tools, &envelope, &platform, now())
            .unwrap_or_else(|step| panic!("{step:?} of {}", reply.text));
        assert_eq!(reply.header("x-encrypted-to"), self.own.to_string());
        let signer = self.platform.fingerprint.to_string();
        assert_eq!(reply.header("x-signed-by"), signer);
        opened
    }
}

/// `POST` with the envelope as it is; the answer as it came.
pub(crate) fn post(session: &Session, path: &str, sealed: &Envelope) -> Reply {
    let request = session.request(Method::POST, path);
    Reply::of(carrying(request, sealed.to_json())).unwrap()
}

/// The dedupe check with the envelope as it is; the answer as it came.
pub(crate) fn send(session: &Session, sealed: &Envelope) -> Reply {
    post(session, "/lead-dedupe-check", sealed)
}

/// The request with a JSON body.
pub(crate) fn carrying(request: RequestBuilder, json: impl Into<Vec<u8>>) -> RequestBuilder {
    request
        .header("content-type", "application/json")
        .body(json.into())
}

/// An envelope that is as it should be.
#[track_caller]
pub(crate) fn read(text: &str) -> Envelope {
    let json: Value = serde_json::from_str(text).expect("JSON");
    let timestamp = json["timestamp"].to_string();
    let field = |name: &str| json[name].as_str();
    let raw = envelope::RawEnvelope {
        version: field("version"),
        partner_id: field("partnerId"),
        timestamp: Some(&timestamp),
        encrypted_key: field("encryptedKey"),
        encrypted_data: field("encryptedData"),
        auth_tag: field("authTag"),
        iv: field("iv"),
        signature: field("signature"),
        algorithm: field("algorithm"),
    };
    Envelope::parse(&raw).expect("an envelope")
}
