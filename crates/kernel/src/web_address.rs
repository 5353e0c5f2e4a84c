//! Addresses that partners name: their sites, and where they want to be called.
//!
//! What a name resolves to is judged each time it is dialled ([`is_public`]); here only
//! what an address says by itself.

mod literal;

pub use literal::is_public;

use std::fmt;

use url::{Host, Url};

/// How far addresses may lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Into the world only: https, names anybody can resolve, public literals.
    World,
    /// As [`Reach::World`], and to the names that documentation uses.
    Practice,
    /// As [`Reach::Practice`], and to the own machine and `.test`, with http as well.
    Desk,
}

/// An address of http or https, as the URL standard writes it; at most
/// [`WebAddress::MAX_BYTES`] bytes. It may tell who a small business is, so `Debug` does
/// not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct WebAddress(String);

/// Why a text is not such an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebAddressError {
    /// Not an absolute address with a host.
    #[error("must be an http(s) address")]
    Form,
    /// Longer than [`WebAddress::MAX_BYTES`].
    #[error("must have at most 2000 characters")]
    Length,
    /// With another scheme than https where that is asked for.
    #[error("must be an https address")]
    Insecure,
    /// With a user name or password.
    #[error("must not contain a user name or password")]
    UserInfo,
    /// A literal or a reserved name, which leads nowhere or inside.
    #[error("must lead to a public host")]
    NotPublic,
    /// With a fragment, which is never sent.
    #[error("must not have a fragment")]
    Fragment,
}

impl fmt::Debug for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebAddress(..)")
    }
}

impl WebAddress {
    /// The longest address, in bytes.
    pub const MAX_BYTES: usize = 2_000;

    /// A site somebody may look at: http or https, wherever it leads. Nothing here is
    /// ever called.
    ///
    /// # Errors
    /// See [`WebAddressError`].
    pub fn site(text: &str) -> Result<Self, WebAddressError> {
        let url = taken_apart(text)?;
        Ok(Self(url.into()))
    }

    /// An address of a page a browser is sent to.
    ///
    /// # Errors
    /// See [`WebAddressError`].
    pub fn page(text: &str, reach: Reach) -> Result<Self, WebAddressError> {
        let url = taken_apart(text)?;
        if url.scheme() != "https" && reach != Reach::Desk {
            return Err(WebAddressError::Insecure);
        }
        let public = match url.host() {
            Some(Host::Domain(name)) => is_public_name(name, reach),
            Some(Host::Ipv4(v4)) => reaches(v4.into(), reach),
            Some(Host::Ipv6(v6)) => reaches(v6.into(), reach),
            None => false,
        };
        if !public {
            return Err(WebAddressError::NotPublic);
        }
        Ok(Self(url.into()))
    }

    /// An address that is called: as a page, without a fragment.
    ///
    /// # Errors
    /// See [`WebAddressError`].
    pub fn target(text: &str, reach: Reach) -> Result<Self, WebAddressError> {
        if text.contains('#') {
            return Err(WebAddressError::Fragment);
        }
        Self::page(text, reach)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its host, without the port, as the address has it.
    pub fn host(&self) -> &str {
        let (_, rest) = self.0.split_once("://").unwrap_or_default();
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        match authority.rfind(':') {
            // A colon inside brackets belongs to an address of IPv6.
            Some(colon) if !authority.ends_with(']') => authority.get(..colon).unwrap_or_default(),
            _ => authority,
        }
    }
}

/// The standard forgives much: blanks, back slashes, missing slashes, tabs in between.
/// Whoever writes so does not mean what we would read.
fn taken_apart(text: &str) -> Result<Url, WebAddressError> {
    let strange = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    let absolute = lower.starts_with("https://") || lower.starts_with("http://");
    if !absolute || text.contains(strange) {
        return Err(WebAddressError::Form);
    }
    if text.len() > WebAddress::MAX_BYTES {
        return Err(WebAddressError::Length);
    }
    let url = Url::parse(text).map_err(|_| WebAddressError::Form)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(WebAddressError::UserInfo);
    }
    if url.as_str().len() > WebAddress::MAX_BYTES {
        return Err(WebAddressError::Length);
    }
    Ok(url)
}

fn reaches(address: std::net::IpAddr, reach: Reach) -> bool {
    is_public(address) || (reach == Reach::Desk && address.is_loopback())
}

/// Ends of names that nobody can resolve, or everybody to something of their own (RFC
/// 6761, 6762, 7686, 8375, 9476 and ICANN's `internal`).
const RESERVED: &[&str] = &[
    "local",
    "internal",
    "invalid",
    "onion",
    "home.arpa",
    "alt",
    "intranet",
    "lan",
    "corp",
    "home",
];

/// Ends of names that documentation uses (RFC 2606).
const DOCUMENTATION: &[&str] = &["example", "example.com", "example.net", "example.org"];

/// Ends of names of the own machine and of trials.
const OWN: &[&str] = &["localhost", "test"];

fn is_public_name(name: &str, reach: Reach) -> bool {
    // One dot at the end is the same name.
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_below = |ends: &[&str]| {
        let is_it = |end: &&str| {
            name.strip_suffix(*end)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        ends.iter().any(is_it)
    };
    if is_below(OWN) {
        return reach == Reach::Desk;
    }
    if is_below(DOCUMENTATION) {
        return reach != Reach::World;
    }
    // A name without a dot is one of a network of somebody's own.
    name.contains('.') && !name.ends_with('.') && !is_below(RESERVED)
}

#[cfg(test)]
mod tests;
