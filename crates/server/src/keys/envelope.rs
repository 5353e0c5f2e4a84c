//! The platform's RSA keys (contract `envelope.md`, "Keys"). Apart from the other
//! secrets, because few commands need them and generating one takes a while.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use crypto::PrivateKey;
use envelope::OwnKey;
use secrecy::{ExposeSecret as _, SecretString};

use super::{WhenMissing, files};
use crate::settings::{Environment, Problems, Settings};

/// Bits of a key that development generates.
const GENERATED_BITS: usize = 2048;

const FILE: &str = "crypto.envelope_private_key_file";
const TEXT: &str = "crypto.envelope_private_key";
const PREVIOUS: &str = "crypto.previous_envelope_private_key_files";

/// What there is of the platform's keys, without the keys.
#[derive(Debug, Default)]
pub struct EnvelopeKeyState {
    /// The public halves and the settings they come from, the current one first.
    pub keys: Vec<(&'static str, OwnKey)>,
    /// The current one is still to be generated.
    pub to_be_generated: bool,
    /// What [`envelope_keys`] would refuse.
    pub problems: Problems,
}

/// The length of a key in bits.
pub fn bits_of(key: &OwnKey) -> usize {
    let leading = key.modulus.first().map_or(0, |byte| byte.leading_zeros());
    let leading = usize::try_from(leading).unwrap_or(0);
    (key.modulus.len() * 8).saturating_sub(leading)
}

/// Where development keeps the key it generated.
pub fn generated_envelope_key(data_dir: &Path) -> PathBuf {
    data_dir.join("keys").join("envelope_private.pem")
}

/// The platform's keys: the current one first, then those that still open. Outside
/// production a missing one is generated once, so that processes that start
/// together share it; in production there may be none.
///
/// # Errors
/// Everything that is wrong with any of them; in production also one that
/// development generated. Nothing of a key is repeated.
pub fn envelope_keys(settings: &Settings) -> Result<Vec<PrivateKey>, Problems> {
    let mut problems = Problems::default();
    let found = find(settings, WhenMissing::Generate, &mut problems);
    problems.none()?;
    Ok(found.into_iter().map(|found| found.key).collect())
}

/// What [`envelope_keys`] would find; generates nothing.
pub fn inspect_envelope_keys(settings: &Settings) -> EnvelopeKeyState {
    let mut problems = Problems::default();
    let found = find(settings, WhenMissing::LookOnly, &mut problems);
    let current = found.iter().any(|found| found.at != PREVIOUS);
    let real = settings.environment == Environment::Production;
    EnvelopeKeyState {
        to_be_generated: !current && !real && !is_configured(settings) && problems.0.is_empty(),
        keys: found
            .iter()
            .map(|found| (found.at, found.key.public()))
            .collect(),
        problems,
    }
}

/// A key and the setting it comes from.
struct Found {
    at: &'static str,
    key: PrivateKey,
}

fn is_configured(settings: &Settings) -> bool {
    let crypto = &settings.crypto;
    crypto.envelope_private_key.is_set() || !crypto.envelope_private_key_file.as_os_str().is_empty()
}

/// Every key, each once.
fn find(settings: &Settings, when_missing: WhenMissing, problems: &mut Problems) -> Vec<Found> {
    let current = if is_configured(settings) {
        configured(settings, problems)
    } else if settings.environment == Environment::Production {
        let alone = settings.crypto.previous_envelope_private_key_files.iter();
        let sane = alone.count() == 0;
        problems.unless(sane, FILE, "is missing, though keys before it are given");
        None
    } else {
        generated(settings, when_missing, problems)
    };
    let mut found: Vec<Found> = current.into_iter().collect();
    let files = settings.crypto.previous_envelope_private_key_files.iter();
    found.extend(files.filter_map(|file| of_file(PREVIOUS, Path::new(file), problems)));
    let mut seen = BTreeSet::new();
    found.retain(|found| seen.insert(found.key.public().public.fingerprint));
    refuse_generated(settings, &found, problems);
    found
}

fn configured(settings: &Settings, problems: &mut Problems) -> Option<Found> {
    let crypto = &settings.crypto;
    let file = &crypto.envelope_private_key_file;
    match crypto.envelope_private_key.get() {
        Some(_) if !file.as_os_str().is_empty() => {
            problems.add(
                TEXT,
                format!("is given as well as {FILE}: give one of them"),
            );
            None
        }
        Some(text) => of_text(TEXT, text, None, problems),
        None => of_file(FILE, file, problems),
    }
}

fn generated(
    settings: &Settings,
    when_missing: WhenMissing,
    problems: &mut Problems,
) -> Option<Found> {
    let path = generated_envelope_key(&settings.data_dir);
    if when_missing == WhenMissing::LookOnly && !path.exists() {
        return None;
    }
    let made = files::read_or_create(&path, generate).map_err(|error| {
        format!(
            "can be neither read from nor generated in {}: {error}",
            path.display()
        )
    });
    problems.note(FILE, made)?;
    of_file(FILE, &path, problems)
}

fn generate() -> io::Result<SecretString> {
    let key = PrivateKey::generate(GENERATED_BITS).map_err(io::Error::other)?;
    Ok(key.to_pem())
}

/// Where production would take a key of development.
fn refuse_generated(settings: &Settings, found: &[Found], problems: &mut Problems) {
    if settings.environment != Environment::Production {
        return;
    }
    let path = generated_envelope_key(&settings.data_dir);
    // What cannot be read cannot be compared; that is no reason to refuse.
    let generated = files::read(&path).ok().flatten();
    let generated = generated.and_then(|pem| PrivateKey::from_pem(pem.expose_secret()).ok());
    let Some(generated) = generated.map(|key| key.public().public.fingerprint) else {
        return;
    };
    for found in found {
        let own = found.key.public().public.fingerprint;
        problems.unless(
            own != generated,
            found.at,
            "is one that development generated",
        );
    }
}

fn of_file(at: &'static str, path: &Path, problems: &mut Problems) -> Option<Found> {
    let text = files::read_private(path);
    let text = text.map_err(|reason| format!("names {}, which {reason}", path.display()));
    let text = problems.note(at, text)?;
    of_text(at, &text, Some(path), problems)
}

fn of_text(
    at: &'static str,
    text: &SecretString,
    path: Option<&Path>,
    problems: &mut Problems,
) -> Option<Found> {
    let key = PrivateKey::from_pem(text.expose_secret());
    let key = key.map_err(|error| match path {
        Some(path) => format!("names {}, which {error}", path.display()),
        None => error.to_string(),
    });
    problems.note(at, key).map(|key| Found { at, key })
}

#[cfg(test)]
mod tests;
