//! `openapi`

use crate::console::Console;
use crate::failure::Failure;

/// Prints the `OpenAPI` document, whose server is `/`.
///
/// # Errors
/// When nobody takes the output.
pub fn openapi(console: &mut Console<'_>) -> Result<(), Failure> {
    let document = api::openapi()
        .to_pretty_json()
        .map_err(std::io::Error::from)?;
    console.line(&document)
}
