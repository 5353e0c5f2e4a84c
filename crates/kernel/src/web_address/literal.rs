//! Which addresses of the Internet anybody can reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether `address` is one of a host anybody can reach: neither loopback, private,
/// link-local, shared, multicast, documentation, benchmark, reserved nor unspecified
/// (IANA's special-purpose registries, RFC 6890), nor one of those wrapped into IPv6
/// (mapped, compatible, NAT64, 6to4, Teredo, ISATAP).
pub const fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

#[expect(clippy::unnested_or_patterns, reason = "one network after the other")]
const fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127, ..]
            | [100, 64..=127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 0, 0 | 2, _]
            | [192, 88, 99, _]
            | [192, 168, ..]
            | [198, 18 | 19, ..]
            | [198, 51, 100, _]
            | [203, 0, 113, _]
            | [224..=255, ..]
    )
}

#[expect(clippy::match_same_arms, reason = "their order matters")]
const fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // NAT64 under the well-known prefix; under the local one it leads inside.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => is_public_v4(joined(high, low)),
        // 6to4.
        [0x2002, high, low, ..] => is_public_v4(joined(high, low)),
        // Teredo and the protocol assignments around it, benchmarks, ORCHID;
        // documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // ISATAP hides an IPv4 address in the last half.
        [.., 0 | 0x200, 0x5efe, high, low] => is_public_v4(joined(high, low)),
        // Global unicast is all that is given out. Mapped, compatible, unique local,
        // link-local, multicast, loopback and unspecified addresses lie outside.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

const fn joined(high: u16, low: u16) -> Ipv4Addr {
    let [a, b] = high.to_be_bytes();
    let [c, d] = low.to_be_bytes();
    Ipv4Addr::new(a, b, c, d)
}
