//! From arguments to an exit code.

use std::ffi::OsString;
use std::io::Write;

use clap::Parser as _;

use crate::cli::{AuditCommand, Cli, Command, ConfigCommand, KeysCommand, ServiceTokenCommand};
use crate::commands;
use crate::console::Console;
use crate::failure::Failure;
use crate::settings::{Loaded, Sources};

/// Done.
const DONE: u8 = 0;
/// It failed; a line on `errors` says why.
const FAILED: u8 = 1;
/// The arguments make no sense.
const USAGE: u8 = 2;

/// Runs the command line `arguments` (the program's name first) and returns the
/// exit code: 0 done, 1 failed, 2 wrong usage.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    errors: &mut dyn Write,
) -> u8 {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let asked = !error.use_stderr();
            // Nobody left to tell, if this fails.
            let _ = if asked {
                write!(out, "{error}")
            } else {
                write!(errors, "{error}")
            };
            return if asked { DONE } else { USAGE };
        }
    };
    let mut console = Console::new(out, cli.json);
    let result = execute(cli, &mut console);
    match result.and_then(|()| Ok(console.flush()?)) {
        Ok(()) => DONE,
        Err(Failure::Shown) => FAILED,
        Err(failure) => {
            let line = failure.to_string().replace('\n', " ");
            let _ = writeln!(errors, "error: {line}");
            FAILED
        }
    }
}

fn execute(cli: Cli, console: &mut Console<'_>) -> Result<(), Failure> {
    let settings =
        || -> Result<Loaded, Failure> { Ok(Sources::of_process(cli.config.clone())?.load()?) };
    match cli.command {
        Command::Completions { shell } => commands::completions(shell, console),
        Command::Serve(arguments) => commands::serve(&settings()?, arguments.wanted()),
        Command::Demo => commands::demo(&settings()?, console),
        Command::Migrate(arguments) => commands::migrate(&settings()?, &arguments, console),
        Command::Admin(command) => commands::admin(&settings()?, command, console),
        Command::Partner(command) => commands::partner(&settings()?, command, console),
        Command::ServiceToken(ServiceTokenCommand::Create { name, scope }) => {
            commands::create_service_token(&settings()?, &name, scope, console)
        }
        Command::Import(command) => commands::import_file(&settings()?, command, console),
        Command::Keys(KeysCommand::Generate(arguments)) => {
            commands::generate_keys(&arguments, console)
        }
        Command::Keys(KeysCommand::RotateData(arguments)) => {
            commands::rotate_keys(&settings()?, &arguments, console)
        }
        Command::Audit(AuditCommand::Verify { noted }) => {
            commands::audit_verify(&settings()?, noted, console)
        }
        Command::Config(ConfigCommand::Check) => commands::config_check(&settings()?, console),
        Command::Doctor { reconcile } => commands::doctor(&settings()?, reconcile, console),
        Command::Openapi => commands::openapi(console),
    }
}
