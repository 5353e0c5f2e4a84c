//! `doctor`: whether mail leaves.

use mailer::SmtpMailer;

use crate::settings::{MailRoute, MailRules};

/// Where mail goes, and whether the server takes it; none is sent.
pub(super) fn route(rules: &MailRules) -> Result<String, String> {
    let route = &rules.route;
    if let MailRoute::Smtp(server) = route {
        let mailer = SmtpMailer::new(server.clone(), rules.sender.clone());
        mailer
            .check()
            .map_err(|reason| format!("{route}: {reason}"))?;
        return Ok(format!("{route}: answers"));
    }
    Ok(route.to_string())
}
