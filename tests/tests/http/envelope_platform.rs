//! The platform's keys: published, rotated with overlap, missing.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use envelope::{EnvelopeCipher as _, Form};
use serde_json::json;

use crate::backend::Backend;
use crate::client::Server;
use crate::envelope_client::{Side, plain, send};
use crate::envelope_keys::{NEXT_PLATFORM, PARTNER, PLATFORM, Pair, enrol};
use crate::people::person;
use crate::program::Installation;

both!(
    the_platforms_keys_overlap,
    without_a_platform_key_nothing_is_encrypted_and_nothing_plain_instead,
    elsewhere_a_missing_key_is_made_once,
);

const CURRENT: &str = "crypto.envelope_private_key_file";
const PREVIOUS: &str = "crypto.previous_envelope_private_key_files";

/// The key that the platform tells everybody must be `pairs`, the current one first.
#[track_caller]
fn assert_published(server: &Server, pairs: &[Pair]) {
    let data = server.get("/api/v1/partner/encryption/public-key").is(2000)["data"].clone();
    let previous = data["previous"].as_array().unwrap();
    assert_eq!(previous.len() + 1, pairs.len(), "{data}");
    for (shown, pair) in std::iter::once(&data).chain(previous).zip(pairs) {
        let kid = pair.fingerprint().to_string();
        assert_eq!(shown["kid"], kid.as_str());
        let pem = shown["pem"].as_str().unwrap();
        assert_eq!(pem.trim(), pair.public_pem().trim());
        let cipher = crypto::RsaEnvelope::new(Vec::new());
        let read = cipher.read_public_key(pem).unwrap();
        let hash = cipher.sha256(&read.spki).map(|byte| format!("{byte:02x}"));
        assert_eq!(hash.concat(), kid);
        let own = pair.private().public();
        let jwk = json!({
            "kty": "RSA",
            "kid": kid,
            "n": URL_SAFE_NO_PAD.encode(own.modulus),
            "e": URL_SAFE_NO_PAD.encode(own.exponent),
        });
        assert_eq!(shown["jwk"], jwk);
    }
}

fn the_platforms_keys_overlap(backend: Backend) {
    let mut home = Installation::new(backend);
    let partner = home.partner("Lead House");
    enrol(&home, &partner, PARTNER, "required", "packed");
    let to = |platform| Side::new(&partner, PARTNER, Form::Packed).with_platform(platform);
    let (old, new) = (to(PLATFORM), to(NEXT_PLATFORM));
    let running = home.start();
    assert_published(&running.server, &[PLATFORM]);
    let session = old.sign_in(&running.server, &partner);
    old.share(&session, &person(1).lead()).is(2005);
    plain(send(&session, &new.seal(person(2).lead().to_string()))).is(4123);
    let before = old.seal(person(3).lead().to_string());
    drop(running);

    home.set(CURRENT, NEXT_PLATFORM.private_file(home.dir.path()));
    home.set(PREVIOUS, PLATFORM.private_file(home.dir.path()));
    let running = home.start();
    assert_published(&running.server, &[NEXT_PLATFORM, PLATFORM]);
    // Whoever writes to the old key is answered by it, the rest by the new one.
    old.open(&send(&session, &before)).is(2005);
    old.share(&session, &person(4).lead()).is(2005);
    new.share(&session, &person(5).lead()).is(2005);
    new.get(&session, "/dashboard/stats").is(2000);
    new.sign_in(&running.server, &partner);
    drop(running);

    home.set(PREVIOUS, "");
    let running = home.start();
    assert_published(&running.server, &[NEXT_PLATFORM]);
    plain(send(&session, &old.seal(person(6).lead().to_string()))).is(4123);
    new.share(&session, &person(6).lead()).is(2005);
    let stats = new.get(&session, "/dashboard/stats").is(2000);
    assert_eq!(stats["data"]["total_leads"], 5);
}

fn without_a_platform_key_nothing_is_encrypted_and_nothing_plain_instead(backend: Backend) {
    let mut home = Installation::unmigrated(backend);
    home.set("environment", "production");
    home.set(CURRENT, "");
    home.set(
        "auth.jwt_secret",
        "a secret of the tests, longer than 32 bytes",
    );
    home.set("crypto.index_key", "0d".repeat(32));
    home.set("crypto.data_key", "0e".repeat(32));
    home.run_ok(&["migrate"]);
    let (optional, required) = (home.partner("Lead House"), home.partner("Other House"));
    enrol(&home, &optional, PARTNER, "optional", "");
    enrol(&home, &required, PARTNER, "required", "");
    let running = home.start();
    let server = &running.server;
    plain(server.get("/api/v1/partner/encryption/public-key")).is(4040);
    plain(server.login(&required.client_id, &required.client_secret)).is(5000);
    let session = server.session(&optional);
    for form in Form::ALL {
        let side = Side::new(&optional, PARTNER, form);
        plain(send(&session, &side.seal(person(1).lead().to_string()))).is(5000);
    }
    assert_eq!(session.total(), 0);
    plain(session.share(&person(1).lead())).is(2005);
    assert!(
        !home.dir.path().join("keys").exists(),
        "production makes no keys of its own"
    );
}

fn elsewhere_a_missing_key_is_made_once(backend: Backend) {
    let mut home = Installation::new(backend);
    home.set(CURRENT, "");
    let kid = || {
        let running = home.start();
        let shown = running.server.get("/api/v1/partner/encryption/public-key");
        let data = shown.is(2000)["data"].clone();
        assert_eq!(data["previous"], json!([]));
        data["kid"].as_str().unwrap().to_owned()
    };
    let made = kid();
    assert_ne!(made, PLATFORM.fingerprint().to_string());
    assert_eq!(kid(), made, "the same after a restart");
    let file = home.dir.path().join("keys/envelope_private.pem");
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    fs::remove_file(&file).unwrap();
    assert_ne!(kid(), made);
}
