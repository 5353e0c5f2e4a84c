//! The secrets a process works with: configured ones, and outside production
//! generated ones.

mod envelope;
mod files;

use std::path::{Path, PathBuf};

use crypto::Key32;
use kernel::Entropy;
use secrecy::{ExposeSecret as _, SecretString};

use crate::settings::{Environment, Problems, SecretSetting, Settings};

pub use envelope::{
    EnvelopeKeyState, bits_of, envelope_keys, generated_envelope_key, inspect_envelope_keys,
};
pub(crate) use files::create as create_file;

/// The shortest secret text (RFC 7518 section 3.2: HS256 wants 256 bits).
pub const MIN_SECRET_BYTES: usize = 32;

/// Every secret, ready for use.
#[derive(Debug, Clone)]
pub struct Keys {
    /// Signs tokens.
    pub jwt: SecretString,
    /// Signed tokens before.
    pub previous_jwt: Option<SecretString>,
    /// Finds people.
    pub index: Key32,
    /// Hashed secrets before.
    pub previous_index: Option<Key32>,
    /// Chains the audit log, if it is not the index key.
    pub audit: Option<Key32>,
    /// Seals personal data.
    pub data: Key32,
    /// Sealed it before.
    pub previous_data: Vec<Key32>,
    /// Opens metrics on the main port.
    pub metrics: Option<SecretString>,
}

/// A secret that development generates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generated {
    /// `auth.jwt_secret`
    Jwt,
    /// `crypto.index_key`
    Index,
    /// `crypto.data_key`
    Data,
    /// `metrics.token`
    Metrics,
}

impl Generated {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Jwt, Self::Index, Self::Data, Self::Metrics];

    /// The key in configuration.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Jwt => "auth.jwt_secret",
            Self::Index => "crypto.index_key",
            Self::Data => "crypto.data_key",
            Self::Metrics => "metrics.token",
        }
    }

    const fn file(self) -> &'static str {
        match self {
            Self::Jwt => "jwt_secret",
            Self::Index => "index_key",
            Self::Data => "data_key",
            Self::Metrics => "metrics_token",
        }
    }

    /// Where it lies once generated.
    pub fn path(self, data_dir: &Path) -> PathBuf {
        data_dir.join("keys").join(self.file())
    }

    /// What configuration says.
    pub const fn configured(self, settings: &Settings) -> &SecretSetting {
        match self {
            Self::Jwt => &settings.auth.jwt_secret,
            Self::Index => &settings.crypto.index_key,
            Self::Data => &settings.crypto.data_key,
            Self::Metrics => &settings.metrics.token,
        }
    }

    /// Production can do without metrics on the main port, not without the rest.
    const fn is_required(self) -> bool {
        !matches!(self, Self::Metrics)
    }
}

/// What to do about a secret nobody configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenMissing {
    /// Take the generated one, generating it if need be. In production: fail.
    Generate,
    /// Take the generated one if there is one; change nothing.
    LookOnly,
}

