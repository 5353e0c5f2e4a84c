//! The demo's credentials on disk.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// Their file in `data_dir`; `KEY=VALUE` lines, 0600.
pub(super) const FILE: &str = "demo-credentials";

const CLIENT_ID: &str = "CLIENT_ID";
const CLIENT_SECRET: &str = "CLIENT_SECRET";
const PARTNER_UUID: &str = "PARTNER_UUID";
const PARTNER_SLUG: &str = "PARTNER_SLUG";
const SERVICE_TOKEN: &str = "SERVICE_TOKEN";
const ADMIN_EMAIL: &str = "ADMIN_EMAIL";
const ADMIN_PASSWORD: &str = "ADMIN_PASSWORD";
const CANDIDATE_EMAIL: &str = "CANDIDATE_EMAIL";
const CANDIDATE_PASSWORD: &str = "CANDIDATE_PASSWORD";

/// What opens the demo.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The demo partner's client id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// Its uuid.
    pub partner_uuid: String,
    /// Its slug.
    pub slug: String,
    /// A token for the lender's feed.
    pub service_token: String,
    /// The demo admin; `None` in a file from before there were admins.
    pub admin: Option<Login>,
    /// The demo candidate; `None` in a file from before there were candidates.
    pub candidate: Option<Login>,
}

/// What a person signs in with.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Credentials({}, redacted)", self.client_id)
    }
}

impl Credentials {
    /// What `path` holds; `None` where it is away or incomplete.
    pub(super) fn read(path: &Path) -> io::Result<Option<Self>> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let value = |key: &str| {
            text.lines()
                .filter_map(|line| line.split_once('='))
                .find_map(|(name, value)| (name == key).then(|| value.to_owned()))
        };
        let login = |email: &str, password: &str| {
            Some(Login {
                email: value(email)?,
                password: value(password)?,
            })
        };
        let all = || {
            Some(Self {
                client_id: value(CLIENT_ID)?,
                client_secret: value(CLIENT_SECRET)?,
                partner_uuid: value(PARTNER_UUID)?,
                slug: value(PARTNER_SLUG)?,
                service_token: value(SERVICE_TOKEN)?,
                admin: login(ADMIN_EMAIL, ADMIN_PASSWORD),
                candidate: login(CANDIDATE_EMAIL, CANDIDATE_PASSWORD),
            })
        };
        Ok(all())
    }

    /// Writes them to `path` in one step, for its owner only.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let draft = path.with_extension("draft");
        // A draft of a run that broke off may lie there with other permissions.
        match std::fs::remove_file(&draft) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&draft)?;
        let logins = [
            (ADMIN_EMAIL, ADMIN_PASSWORD, &self.admin),
            (CANDIDATE_EMAIL, CANDIDATE_PASSWORD, &self.candidate),
        ];
        let logins = logins.into_iter().filter_map(|(email, password, login)| {
            let login = login.as_ref()?;
            Some([(email, &login.email), (password, &login.password)])
        });
        let partner = [
            (CLIENT_ID, &self.client_id),
            (CLIENT_SECRET, &self.client_secret),
            (PARTNER_UUID, &self.partner_uuid),
            (PARTNER_SLUG, &self.slug),
            (SERVICE_TOKEN, &self.service_token),
        ];
        for (key, value) in partner.into_iter().chain(logins.flatten()) {
            writeln!(file, "{key}={value}")?;
        }
        file.sync_all()?;
        std::fs::rename(&draft, path)
    }
}
