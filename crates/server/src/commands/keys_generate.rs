//! `keys generate`

use std::io;
use std::path::Path;

use crypto::PrivateKey;
use secrecy::SecretString;
use serde_json::json;

use crate::cli::GenerateArgs;
use crate::console::Console;
use crate::failure::Failure;
use crate::keys::create_file;

const PRIVATE_FILE: &str = "envelope-private.pem";
const PUBLIC_FILE: &str = "envelope-public.pem";

/// Makes an RSA pair and writes it into a directory. Needs no settings.
///
/// # Errors
/// A file that is there already; whatever keeps files from being written.
pub fn generate_keys(arguments: &GenerateArgs, console: &mut Console<'_>) -> Result<(), Failure> {
    let private = arguments.out.join(PRIVATE_FILE);
    let public = arguments.out.join(PUBLIC_FILE);
    for path in [&private, &public] {
        // Before the work of generating; whoever comes meanwhile is noticed below.
        if path.symlink_metadata().is_ok() {
            return Err(taken(path));
        }
    }
    let key = PrivateKey::generate(arguments.bits)
        .map_err(|error| Failure::told(format!("no key can be generated: {error}")))?;
    let own = key.public();
    write(&private, 0o600, &key.to_pem())?;
    if let Err(failure) = write(&public, 0o644, &own.public.to_pem().into()) {
        // Half a pair, which we made, would be in the way the next time.
        let _ = std::fs::remove_file(&private);
        return Err(failure);
    }
    let kid = own.public.fingerprint.to_string();
    let json = json!({
        "kid": kid,
        "bits": arguments.bits,
        "private_key": private.display().to_string(),
        "public_key": public.display().to_string(),
    });
    console.record(&json, || {
        vec![
            format!("kid: {kid}"),
            format!("private key: {}", private.display()),
            format!("public key: {}", public.display()),
        ]
    })
}

fn write(path: &Path, mode: u32, text: &SecretString) -> Result<(), Failure> {
    create_file(path, mode, text).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => taken(path),
        _ => Failure::told(format!("{}: {error}", path.display())),
    })
}

fn taken(path: &Path) -> Failure {
    Failure::told(format!(
        "{} is there already, and is not overwritten",
        path.display()
    ))
}
