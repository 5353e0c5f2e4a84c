//! What calls are counted under.

use std::net::IpAddr;

use kernel::PartnerId;

/// Whose bucket it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// Of an address.
    Address(u128),
    /// Of an address that wants to sign in.
    SignIn(u128),
    /// Of a partner.
    Partner(PartnerId),
}

/// The first 64 bits of an IPv6 address: a caller has all of the rest to itself.
const PREFIX: u32 = 64;

impl Key {
    pub(crate) fn address(address: IpAddr) -> Self {
        Self::Address(number(address))
    }

    pub(crate) fn sign_in(address: IpAddr) -> Self {
        Self::SignIn(number(address))
    }
}

/// An address as a number; an IPv6 address without what follows its /64, an IPv4 address
/// in the form of an IPv6 one, where no /64 can be.
fn number(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => (v6.to_bits() >> PREFIX) << PREFIX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        Key::address(text.parse().unwrap())
    }

    #[test]
    fn an_ipv6_address_counts_with_its_network_and_an_ipv4_address_alone() {
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff:1:2:3"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
        assert_eq!(key("192.0.2.1"), key("::ffff:192.0.2.1"));
        assert_ne!(key("0.0.0.0"), key("::"));
    }

    #[test]
    fn signing_in_is_counted_apart() {
        let address = "192.0.2.1".parse().unwrap();
        assert_ne!(Key::address(address), Key::sign_in(address));
    }
}
