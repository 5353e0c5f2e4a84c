//! `demo`

use crate::console::Console;
use crate::demo::{guide, prepare};
use crate::failure::Failure;
use crate::serve::Server;
use crate::settings::{Environment, Loaded};

/// Serves with a demo partner and some weeks of leads, made at the first run.
///
/// # Errors
/// What keeps the server from starting, or the demo from being made.
pub fn demo(loaded: &Loaded, console: &mut Console<'_>) -> Result<(), Failure> {
    if loaded.settings.environment == Environment::Production {
        return Err(Failure::told("the demo is not for production"));
    }
    // The address first: of two demos on one port only one makes anything.
    let server = Server::prepare(loaded, Some(true))?;
    let credentials = prepare(&server.kit)?;
    for line in guide(
        &server.local_url(),
        &credentials,
        &server.kit.settings.data_dir,
    ) {
        console.line(&line)?;
    }
    console.flush()?;
    server.run()
}
