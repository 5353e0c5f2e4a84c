//! The partner's side of encrypted traffic: its keys, the envelopes it seals, the
//! answers it opens.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::LazyLock;

use chrono::TimeDelta;
use crypto::{PrivateKey, RsaEnvelope, SystemEntropy};
use envelope::{
    Correspondent, Envelope, EnvelopeCipher as _, Fingerprint, Form, Opened, PublicKey, Sender,
    Tools, open, seal,
};
use kernel::Entropy;
use reqwest::Method;
use reqwest::blocking::RequestBuilder;
use serde_json::Value;

use crate::backend::Backend;
use crate::client::{Partner, Reply, Server, Session};
use crate::feed_client::now;
use crate::program::Installation;

static VECTORS: LazyLock<Value> = LazyLock::new(|| {
    let text = include_str!("../../../docs/encryption-vectors.json");
    serde_json::from_str(text).expect("the published vectors")
});

/// An RSA pair that anybody may know, from the published vectors: making some for
/// every test would take long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pair(&'static str, &'static str);

pub(crate) const PLATFORM: Pair = Pair("2048", "platform");
pub(crate) const NEXT_PLATFORM: Pair = Pair("3072", "platform");
pub(crate) const PARTNER: Pair = Pair("2048", "partner");
pub(crate) const SECOND: Pair = Pair("3072", "partner");
pub(crate) const THIRD: Pair = Pair("4096", "partner");

impl Pair {
    fn text(self, field: &str) -> &'static str {
        VECTORS["keys"][self.0][self.1][field].as_str().expect("a key")
    }

    pub(crate) fn private_pem(self) -> &'static str {
        self.text("private_key")
    }

    pub(crate) fn public_pem(self) -> &'static str {
        self.text("public_key")
    }

    pub(crate) fn private(self) -> PrivateKey {
        PrivateKey::from_pem(self.private_pem()).expect("a private key")
    }

    pub(crate) fn public(self) -> PublicKey {
        self.private().public().public
    }

    pub(crate) fn fingerprint(self) -> Fingerprint {
        self.public().fingerprint
    }

    /// A file with the private key, for its owner alone.
    pub(crate) fn private_file(self, home: &Installation) -> String {
        let path = self.path(home, "private");
        fs::write(&path, self.private_pem()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(self, home: &Installation, half: &str) -> PathBuf {
        home.dir.path().join(format!("{}-{}-{half}.pem", self.1, self.0))
    }
}

/// An installation whose platform key is [`PLATFORM`].
pub(crate) fn installation(backend: Backend) -> Installation {
    let mut home = Installation::new(backend);
    let file = PLATFORM.private_file(&home);
    home.set("crypto.envelope_private_key_file", file);
    home
}

/// Enrols a partner's key on the command line; what that printed. `form` is one of
/// the forms, `any`, or empty.
#[track_caller]
pub(crate) fn enrol(
    home: &Installation,
    partner: &Partner,
    pair: Pair,
    policy: &str,
    form: &str,
) -> Value {
    let file = pair.path(home, "public");
    fs::write(&file, pair.public_pem()).unwrap();
    let file = file.to_str().unwrap();
    let mut arguments = vec!["partner", "enrol-key", "--client-id", &partner.client_id];
    arguments.extend(["--public-key", file, "--encryption", policy]);
    if !form.is_empty() {
        arguments.extend(["--form", form]);
    }
    home.record(&arguments)
}

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

    /// `POST` with the envelope as it is; the answer as it came.
    pub(crate) fn post(&self, session: &Session, path: &str, sealed: &Envelope) -> Reply {
        let request = session.request(Method::POST, path);
        Reply::of(carrying(request, sealed.to_json())).unwrap()
    }

    /// The dedupe check with the envelope as it is; the answer as it came.
    pub(crate) fn send(&self, session: &Session, sealed: &Envelope) -> Reply {
        self.post(session, "/lead-dedupe-check", sealed)
    }

    /// The dedupe check, sealed and opened.
    #[track_caller]
    pub(crate) fn share(&self, session: &Session, lead: &Value) -> Reply {
        self.open(&self.send(session, &self.seal(lead.to_string())))
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
        assert!(is_sealed(reply), "not sealed: {} {}", reply.status, reply.text);
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
