use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;

use tempfile::TempDir;

use super::*;
use crate::settings::Sources;

/// Settings with everything below `directory`; `ROOT` in a value stands for it.
fn settings(directory: &TempDir, variables: &[(&str, &str)]) -> Settings {
    let root = directory.path().display().to_string();
    let mut all = vec![("PARTNER_API__DATA_DIR".to_owned(), format!("{root}/data"))];
    for (key, value) in variables {
        let value = value.replace("ROOT", &root);
        all.push((format!("PARTNER_API__{key}"), value));
    }
    let sources = Sources {
        variables: all,
        working_directory: directory.path().to_path_buf(),
        file: None,
    };
    sources.load().expect("settings").settings
}

fn key() -> PrivateKey {
    PrivateKey::generate(2048).expect("a key")
}

fn pem(key: &PrivateKey) -> String {
    key.to_pem().expose_secret().to_owned()
}

fn write(directory: &TempDir, name: &str, text: &str, mode: u32) {
    let path = directory.path().join(name);
    std::fs::write(&path, text).expect("written");
    std::fs::set_permissions(&path, Permissions::from_mode(mode)).expect("allowed");
}

fn kids(keys: &[PrivateKey]) -> Vec<String> {
    keys.iter().map(kid).collect()
}

fn kid(key: &PrivateKey) -> String {
    key.public().public.fingerprint.to_string()
}

fn mode(path: &Path) -> u32 {
    let metadata = std::fs::metadata(path).expect("metadata");
    metadata.permissions().mode() & 0o777
}

const REAL: (&str, &str) = ("ENVIRONMENT", "production");

/// What resolving refuses, which is what looking tells.
fn refusal(settings: &Settings) -> String {
    let refused = envelope_keys(settings).expect_err("a refusal");
    assert_eq!(inspect_envelope_keys(settings).problems, refused);
    refused.to_string()
}

#[test]
fn development_generates_a_pair_once_for_its_owner_only() {
    let directory = TempDir::new().expect("a directory");
    let settings = settings(&directory, &[]);
    let looked = inspect_envelope_keys(&settings);
    assert!(looked.to_be_generated && looked.keys.is_empty());
    assert!(!settings.data_dir.exists(), "looking generates nothing");
    let first = envelope_keys(&settings).expect("a key");
    let second = envelope_keys(&settings).expect("a key");
    assert_eq!(first.len(), 1);
    assert_eq!(kids(&first), kids(&second));
    assert_eq!(bits_of(&first[0].public()), 2048);
    let path = settings.data_dir.join("keys/envelope_private.pem");
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&settings.data_dir.join("keys")), 0o700);
    let files = std::fs::read_dir(settings.data_dir.join("keys")).expect("a directory");
    assert_eq!(files.count(), 1, "no drafts are left");
    let looked = inspect_envelope_keys(&settings);
    assert!(!looked.to_be_generated);
    assert_eq!(
        looked.keys[0].1.public.fingerprint.to_string(),
        kid(&first[0])
    );
}

#[test]
fn whoever_starts_at_the_same_time_gets_the_same_pair() {
    for _ in 0..4 {
        let directory = TempDir::new().expect("a directory");
        let settings = settings(&directory, &[]);
        let all: Vec<Vec<String>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| kids(&envelope_keys(&settings).expect("a key"))))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("no panic"))
                .collect()
        });
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "{all:?}");
    }
}

#[test]
fn a_file_or_a_text_gives_the_key_and_previous_files_still_open() {
    let directory = TempDir::new().expect("a directory");
    let (one, two) = (key(), key());
    write(&directory, "one.pem", &pem(&one), 0o600);
    write(&directory, "two.pem", &pem(&two), 0o400);
    let by_file = settings(
        &directory,
        &[
            REAL,
            ("CRYPTO__ENVELOPE_PRIVATE_KEY_FILE", "ROOT/one.pem"),
            // The current one once more is no second key.
            (
                "CRYPTO__PREVIOUS_ENVELOPE_PRIVATE_KEY_FILES",
                "ROOT/two.pem,ROOT/one.pem",
            ),
        ],
    );
    let keys = envelope_keys(&by_file).expect("keys");
    assert_eq!(kids(&keys), [kid(&one), kid(&two)]);
    let told: Vec<_> = inspect_envelope_keys(&by_file).keys;
    assert_eq!([told[0].0, told[1].0], [FILE, PREVIOUS]);
    for variable in [
        "CRYPTO__ENVELOPE_PRIVATE_KEY",
        "CRYPTO__ENVELOPE_PRIVATE_KEY__FILE",
    ] {
        let value = if variable.ends_with("__FILE") {
            "two.pem".to_owned()
        } else {
            pem(&two)
        };
        let by_text = settings(&directory, &[REAL, (variable, &value)]);
        let keys = envelope_keys(&by_text).expect("keys");
        assert_eq!(kids(&keys), [kid(&two)], "{variable}");
        assert!(!format!("{by_text:?} {keys:?}").contains("BEGIN"));
    }
}

