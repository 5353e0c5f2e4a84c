//! What the demo tells whoever started it.

use std::path::Path;

use super::{Credentials, Login, credentials};

/// Somebody no lender knows.
const FIRST_LEAD: &str = r#"{"first_name":"John","last_name":"Doe","mobile_number":"9876543210","pan_number":"ABCDE1234F"}"#;

/// Takes the access token out of a login's reply.
const TOKEN_OF: &str = r#"sed -E 's/.*"access_token":"([^"]+)".*/\1/'"#;

/// Address, credentials, and commands that work, each on one line.
pub fn guide(url: &str, credentials: &Credentials, data_dir: &Path) -> Vec<String> {
    let (admin, admin_login) = person(url, credentials.admin.as_ref());
    let (candidate, candidate_login) = person(url, credentials.candidate.as_ref());
    let file = data_dir.join(credentials::FILE);
    let mut lines = vec![
        format!("Partner API demo at {url} (API reference: {url}/api-docs)"),
        format!("Sign in at the dashboard with client id and secret: {url}/partner/login"),
        format!("Staff look after partners, with the admin's address and password: {url}/admin"),
        format!("Candidates see what they practised: {url}/candidate"),
        format!("Become a partner: {url}/partner/onboarding"),
        String::new(),
        format!("  client id      {}", credentials.client_id),
        format!("  client secret  {}", credentials.client_secret),
        format!("  service token  {}", credentials.service_token),
        format!("  admin          {admin}"),
        format!("  candidate      {candidate}"),
        format!("  kept in        {}", file.display()),
        String::new(),
    ];
    lines.extend(partner(url, credentials));
    lines.extend([
        "Log in as an admin:".to_owned(),
        admin_login,
        String::new(),
        "Log in as a candidate:".to_owned(),
        candidate_login,
        String::new(),
        "Requests and answers can be encrypted: docs/encryption.md".to_owned(),
        String::new(),
    ]);
    lines
}

/// What a partner's program does.
fn partner(url: &str, credentials: &Credentials) -> [String; 9] {
    let api = format!("{url}/api/v1/partner");
    let user = format!("{}:{}", credentials.client_id, credentials.client_secret);
    let login = format!("curl -s -X POST -u '{user}' {api}/login");
    let bearer = format!("-H \"Authorization: Bearer $({login} | {TOKEN_OF})\"");
    [
        "Log in:".to_owned(),
        login,
        String::new(),
        "Share a first lead (2005: nobody knows him yet):".to_owned(),
        format!(
            "curl -s -X POST {api}/lead-dedupe-check {bearer} -H 'Content-Type: application/json' -d '{FIRST_LEAD}'"
        ),
        String::new(),
        "List leads:".to_owned(),
        format!("curl -s \"{api}/dashboard/leads?limit=5\" {bearer}"),
        String::new(),
    ]
}

/// A person's address and password, and the command that logs in with them.
fn person(url: &str, login: Option<&Login>) -> (String, String) {
    let Some(Login { email, password }) = login else {
        return ("none".to_owned(), String::new());
    };
    // Neither has a character that means something to a shell or to JSON.
    let body = format!(r#"{{"email":"{email}","password":"{password}"}}"#);
    let login = format!(
        "curl -s -X POST {url}/api/v1/auth/login -H 'Content-Type: application/json' -d '{body}'"
    );
    (format!("{email}  {password}"), login)
}
