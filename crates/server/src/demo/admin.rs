//! The demo's admin.

use accounts::{CreateStaffError, StaffDraft, StaffRole};
use kernel::{Actor, EmailAddress};

use super::credentials::Login;
use super::invalid;
use crate::failure::Failure;
use crate::kit::Kit;

/// How many times the credentials' file may be lost before the demo gives up.
const MOST: u32 = 1_000;

/// Creates an admin with a password of its own. Only hashes are kept, so an admin
/// whose password was lost with the file cannot be shown again: the next one has
/// the next address.
pub(super) fn create(kit: &Kit) -> Result<Login, Failure> {
    let staff = kit.staff();
    for number in 1..=MOST {
        let address = match number {
            1 => "admin@demo-lender.example".to_owned(),
            _ => format!("admin-{number}@demo-lender.example"),
        };
        let draft = StaffDraft {
            email: EmailAddress::parse(&address).map_err(invalid)?,
            role: StaffRole::Admin,
            password: None,
        };
        match staff.execute(draft, Actor::Operator) {
            Ok(created) => {
                let password = created.drawn.ok_or_else(|| invalid("no password"))?;
                return Ok(Login {
                    email: address,
                    password: password.expose().to_owned(),
                });
            }
            Err(CreateStaffError::EmailTaken) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(invalid("too many admins"))
}
