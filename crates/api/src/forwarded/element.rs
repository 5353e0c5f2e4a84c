//! What proxies write, element by element.

use std::net::{IpAddr, SocketAddr};

/// The elements of a header's line, the last first. Commas in quotes separate nothing.
///
/// Read backwards, so that the nearest proxy's element is understood before anything that
/// came to it from outside: a quote that is never closed cannot swallow it.
pub(super) fn from_right(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut quoted = false;
        let comma = text.bytes().rposition(|byte| {
            quoted ^= byte == b'"';
            byte == b',' && !quoted
        });
        let (before, element) = match comma {
            Some(at) => (text.get(..at), text.get(at + 1..)),
            None => (None, Some(text)),
        };
        rest = before;
        element.map(|element| element.trim_matches([' ', '\t']))
    })
}

/// An address, with or without a port; an IPv6 address with a port stands in brackets.
pub(super) fn address(text: &str) -> Option<IpAddr> {
    if let Ok(address) = text.parse() {
        return Some(address);
    }
    if let Ok(socket) = text.parse::<SocketAddr>() {
        return Some(socket.ip());
    }
    let bare = text.strip_prefix('[')?.strip_suffix(']')?;
    bare.parse().ok().map(IpAddr::V6)
}

/// The address of the one `for=` of an element of `Forwarded` (RFC 7239, section 4).
/// `unknown` and names that tell nothing are no addresses.
pub(super) fn for_parameter(element: &str) -> Option<IpAddr> {
    let mut found = None;
    for pair in element.split(';') {
        let (name, value) = pair.split_once('=')?;
        if !name.trim().eq_ignore_ascii_case("for") {
            continue;
        }
        if found.is_some() {
            return None;
        }
        found = Some(node(value.trim())?);
    }
    found
}

/// A node: IPv6 addresses and ports are only allowed in quotes (section 6).
fn node(value: &str) -> Option<IpAddr> {
    match value.strip_prefix('"') {
        Some(rest) => {
            let text = rest.strip_suffix('"')?;
            // Without brackets an IPv6 address is none here.
            if text.parse::<std::net::Ipv6Addr>().is_ok() {
                return None;
            }
            address(text)
        }
        None => value.parse().ok().map(IpAddr::V4),
    }
}
