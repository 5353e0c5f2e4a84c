//! `admin …`

use std::io::{BufRead as _, Read as _};

use accounts::{CreatedStaff, Password, StaffDraft};
use kernel::{Actor, EmailAddress};
use serde_json::json;

use crate::cli::AdminCommand;
use crate::console::Console;
use crate::failure::Failure;
use crate::kit::Kit;
use crate::settings::Loaded;

/// The most that is read of standard input, in bytes; no password is longer.
const MOST: u64 = 4096;

/// Does what `command` says.
///
/// # Errors
/// The database; an address that is taken; a password too short or too long.
pub fn admin(
    loaded: &Loaded,
    command: AdminCommand,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let AdminCommand::Create {
        email,
        role,
        password_stdin,
    } = command;
    let password = password_stdin.then(from_stdin).transpose()?;
    let draft = StaffDraft {
        email: email.clone(),
        role,
        password,
    };
    let kit = Kit::open_current(loaded)?;
    let created = kit.staff().execute(draft, Actor::Operator)?;
    show(&created, &email, console)
}

/// The first line of standard input, without what ends it.
fn from_stdin() -> Result<Password, Failure> {
    let mut line = String::new();
    std::io::stdin().lock().take(MOST).read_line(&mut line)?;
    let text = line.strip_suffix('\n').unwrap_or(&line);
    let text = text.strip_suffix('\r').unwrap_or(text);
    Password::chosen(text).map_err(|error| Failure::told(error.to_string()))
}

fn show(
    created: &CreatedStaff,
    email: &EmailAddress,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let account = &created.account;
    let mut json = json!({
        "staff_id": account.id.get(),
        "email": email.as_str(),
        "role": account.role.as_str(),
    });
    if let Some(password) = &created.drawn {
        json["password"] = json!(password.expose());
    }
    console.record(&json, || {
        let mut lines = vec![
            format!("staff_id: {}", account.id),
            format!("email: {}", email.as_str()),
            format!("role: {}", account.role),
        ];
        if let Some(password) = &created.drawn {
            lines.push(format!("password: {}", password.expose()));
            lines.push("The password is shown this once.".to_owned());
        }
        lines
    })
}
