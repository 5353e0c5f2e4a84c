//! The platform's RSA pair is changed while partners encrypt (docs/key-rotation.md).

use crypto::{PrivateKey, RsaEnvelope, SystemEntropy};
use envelope::{
    Correspondent, Envelope, EnvelopeCipher, Form, PublicKey, RawEnvelope, Sender, Step, Tools,
    open, seal,
};
use kernel::{Clock as _, SystemClock};
use serde_json::Value;

use crate::bench::{Bench, Reply, Server, partner};

/// A partner that encrypts, signed in.
struct Caller {
    client_id: String,
    token: String,
    cipher: RsaEnvelope,
}

impl Caller {
    /// One encrypted request, sealed to `platform`.
    fn share(&self, server: &Server, platform: &PublicKey, mobile: &str) -> Reply {
        let lead = format!(
            r#"{{"first_name":"A","last_name":"B","mobile_number":"{mobile}","pan_number":"ABCDE1234F"}}"#
        );
        let to = Correspondent {
            partner_id: self.client_id.clone(),
            form: Form::Documented,
            key: platform.clone(),
            own: self.cipher.own_keys()[0].public.fingerprint,
        };
        let now = SystemClock::default().now();
        let sealed = seal(&self.cipher, &SystemEntropy, &to, lead.as_bytes(), now);
        let body = sealed.expect("an envelope").to_json();
        let headers = [self.token.as_str(), "Content-Type: application/json"];
        let path = "/api/v1/partner/lead-dedupe-check";
        server.ask("POST", path, &headers, &body)
    }

    /// What `reply` says, if `platform` signed it.
    fn read(&self, reply: &Reply, platform: &PublicKey) -> Result<Value, Step> {
        let json = reply.json();
        let timestamp = json["timestamp"].to_string();
        let field = |name: &str| json[name].as_str();
        let raw = RawEnvelope {
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
        let answer = Envelope::parse(&raw).expect("an envelope");
        let sender = Sender {
            names: &[&answer.partner_id],
            keys: std::slice::from_ref(platform),
            form: None,
        };
        let tools = Tools {
            cipher: &self.cipher,
            entropy: &SystemEntropy,
            is_object: &|text| serde_json::from_slice::<Value>(text).is_ok(),
        };
        let opened = open(tools, &answer, &sender, SystemClock::default().now())?;
        Ok(serde_json::from_slice(&opened.plain).expect("JSON"))
    }
}

/// A pair made at the command line: the public half.
fn platform(bench: &Bench, name: &str) -> PublicKey {
    bench
        .run(&format!("keys generate --out {name} --json"))
        .json();
    let path = bench.path(&format!("{name}/envelope-public.pem"));
    let pem = std::fs::read_to_string(path).expect("a file");
    let reads = RsaEnvelope::new(Vec::new());
    reads.read_public_key(&pem).expect("a public key")
}

/// A partner whose key is enrolled and that may encrypt.
fn caller(bench: &Bench, server: &Server) -> Caller {
    let (client_id, secret) = partner(bench, "Bazaar");
    let key = PrivateKey::generate(2048).expect("a key");
    bench.write("bazaar.pem", &key.public().public.to_pem());
    let enrol = "partner enrol-key --client-id bazaar --public-key bazaar.pem";
    bench
        .run(&format!("{enrol} --encryption optional --json"))
        .json();
    let login = server.login(&client_id, &secret).json();
    let token = login["data"]["access_token"].as_str().expect("a token");
    Caller {
        client_id,
        token: format!("Authorization: Bearer {token}"),
        cipher: RsaEnvelope::new(vec![key]),
    }
}

#[test]
fn the_platforms_key_is_changed_with_overlap() {
    const CURRENT: &str = "CRYPTO__ENVELOPE_PRIVATE_KEY_FILE";
    const PREVIOUS: &str = "CRYPTO__PREVIOUS_ENVELOPE_PRIVATE_KEY_FILES";
    let bench = Bench::new();
    let (old, new) = (platform(&bench, "old"), platform(&bench, "new"));
    let bench = bench.set(CURRENT, "old/envelope-private.pem");
    let server = bench.server("serve");
    let caller = caller(&bench, &server);
    let reply = caller.share(&server, &old, "9000000001");
    assert_eq!(caller.read(&reply, &old).expect("opened")["code"], 2005);
    assert_eq!(
        caller.share(&server, &new, "9000000002").json()["code"],
        4123
    );
    server.stop();

    let bench = bench
        .set(CURRENT, "new/envelope-private.pem")
        .set(PREVIOUS, "old/envelope-private.pem");
    let server = bench.server("serve");
    for (key, other, mobile) in [(&old, &new, "9000000003"), (&new, &old, "9000000004")] {
        let reply = caller.share(&server, key, mobile);
        assert_eq!(caller.read(&reply, key).expect("opened")["code"], 2005);
        assert_eq!(caller.read(&reply, other), Err(Step::Signature));
    }
    bench
        .run("partner enrol-key --client-id bazaar --public-key bazaar.pem --encryption required --json")
        .json();
    std::thread::sleep(std::time::Duration::from_secs(1));
    let reply = server.get("/api/v1/partner/dashboard/stats", &[&caller.token]);
    let stats = caller.read(&reply, &new).expect("the current key signs");
    assert_eq!(stats["code"], 2000, "{stats}");
    server.stop();

    let bench = bench.set(PREVIOUS, "");
    let server = bench.server("serve");
    assert_eq!(
        caller.share(&server, &old, "9000000005").json()["code"],
        4123
    );
    let reply = caller.share(&server, &new, "9000000006");
    assert_eq!(caller.read(&reply, &new).expect("opened")["code"], 2005);
}