impl Keys {
    /// The secrets of `settings`. Outside production missing ones are generated
    /// once, so that processes that start together share them.
    ///
    /// # Errors
    /// Every secret that is missing in production, too short, malformed, or in
    /// production one that development generated.
    pub fn resolve(settings: &Settings, entropy: &dyn Entropy) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let [jwt, index, data, metrics] = Generated::ALL.map(|which| {
            find(
                which,
                settings,
                WhenMissing::Generate,
                entropy,
                &mut problems,
            )
        });
        let index = key32(Generated::Index.key(), &index, &mut problems);
        let data = key32(Generated::Data.key(), &data, &mut problems);
        let previous_index = previous_index(settings, &mut problems);
        let audit = audit(settings, &mut problems);
        let previous_data = previous_data(settings, &mut problems);
        long_enough(Generated::Jwt.key(), &jwt, &mut problems);
        long_enough(Generated::Metrics.key(), &metrics, &mut problems);
        let previous = &settings.auth.previous_jwt_secret;
        long_enough("auth.previous_jwt_secret", previous, &mut problems);
        match (jwt.get(), index, data) {
            (Some(jwt), Some(index), Some(data)) if problems.0.is_empty() => Ok(Self {
                jwt: jwt.clone(),
                previous_jwt: previous.get().cloned(),
                index,
                previous_index,
                audit,
                data,
                previous_data,
                metrics: metrics.get().cloned(),
            }),
            _ => Err(problems),
        }
    }

    /// The problems [`Keys::resolve`] would find, and the secrets it would find
    /// set; generates nothing.
    pub fn inspect(settings: &Settings) -> (Vec<(Generated, bool)>, Problems) {
        let mut problems = Problems::default();
        let mut states = Vec::new();
        for which in Generated::ALL {
            let secret = find(
                which,
                settings,
                WhenMissing::LookOnly,
                &NoEntropy,
                &mut problems,
            );
            match which {
                Generated::Index | Generated::Data if secret.is_set() => {
                    key32(which.key(), &secret, &mut problems);
                }
                Generated::Index | Generated::Data => {}
                Generated::Jwt | Generated::Metrics => {
                    long_enough(which.key(), &secret, &mut problems);
                }
            }
            states.push((which, secret.is_set()));
        }
        previous_index(settings, &mut problems);
        audit(settings, &mut problems);
        previous_data(settings, &mut problems);
        let previous = &settings.auth.previous_jwt_secret;
        long_enough("auth.previous_jwt_secret", previous, &mut problems);
        (states, problems)
    }
}

/// Never asked: looking generates nothing.
struct NoEntropy;

impl Entropy for NoEntropy {
    fn fill(&self, _: &mut [u8]) {}
}

fn find(
    which: Generated,
    settings: &Settings,
    when_missing: WhenMissing,
    entropy: &dyn Entropy,
    problems: &mut Problems,
) -> SecretSetting {
    let configured = which.configured(settings);
    let real = settings.environment == Environment::Production;
    if configured.is_set() {
        if real && was_generated(configured, &settings.data_dir) {
            problems.add(which.key(), "is one that development generated");
        }
        return configured.clone();
    }
    if real {
        problems.unless(!which.is_required(), which.key(), "is missing");
        return SecretSetting::default();
    }
    let path = which.path(&settings.data_dir);
    let found = match when_missing {
        WhenMissing::Generate => {
            files::read_or_create(&path, || Ok(Key32::generate(entropy).to_base64()))
        }
        WhenMissing::LookOnly => files::read(&path),
    };
    let found = found.map_err(|error| {
        format!(
            "can be neither read from nor generated in {}: {error}",
            path.display()
        )
    });
    let text = problems.note(which.key(), found).flatten();
    text.map_or_else(SecretSetting::default, |text| {
        SecretSetting::new(text.expose_secret())
    })
}

fn was_generated(secret: &SecretSetting, data_dir: &Path) -> bool {
    Generated::ALL.into_iter().any(|which| {
        // What cannot be read cannot be compared; that is no reason to refuse.
        files::read(&which.path(data_dir))
            .ok()
            .flatten()
            .is_some_and(|generated| generated.expose_secret() == secret.expose())
    })
}

fn long_enough(key: &str, secret: &SecretSetting, problems: &mut Problems) {
    let sane = !secret.is_set() || secret.expose().len() >= MIN_SECRET_BYTES;
    problems.unless(sane, key, "must have at least 32 bytes");
}

fn key32(key: &str, secret: &SecretSetting, problems: &mut Problems) -> Option<Key32> {
    let text = secret.get()?.expose_secret();
    problems.note(key, Key32::parse(text))
}

fn previous_index(settings: &Settings, problems: &mut Problems) -> Option<Key32> {
    const KEY: &str = "crypto.previous_index_key";
    key32(KEY, &settings.crypto.previous_index_key, problems)
}

fn audit(settings: &Settings, problems: &mut Problems) -> Option<Key32> {
    key32("crypto.audit_key", &settings.crypto.audit_key, problems)
}

fn previous_data(settings: &Settings, problems: &mut Problems) -> Vec<Key32> {
    let keys = settings.crypto.previous_data_keys.iter();
    keys.filter_map(|key| key32("crypto.previous_data_keys", key, problems))
        .collect()
}

#[cfg(test)]
mod tests;