#[test]
fn production_runs_without_a_key_but_not_with_previous_ones_alone() {
    let directory = TempDir::new().expect("a directory");
    let bare = settings(&directory, &[REAL]);
    assert!(envelope_keys(&bare).expect("none").is_empty());
    let looked = inspect_envelope_keys(&bare);
    assert!(!looked.to_be_generated && looked.problems.0.is_empty());
    assert!(!bare.data_dir.exists(), "none is made up");
    write(&directory, "one.pem", &pem(&key()), 0o600);
    let alone = (
        "CRYPTO__PREVIOUS_ENVELOPE_PRIVATE_KEY_FILES",
        "ROOT/one.pem",
    );
    let told = refusal(&settings(&directory, &[REAL, alone]));
    assert!(
        told.contains("crypto.envelope_private_key_file is missing"),
        "{told}"
    );
}

#[test]
fn a_file_that_others_may_read_is_refused_by_name_and_mode() {
    let directory = TempDir::new().expect("a directory");
    let pem = pem(&key());
    for setting in [
        "CRYPTO__ENVELOPE_PRIVATE_KEY_FILE",
        "CRYPTO__PREVIOUS_ENVELOPE_PRIVATE_KEY_FILES",
    ] {
        let settings = settings(&directory, &[(setting, "ROOT/one.pem")]);
        for open in [0o640, 0o604, 0o620, 0o601, 0o644] {
            write(&directory, "one.pem", &pem, open);
            let told = refusal(&settings);
            assert!(told.contains("one.pem, which is open to others"), "{told}");
            assert!(told.contains(&format!("(mode {open:04o})")), "{told}");
            assert!(told.contains("0600"), "{told}");
        }
        for closed in [0o600, 0o400] {
            write(&directory, "one.pem", &pem, closed);
            assert!(envelope_keys(&settings).is_ok(), "{closed:o}");
        }
    }
}

#[test]
fn what_is_no_key_is_refused_by_its_setting_and_not_repeated() {
    let directory = TempDir::new().expect("a directory");
    let key = key();
    let damaged = pem(&key).replace('a', "b");
    let marker = "TUlJRXNlY3JldA";
    for (text, reason) in [
        ("", "must be an RSA private key"),
        (marker, "must be an RSA private key"),
        (damaged.as_str(), "which "),
        (key.public().public.to_pem().as_str(), "public key"),
    ] {
        write(&directory, "one.pem", text, 0o600);
        let by_file = ("CRYPTO__ENVELOPE_PRIVATE_KEY_FILE", "ROOT/one.pem");
        let told = refusal(&settings(&directory, &[by_file]));
        assert!(
            told.contains("crypto.envelope_private_key_file names"),
            "{told}"
        );
        assert!(told.contains(reason), "{told}");
        let line = text.lines().nth(1).unwrap_or(marker);
        assert!(!told.contains(line), "{told}");
        if !text.is_empty() {
            let told = refusal(&settings(
                &directory,
                &[("CRYPTO__ENVELOPE_PRIVATE_KEY", text)],
            ));
            assert!(told.contains("crypto.envelope_private_key "), "{told}");
            assert!(!told.contains(line), "{told}");
        }
    }
    let away = ("CRYPTO__ENVELOPE_PRIVATE_KEY_FILE", "ROOT/away.pem");
    let told = refusal(&settings(&directory, &[away]));
    assert!(told.contains("away.pem, which cannot be read"), "{told}");
}

#[test]
fn a_file_and_a_text_at_once_are_refused() {
    let directory = TempDir::new().expect("a directory");
    let pem = pem(&key());
    write(&directory, "one.pem", &pem, 0o600);
    let both = settings(
        &directory,
        &[
            ("CRYPTO__ENVELOPE_PRIVATE_KEY_FILE", "ROOT/one.pem"),
            ("CRYPTO__ENVELOPE_PRIVATE_KEY", &pem),
        ],
    );
    let told = refusal(&both);
    assert!(
        told.contains("crypto.envelope_private_key is given as well as"),
        "{told}"
    );
    assert!(!told.contains("PRIVATE KEY-----"), "{told}");
}

#[test]
fn production_refuses_a_pair_that_development_generated() {
    let directory = TempDir::new().expect("a directory");
    let development = envelope_keys(&settings(&directory, &[])).expect("a key");
    let generated = "ROOT/data/keys/envelope_private.pem";
    write(&directory, "one.pem", &pem(&key()), 0o600);
    write(&directory, "copy.pem", &pem(&development[0]), 0o600);
    let file = "CRYPTO__ENVELOPE_PRIVATE_KEY_FILE";
    let previous = "CRYPTO__PREVIOUS_ENVELOPE_PRIVATE_KEY_FILES";
    for variables in [
        vec![REAL, (file, generated)],
        vec![REAL, (file, "ROOT/copy.pem")],
        vec![REAL, (file, "ROOT/one.pem"), (previous, "ROOT/copy.pem")],
        vec![
            REAL,
            ("CRYPTO__ENVELOPE_PRIVATE_KEY", &pem(&development[0])),
        ],
    ] {
        let told = refusal(&settings(&directory, &variables));
        assert!(told.contains("is one that development generated"), "{told}");
    }
    let own = settings(&directory, &[REAL, (file, "ROOT/one.pem")]);
    assert!(envelope_keys(&own).is_ok());
}
