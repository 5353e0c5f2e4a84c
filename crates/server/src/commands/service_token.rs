//! `service-token create`

use accounts::ServiceScope;
use kernel::Actor;
use serde_json::json;

use crate::console::Console;
use crate::failure::Failure;
use crate::kit::Kit;
use crate::settings::Loaded;

/// Creates a token and prints it.
///
/// # Errors
/// The database.
pub fn create_service_token(
    loaded: &Loaded,
    name: &str,
    scope: ServiceScope,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let kit = Kit::open_current(loaded)?;
    let (token, secret) = kit.service_tokens().execute(name, scope, Actor::Operator)?;
    let json = json!({
        "id": token.id.get(),
        "name": token.name,
        "scope": token.scope.as_str(),
        "token": secret.expose(),
    });
    console.record(&json, || {
        vec![
            format!("token: {}", secret.expose()),
            "The token is shown this once.".to_owned(),
        ]
    })
}
