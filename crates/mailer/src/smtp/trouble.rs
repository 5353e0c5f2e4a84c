//! What went wrong, fit for a log: a server's answer may repeat an address, so nothing of
//! it is told but its code.

use std::error::Error as _;
use std::io;

use lettre::transport::smtp::Error;

/// `error`, which came up at `step`.
pub(super) fn told(step: &str, error: &Error) -> String {
    if let Some(code) = error.status() {
        return format!("{step}: refused with code {code}");
    }
    if let Some(error) = io_error(error) {
        return match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                format!("{step}: no answer in time")
            }
            // Said by the operating system, or by TLS of a certificate.
            _ => format!("{step}: {error}"),
        };
    }
    if error.is_response() {
        return format!("{step}: the connection ended, or an answer made no sense");
    }
    // What is left was said by the library of the server's abilities or the settings.
    match error.source() {
        Some(source) => format!("{step}: {source}"),
        None => format!("{step}: failed"),
    }
}

fn io_error(error: &Error) -> Option<&io::Error> {
    let mut source = error.source();
    while let Some(found) = source {
        if let Some(io) = found.downcast_ref::<io::Error>() {
            return Some(io);
        }
        source = found.source();
    }
    None
}
