//! RSA keys for tests, and their enrolment on the command line.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use crypto::PrivateKey;
use envelope::{Fingerprint, PublicKey};
use serde_json::Value;

use crate::client::Partner;
use crate::program::Installation;

/// The published vectors, which are sealed to [`PLATFORM`] and signed by [`PARTNER`].
pub(crate) static VECTORS: LazyLock<Value> = LazyLock::new(|| {
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
        VECTORS["keys"][self.0][self.1][field]
            .as_str()
            .expect("a key")
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

    /// A file in `dir` with the private key, for its owner alone.
    pub(crate) fn private_file(self, dir: &Path) -> String {
        let path = self.path(dir, "private");
        fs::write(&path, self.private_pem()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// A file in `dir` with the public key.
    pub(crate) fn public_file(self, dir: &Path) -> String {
        let path = self.path(dir, "public");
        fs::write(&path, self.public_pem()).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(self, dir: &Path, half: &str) -> PathBuf {
        dir.join(format!("{}-{}-{half}.pem", self.1, self.0))
    }
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
    let file = pair.public_file(home.dir.path());
    let mut arguments = vec!["partner", "enrol-key", "--client-id", &partner.client_id];
    arguments.extend(["--public-key", &file, "--encryption", policy]);
    if !form.is_empty() {
        arguments.extend(["--form", form]);
    }
    home.record(&arguments)
}

/// Waits for `felt`, which must be within a second.
#[track_caller]
pub(crate) fn within_a_second(felt: impl Fn() -> bool) {
    let started = Instant::now();
    loop {
        // Whoever looks after a second must see it.
        let last = started.elapsed() >= Duration::from_secs(1);
        if felt() {
            return;
        }
        assert!(!last, "not felt within a second");
        thread::sleep(Duration::from_millis(20));
    }
}
