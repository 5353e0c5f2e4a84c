//! `serve`

use crate::failure::Failure;
use crate::serve::Server;
use crate::settings::Loaded;

/// Serves until told to stop. `migrate`: whether to bring the schema forward,
/// `None` for the default.
///
/// # Errors
/// What keeps the server from starting.
pub fn serve(loaded: &Loaded, migrate: Option<bool>) -> Result<(), Failure> {
    Server::prepare(loaded, migrate)?.run()
}
