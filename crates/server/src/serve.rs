//! The server: everything put together, and how it begins and ends.

mod background;
mod lead_names;
mod mail;
mod sealer;
mod stop;
mod usage;
mod webhooks;
mod wiring;

pub(crate) use wiring::{payout_runs, share as share_lead};

use std::net::{SocketAddr, TcpListener, ToSocketAddrs as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use store::Backend;

use crate::failure::Failure;
use crate::health::ServerHealth;
use crate::kit::{Kit, Use};
use crate::settings::Loaded;
use crate::telemetry::{LogGuard, Metrics, start_logs};

/// The log target that is heard at every level, for whoever waits for the address.
pub const LISTENING: &str = "listening";

/// A server that has its address and its database, but does not answer yet.
pub struct Server {
    /// The adapters.
    pub kit: Kit,
    listener: TcpListener,
    metrics_listener: Option<TcpListener>,
    address: SocketAddr,
    /// The schema is to be brought forward, and was not yet.
    migrate: bool,
    metrics: Metrics,
    logs: LogGuard,
}

impl Server {
    /// Takes the address, opens the database and, if `migrate` says so (by default
    /// on `SQLite`), brings the schema forward. A database that is away or
    /// damaged is no failure: the server answers 5030 until it comes.
    ///
    /// # Errors
    /// Bad settings or keys, an address that is taken, a data directory or an
    /// `SQLite` file that cannot be opened at all.
    pub fn prepare(loaded: &Loaded, migrate: Option<bool>) -> Result<Self, Failure> {
        let kit = Kit::open(loaded, Use::Serving)?;
        // Here rather than at the first encrypted request.
        kit.cipher()?;
        let settings = &kit.settings;
        let host = settings.server.host.as_str();
        let listener = bind(host, settings.server.port)?;
        let metrics_listener = match settings.metrics.port {
            0 => None,
            port => Some(bind(host, port)?),
        };
        make_private(&settings.data_dir)?;
        if let Some(path) = settings.database.url.expose().strip_prefix("sqlite://") {
            check_file(Path::new(path))?;
        }
        let logs = start_logs(settings)?;
        let metrics = Metrics::start(kit.clock.now())?;
        let mut server = Self {
            address: listener.local_addr()?,
            migrate: migrate.unwrap_or(kit.store.backend() == Backend::Sqlite),
            kit,
            listener,
            metrics_listener,
            metrics,
            logs,
        };
        if server.migrate {
            server.migrate = !background::try_migrate(&server.kit.store);
        }
        Ok(server)
    }

    /// Where it can be reached: `public_url`, or else where it listens.
    pub fn url(&self) -> String {
        let public = &self.kit.settings.public_url;
        if public.is_empty() {
            reachable(self.address)
        } else {
            public.clone()
        }
    }

    /// Where a caller on this machine reaches it.
    pub fn local_url(&self) -> String {
        reachable(self.address)
    }

    /// Serves until SIGTERM or SIGINT, then drains: not ready first, then no new
    /// connections, then the end, all within 30 s.
    ///
    /// # Errors
    /// When the operating system refuses threads, sockets or signals.
    pub fn run(self) -> Result<(), Failure> {
        let kit = &self.kit;
        let (store, data_dir) = (kit.store.clone(), kit.settings.data_dir.clone());
        let health = Arc::new(ServerHealth::new(store, data_dir));
        let api = wiring::api(kit, Arc::clone(&health), &self.metrics, self.url())?;
        let workers = workers(kit.settings.server.workers);
        let drain = Duration::from_secs(kit.settings.server.drain_seconds);
        let _background = background::start(kit, self.metrics.clone(), self.migrate)?;
        let _names = lead_names::start(kit)?;
        let sealer = sealer::start(kit)?;
        let postman = mail::start(kit, self.url())?;
        let dispatch = webhooks::start(kit)?;
        let claiming = dispatch.stop_claiming();
        let mut flusher = usage::start(kit, Arc::clone(&api.usage.book))?;
        let url = self.url();
        let (render, live) = (api.metrics.render.clone(), api.live.clone());
        let (listener, address) = (self.listener, self.address);
        let metrics_listener = self.metrics_listener;
        let ended = actix_web::rt::System::new().block_on(async move {
            // Before anyone can know the address.
            let signals = stop::Signals::listen()?;
            let server = api::serve(listener, Arc::new(api), dashboard::pages, workers)?;
            if let Some(listener) = metrics_listener {
                let address = listener.local_addr()?;
                actix_web::rt::spawn(api::metrics_server(listener, render)?);
                tracing::info!(target: LISTENING, %address, "metrics");
            }
            tracing::info!(target: LISTENING, %address, url, workers, "listening");
            let drained = || {
                health.drain();
                live.end();
                claiming.stop();
            };
            stop::run_until_stopped(server, signals, drained, drain).await
        });
        // The last requests are counted while the last mail goes out.
        flusher.finish();
        // What the last requests caused may wait; what is on its way may arrive.
        drop((postman, dispatch));
        drop(flusher);
        // Whatever the last requests wrote is sealed as well.
        drop(sealer);
        tracing::info!("stopped");
        drop(self.logs);
        Ok(ended?)
    }
}

fn bind(host: &str, port: u16) -> Result<TcpListener, Failure> {
    let told = |error: std::io::Error| {
        Failure::told(format!("cannot listen on {host} port {port}: {error}"))
    };
    let addresses: Vec<SocketAddr> = (host, port).to_socket_addrs().map_err(told)?.collect();
    let listener = TcpListener::bind(addresses.as_slice()).map_err(told)?;
    listener.set_nonblocking(true).map_err(told)?;
    Ok(listener)
}

fn make_private(directory: &Path) -> Result<(), Failure> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
        .map_err(|error| Failure::told(format!("data_dir {}: {error}", directory.display())))
}

/// Whether the file can be opened, or will be by whoever creates it. What is in
/// it is another question.
fn check_file(path: &Path) -> Result<(), Failure> {
    let told =
        |error: std::io::Error| Failure::told(format!("database.url: {}: {error}", path.display()));
    if path.exists() {
        let mut options = std::fs::OpenOptions::new();
        return options
            .read(true)
            .write(true)
            .open(path)
            .map(drop)
            .map_err(told);
    }
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            std::fs::create_dir_all(folder).map_err(told)
        }
        _ => Ok(()),
    }
}

fn workers(configured: u16) -> usize {
    match configured {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        some => usize::from(some),
    }
}

/// An address that listens everywhere is reached on the loopback.
fn reachable(address: SocketAddr) -> String {
    let port = address.port();
    match address {
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => format!("http://[::1]:{port}"),
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => format!("http://127.0.0.1:{port}"),
        other => format!("http://{other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_listens_everywhere_is_reached_on_the_loopback() {
        for (address, url) in [
            ("0.0.0.0:80", "http://127.0.0.1:80"),
            ("[::]:80", "http://[::1]:80"),
            ("127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(reachable(address.parse().expect("an address")), url);
        }
    }

    #[test]
    fn a_taken_port_is_told() {
        let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = taken.local_addr().expect("an address").port();
        let refusal = bind("127.0.0.1", port).expect_err("taken").to_string();
        assert!(refusal.contains("cannot listen on 127.0.0.1"));
    }

    #[test]
    fn a_folder_is_no_database_file() {
        let folder = tempfile::TempDir::new().expect("a directory");
        assert!(check_file(folder.path()).is_err());
        assert!(check_file(&folder.path().join("new/partner.db")).is_ok());
    }
}
