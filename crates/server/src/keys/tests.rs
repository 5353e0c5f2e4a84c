use std::os::unix::fs::PermissionsExt as _;

use crypto::SystemEntropy;
use tempfile::TempDir;

use super::*;
use crate::settings::Sources;

const HEX: &str = "00112233445566778899aabbccddeeff0102030405060708090a0b0c0d0e0ffb";
const OTHER_HEX: &str = "ff112233445566778899aabbccddeeff0102030405060708090a0b0c0d0e0ffb";

fn settings(directory: &TempDir, variables: &[(&str, &str)]) -> Settings {
    let data_dir = directory.path().join("data").display().to_string();
    let mut all = vec![("PARTNER_API__DATA_DIR".to_owned(), data_dir)];
    for (key, value) in variables {
        all.push((format!("PARTNER_API__{key}"), (*value).to_owned()));
    }
    let sources = Sources {
        variables: all,
        working_directory: directory.path().to_path_buf(),
        file: None,
    };
    sources.load().expect("settings").settings
}

fn texts(keys: &Keys) -> [String; 4] {
    [
        keys.jwt.expose_secret().to_owned(),
        keys.index.to_base64().expose_secret().to_owned(),
        keys.data.to_base64().expose_secret().to_owned(),
        keys.metrics
            .as_ref()
            .map(|token| token.expose_secret().to_owned())
            .unwrap_or_default(),
    ]
}

fn reasons(problems: &Problems) -> Vec<String> {
    problems.0.iter().map(ToString::to_string).collect()
}

#[test]
fn development_generates_every_key_once_for_its_owner_only() {
    let directory = TempDir::new().expect("a directory");
    let settings = settings(&directory, &[]);
    let first = Keys::resolve(&settings, &SystemEntropy).expect("keys");
    let second = Keys::resolve(&settings, &SystemEntropy).expect("keys");
    assert_eq!(texts(&first), texts(&second));
    let mut different = texts(&first).to_vec();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), 4, "every key is one of its own");
    let mode = |path: &Path| {
        let metadata = std::fs::metadata(path).expect("metadata");
        metadata.permissions().mode() & 0o777
    };
    assert_eq!(mode(&settings.data_dir.join("keys")), 0o700);
    for which in Generated::ALL {
        assert_eq!(mode(&which.path(&settings.data_dir)), 0o600);
    }
    let files = std::fs::read_dir(settings.data_dir.join("keys")).expect("a directory");
    assert_eq!(files.count(), 4, "no drafts are left");
}

#[test]
fn whoever_starts_at_the_same_time_gets_the_same_keys() {
    for _ in 0..20 {
        let directory = TempDir::new().expect("a directory");
        let settings = settings(&directory, &[]);
        let all: Vec<[String; 4]> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| texts(&Keys::resolve(&settings, &SystemEntropy).expect("keys")))
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("no panic"))
                .collect()
        });
        assert!(all.windows(2).all(|pair| pair[0] == pair[1]));
    }
}

#[test]
fn production_names_every_missing_secret_and_generates_nothing() {
    let directory = TempDir::new().expect("a directory");
    let settings = settings(&directory, &[("ENVIRONMENT", "production")]);
    let problems = Keys::resolve(&settings, &SystemEntropy).expect_err("nothing is set");
    assert_eq!(
        reasons(&problems),
        [
            "auth.jwt_secret is missing",
            "crypto.index_key is missing",
            "crypto.data_key is missing",
        ]
    );
    assert!(!settings.data_dir.exists());
}

#[test]
fn production_refuses_short_and_malformed_secrets() {
    let directory = TempDir::new().expect("a directory");
    let settings = settings(
        &directory,
        &[
            ("ENVIRONMENT", "production"),
            (
                "AUTH__JWT_SECRET",
                "thirty-one bytes are one too few"[1..].into(),
            ),
            ("AUTH__PREVIOUS_JWT_SECRET", "short"),
            ("CRYPTO__INDEX_KEY", &HEX[1..]),
            ("CRYPTO__DATA_KEY", OTHER_HEX),
            ("CRYPTO__PREVIOUS_DATA_KEYS", "not-a-key"),
            ("METRICS__TOKEN", "short"),
        ],
    );
    let problems = Keys::resolve(&settings, &SystemEntropy).expect_err("short");
    let (_, inspected) = Keys::inspect(&settings);
    for problems in [problems, inspected] {
        let at: Vec<&str> = problems
            .0
            .iter()
            .map(|problem| problem.at.as_str())
            .collect();
        for key in [
            "auth.jwt_secret",
            "auth.previous_jwt_secret",
            "crypto.index_key",
            "crypto.previous_data_keys",
            "metrics.token",
        ] {
            assert!(at.contains(&key), "{key} is missing from {at:?}");
        }
        assert_eq!(at.len(), 5);
        assert!(!problems.to_string().contains("not-a-key"));
    }
}

#[test]
fn production_refuses_what_development_generated() {
    let directory = TempDir::new().expect("a directory");
    let development = settings(&directory, &[]);
    let [jwt, index, data, _] = texts(&Keys::resolve(&development, &SystemEntropy).expect("keys"));
    let real = settings(
        &directory,
        &[
            ("ENVIRONMENT", "production"),
            ("AUTH__JWT_SECRET", &jwt),
            ("CRYPTO__INDEX_KEY", &index),
            ("CRYPTO__DATA_KEY", &data),
        ],
    );
    let problems = Keys::resolve(&real, &SystemEntropy).expect_err("generated");
    assert_eq!(problems.0.len(), 3);
    assert!(problems.to_string().contains("development generated"));
    assert!(!problems.to_string().contains(&jwt));
}

#[test]
fn production_with_secrets_of_its_own_starts() {
    let directory = TempDir::new().expect("a directory");
    let settings = settings(
        &directory,
        &[
            ("ENVIRONMENT", "production"),
            ("AUTH__JWT_SECRET", "a text of thirty-two bytes or more"),
            ("CRYPTO__INDEX_KEY", HEX),
            ("CRYPTO__DATA_KEY", OTHER_HEX),
            ("CRYPTO__PREVIOUS_DATA_KEYS", HEX),
        ],
    );
    let keys = Keys::resolve(&settings, &SystemEntropy).expect("keys");
    assert_eq!(keys.previous_data.len(), 1);
    assert!(keys.metrics.is_none(), "no token is made up");
    let shown = format!("{keys:?} {settings:?}");
    for secret in ["thirty-two", HEX, OTHER_HEX] {
        assert!(!shown.contains(secret));
    }
}

#[test]
fn looking_at_missing_keys_generates_none() {
    let directory = TempDir::new().expect("a directory");
    let settings = settings(&directory, &[]);
    let (states, problems) = Keys::inspect(&settings);
    assert!(states.iter().all(|(_, set)| !set));
    assert!(problems.0.is_empty());
    assert!(!settings.data_dir.exists());
}

#[test]
fn an_empty_key_file_is_an_error_and_not_a_key() {
    let directory = TempDir::new().expect("a directory");
    let settings = settings(&directory, &[]);
    let path = Generated::Data.path(&settings.data_dir);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
    std::fs::write(&path, "\n").expect("written");
    let problems = Keys::resolve(&settings, &SystemEntropy).expect_err("empty");
    assert!(problems.to_string().contains("crypto.data_key"));
}
