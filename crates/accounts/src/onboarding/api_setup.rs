//! Where a partner is called, and where browsers go back to.

use kernel::{Reach, WebAddress, WebAddressError};

/// The addresses a partner named. The step asks for both; a partner made at the command
/// line has neither.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApiSetup {
    /// `webhookUrl`: called when something happens.
    pub webhook: Option<WebAddress>,
    /// `callbackUrl`: where the accept and sign-in pages may send a browser back to.
    pub callback: Option<WebAddress>,
}

impl ApiSetup {
    /// Judges a `webhookUrl`.
    ///
    /// # Errors
    /// See [`WebAddressError`].
    pub fn webhook(text: &str, reach: Reach) -> Result<WebAddress, WebAddressError> {
        WebAddress::target(text, reach)
    }

    /// Judges a `callbackUrl`.
    ///
    /// # Errors
    /// See [`WebAddressError`].
    pub fn callback(text: &str, reach: Reach) -> Result<WebAddress, WebAddressError> {
        WebAddress::page(text, reach)
    }

    /// The names of the fields in which `after` differs, as they are called on the wire.
    pub fn changed(&self, after: &Self) -> Vec<&'static str> {
        [
            ("webhookUrl", self.webhook != after.webhook),
            ("callbackUrl", self.callback != after.callback),
        ]
        .into_iter()
        .filter_map(|(name, differs)| differs.then_some(name))
        .collect()
    }
}
