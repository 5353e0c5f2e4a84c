//! Whose address a call comes from. A proxy's word counts only if the proxy is one of
//! ours (`server.trusted_proxies`), and only in the one header that it writes.

mod element;

use std::net::IpAddr;
use std::str::FromStr as _;

use actix_web::HttpRequest;
use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName, X_FORWARDED_FOR};
use ipnet::IpNet;

/// The proxies whose word counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies {
    networks: Vec<IpNet>,
    header: ForwardedHeader,
}

/// The header proxies write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`: addresses with commas between them.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// The text names no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an IP address or a network such as 10.0.0.0/8")]
pub struct NetworkError;

impl ForwardedHeader {
    /// The header of this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "x-forwarded-for" => Some(Self::XForwardedFor),
            "forwarded" => Some(Self::Forwarded),
            _ => None,
        }
    }

    const fn name(self) -> HeaderName {
        match self {
            Self::XForwardedFor => X_FORWARDED_FOR,
            Self::Forwarded => FORWARDED,
        }
    }
}

impl TrustedProxies {
    /// Proxies that write `header`, none yet.
    pub const fn writing(header: ForwardedHeader) -> Self {
        Self {
            networks: Vec::new(),
            header,
        }
    }

    /// From now on also those at `network`: an address, or addresses by prefix length.
    ///
    /// # Errors
    /// [`NetworkError`].
    pub fn trust(&mut self, network: &str) -> Result<(), NetworkError> {
        let parsed = match IpAddr::from_str(network) {
            Ok(address) => IpNet::from(address),
            Err(_) => IpNet::from_str(network).map_err(|_| NetworkError)?,
        };
        self.networks.push(parsed.trunc());
        Ok(())
    }

    /// Where `request` comes from; `None` where nobody is connected, as in tests.
    pub(crate) fn caller(&self, request: &HttpRequest) -> Option<IpAddr> {
        let peer = request.peer_addr()?.ip().to_canonical();
        if self.networks.is_empty() {
            return Some(peer);
        }
        Some(self.behind(peer, request.headers()))
    }

    /// Walks from the nearest proxy away from us, for as long as whoever wrote the next
    /// address is one of ours. What cannot be read ends the walk: it is written by
    /// somebody further off, or by a proxy that knows nothing.
    fn behind(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let lines: Vec<&str> = headers
            .get_all(self.header.name())
            // A line that is no text counts as one that cannot be read.
            .map(|line| line.to_str().unwrap_or_default())
            .collect();
        let hops = lines
            .iter()
            .rev()
            .flat_map(|line| element::from_right(line));
        let mut nearest = peer;
        for hop in hops {
            if !self.is_ours(nearest) {
                break;
            }
            let address = match self.header {
                ForwardedHeader::XForwardedFor => element::address(hop),
                ForwardedHeader::Forwarded => element::for_parameter(hop),
            };
            match address {
                Some(address) => nearest = address.to_canonical(),
                None => break,
            }
        }
        nearest
    }

    fn is_ours(&self, address: IpAddr) -> bool {
        self.networks
            .iter()
            .any(|network| network.contains(&address))
    }
}

#[cfg(test)]
mod tests;
