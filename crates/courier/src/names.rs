//! What names lead to, judged before anybody goes there.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;

use kernel::{Reach, WebAddress, is_public};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Knows the addresses of names. Asked once for each attempt; what it says is what is
/// dialled, so nothing can change between the look and the step.
pub trait Names: Send + Sync {
    /// The addresses of `name`; may block.
    ///
    /// # Errors
    /// There are none, or nobody knows.
    fn look_up(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// The names of the operating system: its hosts file and the name servers it was given.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNames;

impl Names for SystemNames {
    fn look_up(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let addresses = (name, 0).to_socket_addrs()?;
        Ok(addresses.map(|address| address.ip()).collect())
    }
}

/// Some address of a name leads where none may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name leads inside")
    }
}

impl Error for Refused {}

/// Lets names through whose every address may be dialled. One bad one among good ones
/// refuses the name: nobody honest answers so.
pub(crate) struct Judging {
    pub(crate) names: Arc<dyn Names>,
    pub(crate) reach: Reach,
}

impl Resolve for Judging {
    fn resolve(&self, name: Name) -> Resolving {
        let (names, reach) = (Arc::clone(&self.names), self.reach);
        Box::pin(async move {
            let name = name.as_str().to_owned();
            let found = tokio::task::spawn_blocking(move || names.look_up(&name)).await??;
            if !found.iter().all(|address| may_dial(*address, reach)) {
                return Err(Refused.into());
            }
            // Port 0 stands for the one of the address.
            let addresses = found.into_iter().map(|ip| SocketAddr::new(ip, 0));
            let addresses: Addrs = Box::new(addresses);
            Ok(addresses)
        })
    }
}

/// Whether a webhook to `url` would be sent now; dials nobody. May block. Otherwise the word
/// an attempt would fail with.
///
/// # Errors
/// `address_refused` or `unresolved`.
pub fn check_address(url: &str, reach: Reach, names: &dyn Names) -> Result<(), &'static str> {
    let address = WebAddress::target(url, reach).map_err(|_| "address_refused")?;
    let parsed = reqwest::Url::parse(address.as_str()).map_err(|_| "address_refused")?;
    let host = parsed.host_str().ok_or("address_refused")?;
    if host.starts_with('[') || host.parse::<IpAddr>().is_ok() {
        return Ok(());
    }
    let found = names.look_up(host).map_err(|_| "unresolved")?;
    if found.is_empty() {
        return Err("unresolved");
    }
    let good = found.iter().all(|address| may_dial(*address, reach));
    if good { Ok(()) } else { Err("address_refused") }
}

/// Whether somebody's webhook may go to `address`.
fn may_dial(address: IpAddr, reach: Reach) -> bool {
    is_public(address) || (reach == Reach::Desk && address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Leading(&'static [&'static str]);

    impl Names for Leading {
        fn look_up(&self, _: &str) -> io::Result<Vec<IpAddr>> {
            Ok(self.0.iter().map(|ip| ip.parse().unwrap()).collect())
        }
    }

    #[test]
    fn an_address_is_checked_without_dialling() {
        for (url, led, checked) in [
            (
                "https://hooks.lead-house.in/",
                &["93.184.216.34"][..],
                Ok(()),
            ),
            ("https://hooks.lead-house.in/", &[], Err("unresolved")),
            (
                "https://hooks.lead-house.in/",
                &["93.184.216.34", "10.0.0.1"],
                Err("address_refused"),
            ),
            (
                "https://127.0.0.1/",
                &["93.184.216.34"],
                Err("address_refused"),
            ),
            ("https://93.184.216.34/", &[], Ok(())),
            ("https://[2606:2800:220:1::1]/", &[], Ok(())),
            (
                "http://hooks.lead-house.in/",
                &["93.184.216.34"],
                Err("address_refused"),
            ),
        ] {
            assert_eq!(
                check_address(url, Reach::World, &Leading(led)),
                checked,
                "{url}"
            );
        }
    }

    #[test]
    fn the_own_machine_is_dialled_at_the_desk_only() {
        for (address, anywhere, at_the_desk) in [
            ("127.0.0.1", false, true),
            ("127.9.9.9", false, true),
            ("::1", false, true),
            ("::ffff:127.0.0.1", false, false),
            ("0.0.0.0", false, false),
            ("10.0.0.1", false, false),
            ("169.254.169.254", false, false),
            ("93.184.216.34", true, true),
            ("2606:2800:220:1::1", true, true),
        ] {
            let ip: IpAddr = address.parse().unwrap();
            assert_eq!(may_dial(ip, Reach::World), anywhere, "{address}");
            assert_eq!(may_dial(ip, Reach::Practice), anywhere, "{address}");
            assert_eq!(may_dial(ip, Reach::Desk), at_the_desk, "{address}");
        }
    }
}
