//! Which database a URL names, and whether it may be spoken to.

use std::path::{Path, PathBuf};

/// Which database product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A file of this process and its command line.
    Sqlite,
    /// A server that many instances share.
    Postgres,
}

impl Backend {
    /// `sqlite` or `postgres`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// A database URL cannot be used. The text never repeats the URL, which may hold
/// a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Another scheme.
    #[error("database.url must begin with sqlite://, postgres:// or postgresql://")]
    Scheme,
    /// `sqlite://` with nothing behind it, or a database in memory: every
    /// connection would have its own.
    #[error("database.url must name a file, as in sqlite://data/partner.db")]
    NoFile,
    /// A remote server without an explicit `sslmode`.
    #[error(
        "database.url names a PostgreSQL server on another host without an sslmode; this build's \
         client has no TLS, and would fall back to plain text in silence: add ?sslmode=disable if \
         the network itself is trusted or encrypted, or use a build with TLS"
    )]
    RemoteWithoutSslMode,
}

/// A parsed database URL.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// Path of the file.
    Sqlite(PathBuf),
    /// Connection URI for libpq, with our connection options added.
    Postgres(String),
}

/// How long connecting may take, whether a dead peer is noticed, and who we are.
/// libpq takes two seconds as the least timeout.
const LIBPQ_OPTIONS: &[(&str, &str)] = &[
    ("connect_timeout", "2"),
    ("keepalives", "1"),
    ("keepalives_idle", "10"),
    ("keepalives_interval", "3"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "2000"),
    ("application_name", "partner-api"),
];

impl Target {
    /// Judges `url`.
    ///
    /// # Errors
    /// See [`UrlError`].
    pub(crate) fn parse(url: &str) -> Result<Self, UrlError> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            let in_memory = path.is_empty() || path.starts_with(":memory:");
            return if in_memory {
                Err(UrlError::NoFile)
            } else {
                Ok(Self::Sqlite(Path::new(path).to_owned()))
            };
        }
        let address = url
            .strip_prefix("postgres://")
            .or_else(|| url.strip_prefix("postgresql://"))
            .ok_or(UrlError::Scheme)?;
        let (address, query) = address.split_once('?').unwrap_or((address, ""));
        if !names_key(query, "sslmode") && !stays_here(address, query) {
            return Err(UrlError::RemoteWithoutSslMode);
        }
        Ok(Self::Postgres(with_options(url, query)))
    }

    pub(crate) const fn backend(&self) -> Backend {
        match self {
            Self::Sqlite(_) => Backend::Sqlite,
            Self::Postgres(_) => Backend::Postgres,
        }
    }
}

fn names_key(query: &str, key: &str) -> bool {
    values(query, key).next().is_some()
}

fn values<'a>(query: &'a str, key: &'a str) -> impl Iterator<Item = &'a str> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter_map(move |(name, value)| (name == key).then_some(value))
}

/// Whether every host is this machine: the loopback or a Unix socket.
fn stays_here(address: &str, query: &str) -> bool {
    let authority = address.split('/').next().unwrap_or_default();
    let hosts = authority.rsplit('@').next().unwrap_or_default();
    let in_query = values(query, "host").chain(values(query, "hostaddr"));
    std::iter::once(hosts)
        .chain(in_query)
        .flat_map(|list| list.split(','))
        .all(|host| is_local(without_port(host)))
}

fn without_port(host: &str) -> &str {
    if host.starts_with('[') {
        return host.split_inclusive(']').next().unwrap_or(host);
    }
    match host.rsplit_once(':') {
        Some((name, _)) if !name.contains(':') => name,
        _ => host,
    }
}

fn is_local(host: &str) -> bool {
    let socket = host.is_empty()
        || host.starts_with('/')
        || host.starts_with('@')
        || host.to_ascii_lowercase().starts_with("%2f");
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    socket
        || bare.eq_ignore_ascii_case("localhost")
        || bare
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

fn with_options(url: &str, query: &str) -> String {
    let mut full = url.trim_end_matches(['?', '&']).to_owned();
    let mut joint = if full.contains('?') { '&' } else { '?' };
    for (key, value) in LIBPQ_OPTIONS {
        if !names_key(query, key) {
            full.push(joint);
            full.push_str(key);
            full.push('=');
            full.push_str(value);
            joint = '&';
        }
    }
    full
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Target, UrlError};

    fn refused(url: &str) -> UrlError {
        match Target::parse(url) {
            Err(error) => error,
            Ok(_) => panic!("{url} was accepted"),
        }
    }

    fn postgres(url: &str) -> String {
        match Target::parse(url) {
            Ok(Target::Postgres(uri)) => uri,
            _ => panic!("{url} was refused"),
        }
    }

    #[test]
    fn a_sqlite_url_is_relative_or_absolute() {
        for (url, path) in [
            ("sqlite://data/partner.db", "data/partner.db"),
            ("sqlite:///var/lib/partner.db", "/var/lib/partner.db"),
        ] {
            match Target::parse(url) {
                Ok(Target::Sqlite(found)) => assert_eq!(found, Path::new(path)),
                _ => panic!("{url} was refused"),
            }
        }
    }

    #[test]
    fn a_database_in_memory_is_refused() {
        assert_eq!(refused("sqlite://:memory:"), UrlError::NoFile);
        assert_eq!(refused("sqlite://"), UrlError::NoFile);
    }

    #[test]
    fn another_scheme_is_refused() {
        assert_eq!(refused("mysql://localhost/x"), UrlError::Scheme);
        assert_eq!(refused("data/partner.db"), UrlError::Scheme);
    }

    #[test]
    fn a_server_on_this_machine_needs_no_sslmode() {
        for url in [
            "postgres:///partner",
            "postgres://u:p@localhost/partner",
            "postgresql://u@127.0.0.1:5432/partner",
            "postgres://u@[::1]:5432/partner",
            "postgres://%2Fvar%2Frun%2Fpostgresql/partner",
            "postgres:///partner?host=/var/run/postgresql",
        ] {
            postgres(url);
        }
    }

    #[test]
    fn a_remote_server_needs_an_explicit_sslmode() {
        for url in [
            "postgres://u:p@db.example.com/partner",
            "postgres://u:p@127.0.0.1,db.example.com/partner",
            "postgres:///partner?host=db.example.com",
            "postgres://localhost/partner?hostaddr=10.0.0.1",
            "postgres://u:p@127.0.0.1.example.com/partner",
        ] {
            assert_eq!(refused(url), UrlError::RemoteWithoutSslMode, "{url}");
        }
        postgres("postgres://u:p@db.example.com/partner?sslmode=disable");
    }

    #[test]
    fn options_given_in_the_url_stay() {
        let uri = postgres("postgres:///partner?connect_timeout=9");
        assert!(uri.starts_with("postgres:///partner?connect_timeout=9&keepalives=1&"));
        assert_eq!(uri.matches("connect_timeout").count(), 1);
        assert!(postgres("postgres:///partner").contains("partner?connect_timeout=2&"));
        assert!(postgres("postgres:///partner?").contains("partner?connect_timeout=2&"));
    }
}
