//! `completions SHELL`

use clap::CommandFactory as _;
use clap_complete::{Shell, generate};

use crate::cli::Cli;
use crate::console::Console;
use crate::failure::Failure;

/// Prints the completion script for `shell`.
///
/// # Errors
/// When nobody takes the output.
pub fn completions(shell: Shell, console: &mut Console<'_>) -> Result<(), Failure> {
    // Written to memory first: the generator panics where writing fails.
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "partner-api", &mut script);
    console.stream().write_all(&script)?;
    Ok(())
}
