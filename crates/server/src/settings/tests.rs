use std::path::Path;

use tempfile::TempDir;

use super::*;

mod limits;
mod mail;
mod money;

struct Case {
    directory: TempDir,
    variables: Vec<(String, String)>,
    file: Option<&'static str>,
}

impl Case {
    fn new() -> Self {
        Self {
            directory: TempDir::new().expect("a directory"),
            variables: Vec::new(),
            file: None,
        }
    }

    fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn write(self, path: &str, text: &str) -> Self {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        std::fs::write(path, text).expect("written");
        self
    }

    fn given(mut self, text: &str) -> Self {
        self.file = Some("given.toml");
        self.write("given.toml", text)
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    fn load(&self) -> Result<Loaded, Problems> {
        let sources = Sources {
            variables: self.variables.clone(),
            working_directory: self.path().to_path_buf(),
            file: self.file.map(Into::into),
        };
        sources.load()
    }

    fn settings(&self) -> Settings {
        self.load().expect("settings").settings
    }

    fn refusal(&self) -> String {
        self.load().expect_err("a refusal").to_string()
    }
}

#[test]
fn the_defaults_are_the_contracts() {
    let loaded = Case::new().load().expect("settings");
    let settings = &loaded.settings;
    assert_eq!(settings.environment, Environment::Development);
    assert_eq!(settings.server.host, "127.0.0.1");
    assert_eq!(settings.server.port, 3000);
    assert_eq!(settings.database.url.expose(), "sqlite://data/partner.db");
    assert_eq!(loaded.rules.share.window_days, 20);
    assert_eq!(loaded.rules.payout.terms.rate.get(), 200);
    assert_eq!(
        *loaded.rules.share.active_loans,
        dedupe::LoanStatuses::default()
    );
    assert_eq!(loaded.rules.share.limits, funnel::FunnelLimits::default());
    assert_eq!(loaded.rules.feed, lender::FeedLimits::default());
    // By the environment's file.
    assert!(loaded.explicit.iter().eq(["onboarding.review"]));
}

#[test]
fn later_layers_win_over_earlier_ones() {
    let case = Case::new();
    assert_eq!(case.settings().server.drain_seconds, 0);
    let case = case.given("environment = \"production\"\n[log]\nlevel = \"debug\"");
    let settings = case.settings();
    assert_eq!(settings.environment, Environment::Production);
    assert_eq!(settings.server.drain_seconds, 5, "the environment's file");
    assert_eq!(settings.log.level, "debug", "the file given");
    let case = case
        .set("PARTNER_API__SERVER__DRAIN_SECONDS", "7")
        .set("PARTNER_API__LOG__LEVEL", "error");
    let settings = case.settings();
    assert_eq!(settings.server.drain_seconds, 7, "the variable");
    assert_eq!(settings.log.level, "error", "the variable");
    let case = case.set("PARTNER_API__ENVIRONMENT", "test");
    assert_eq!(case.settings().environment, Environment::Test);
    assert_eq!(case.settings().server.workers, 2, "the environment's file");
}

#[test]
fn a_config_directory_takes_the_place_of_the_embedded_files() {
    let own = embedded::catalogue()
        .text
        .replace("port = 3000", "port = 4000");
    let case = Case::new()
        .write("config/default.toml", &own)
        .write("config/development.toml", "[server]\nhost = \"::1\"");
    let settings = case.settings();
    assert_eq!(
        (settings.server.port, settings.server.host.as_str()),
        (4000, "::1")
    );
    let case = case.set("PARTNER_API__ENVIRONMENT", "production");
    assert_eq!(case.settings().server.drain_seconds, 5, "the embedded file");
}

#[test]
fn lists_are_written_with_commas_in_variables() {
    let case = Case::new()
        .set("PARTNER_API__FUNNEL__PAYMENT_WORDS", "bank, neft ,")
        .set("PARTNER_API__DEDUPE__ACTIVE_LOAN_STATUSES", "disbursed");
    let settings = case.settings();
    assert_eq!(settings.funnel.payment_words.as_slice(), ["bank", "neft"]);
    assert_eq!(
        settings.dedupe.active_loan_statuses.as_slice(),
        ["disbursed"]
    );
}

#[test]
fn the_database_follows_the_data_directory() {
    let case = Case::new().set("PARTNER_API__DATA_DIR", "/srv/partner");
    assert_eq!(
        case.settings().database.url.expose(),
        "sqlite:///srv/partner/partner.db"
    );
}

#[test]
fn every_unknown_key_is_named_with_where_it_stands() {
    let refusal = Case::new()
        .given("prot = 1\n[server]\nprot = 2")
        .set("PARTNER_API__SERVER__PROT", "3")
        .set("PARTNER_API__SNMP__HOST", "mail")
        .set("PARTNER_API_LOOKALIKE", "ignored")
        .refusal();
    for named in [
        "given.toml has an unknown key `prot`",
        "given.toml has an unknown key `server.prot`",
        "PARTNER_API__SERVER__PROT is unknown",
        "PARTNER_API__SNMP__HOST is unknown",
    ] {
        assert!(refusal.contains(named), "{named} is missing from {refusal}");
    }
    assert!(!refusal.contains("LOOKALIKE"));
    assert_eq!(refusal.lines().count(), 1);
}

#[test]
fn every_wrong_type_is_named() {
    let refusal = Case::new()
        .set("PARTNER_API__SERVER__PORT", "70000")
        .set("PARTNER_API__SERVER__WORKERS", "many")
        .set("PARTNER_API__LOG__FORMAT", "xml")
        .set("PARTNER_API__VALIDATION__ACCEPT_LOWERCASE_PAN", "perhaps")
        .refusal();
    for key in [
        "server.port",
        "server.workers",
        "log.format",
        "validation.accept_lowercase_pan",
    ] {
        assert!(refusal.contains(key), "{key} is missing from {refusal}");
    }
}

/// A value out of range for each key that has a range.
const OUT_OF_RANGE: &[(&str, &str, &str)] = &[
    ("APP_URL", "ftp://example.test", "app_url"),
    ("PUBLIC_URL", "https://example.test/", "public_url"),
    ("SERVER__HOST", " ", "server.host"),
    ("SERVER__WORKERS", "257", "server.workers"),
    ("SERVER__DRAIN_SECONDS", "21", "server.drain_seconds"),
    ("DATABASE__URL", "mysql://x", "database.url"),
    ("DATABASE__READERS", "0", "database.readers"),
    ("SUPPORT__EMAIL", "nobody", "support.email"),
    ("SMTP__PORT", "0", "smtp.port"),
    ("SMTP__TLS", "perhaps", "smtp.tls"),
    ("SMTP__USERNAME", "mailman", "smtp.username"),
    ("SMTP__FROM", "Pocket Credit", "smtp.from"),
    ("SMTP__TIMEOUT_SECONDS", "61", "smtp.timeout_seconds"),
    ("BUSINESS__TIME_ZONE", "Asia/Atlantis", "business.time_zone"),
    ("PAYOUT__WINDOW_DAYS", "3651", "payout.window_days"),
    ("PAYOUT__RATE_BPS", "10001", "payout.rate_bps"),
    ("PAYOUT__ATTRIBUTION", "any_touch", "payout.attribution"),
    ("PAYOUT__GRADES", "A+:100000", "payout.grades"),
    ("PAYOUT__RULE_VERSION", "two words", "payout.rule_version"),
    ("PAYOUT__LENDER", " ", "payout.lender"),
    (
        "TAX__TDS",
        r#"[{"from":"x","section":"x","rate_bps":1,"rate_without_pan_bps":1,"threshold":"1"}]"#,
        "tax.tds",
    ),
    (
        "TAX__GST",
        r#"[{"from":"2026-01-01","section":"x","rate_bps":10001}]"#,
        "tax.gst",
    ),
    ("UTM__CAMPAIGN", "secret", "utm.campaign"),
    ("FUNNEL__MAX_AGE", "151", "funnel.max_age"),
    (
        "FUNNEL__MIN_MONTHLY_SALARY",
        "-1",
        "funnel.min_monthly_salary",
    ),
    ("FUNNEL__EMPLOYMENT_TYPE", " ", "funnel.employment_type"),
    (
        "DEDUPE__ACTIVE_LOAN_STATUSES",
        "on_fire",
        "dedupe.active_loan_statuses",
    ),
    ("FEED__MAX_AMOUNT", "0", "feed.max_amount"),
    ("LOG__LEVEL", "a=b=c", "log.level"),
    (
        "CLOCK__OFFSET_SECONDS",
        "99999999999",
        "clock.offset_seconds",
    ),
    ("METRICS__PORT", "3000", "metrics.port"),
];

#[test]
fn every_value_out_of_range_is_named() {
    let together = OUT_OF_RANGE
        .iter()
        .fold(Case::new(), |case, (name, value, _)| {
            let name = format!("PARTNER_API__{name}");
            let alone = Case::new().set(&name, value).refusal();
            assert!(alone.contains(&name_of(&name)), "{alone}");
            case.set(&name, value)
        });
    let refusal = together.refusal();
    for (_, _, key) in OUT_OF_RANGE {
        assert!(refusal.contains(key), "{key} is missing from {refusal}");
    }
}

fn name_of(variable: &str) -> String {
    let name = variable.trim_start_matches("PARTNER_API__");
    name.to_lowercase().replace("__", ".")
}

#[test]
fn a_reviewer_is_needed_in_production() {
    let review = |case: Case| case.settings().onboarding.review;
    assert_eq!(review(Case::new()), ReviewMode::Automatic, "development");
    let test = || Case::new().set("PARTNER_API__ENVIRONMENT", "test");
    assert_eq!(review(test()), ReviewMode::Manual);
    let automatic = |case: Case| case.set("PARTNER_API__ONBOARDING__REVIEW", "automatic");
    assert_eq!(review(automatic(test())), ReviewMode::Automatic);
    let real = || Case::new().set("PARTNER_API__ENVIRONMENT", "production");
    assert_eq!(review(real()), ReviewMode::Manual);
    let refusal = automatic(real()).refusal();
    assert!(refusal.contains("onboarding.review must be manual in production"));
    let never = test().set("PARTNER_API__ONBOARDING__REVIEW", "never");
    assert!(never.refusal().contains("onboarding.review"));
}

#[test]
fn production_lives_by_the_machines_clock() {
    let case = Case::new().set("PARTNER_API__CLOCK__OFFSET_SECONDS", "60");
    assert_eq!(
        case.load()
            .expect("settings")
            .rules
            .clock_offset
            .num_seconds(),
        60
    );
    let refusal = case.set("PARTNER_API__ENVIRONMENT", "production").refusal();
    assert!(refusal.contains("clock.offset_seconds must be 0 in production"));
}

#[test]
fn an_unknown_environment_is_refused() {
    let refusal = Case::new()
        .set("PARTNER_API__ENVIRONMENT", "staging")
        .refusal();
    assert!(refusal.contains("environment must be development, production or test"));
}

#[test]
fn a_secret_may_come_from_a_file() {
    let secret = "a secret of more than thirty-two bytes";
    let case = Case::new()
        .write("secret", &format!("{secret}\n"))
        .set("PARTNER_API__AUTH__JWT_SECRET__FILE", "secret");
    assert_eq!(case.settings().auth.jwt_secret.expose(), secret);
    let refusal = case.set("PARTNER_API__AUTH__JWT_SECRET", "twice").refusal();
    assert!(refusal.contains("sets the same key as"), "{refusal}");
}

#[test]
fn several_keys_may_come_from_one_file() {
    let case = Case::new()
        .write("keys", "one\ntwo\n")
        .set("PARTNER_API__CRYPTO__PREVIOUS_DATA_KEYS__FILE", "keys");
    assert_eq!(case.settings().crypto.previous_data_keys.iter().count(), 2);
}

#[test]
fn a_missing_file_and_a_key_that_does_not_come_from_one_are_named() {
    let refusal = Case::new()
        .set("PARTNER_API__AUTH__JWT_SECRET__FILE", "nowhere")
        .set("PARTNER_API__SERVER__HOST__FILE", "nowhere")
        .refusal();
    assert!(refusal.contains("PARTNER_API__AUTH__JWT_SECRET__FILE names a file that cannot"));
    assert!(refusal.contains("PARTNER_API__SERVER__HOST__FILE is unknown"));
}

#[test]
fn a_given_file_that_is_away_or_no_toml_is_named_without_its_text() {
    let mut case = Case::new();
    case.file = Some("nowhere.toml");
    assert!(case.refusal().contains("nowhere.toml cannot be read"));
    let refusal = Case::new()
        .given("[auth]\njwt_secret = hunter2-hunter2-hunter2")
        .refusal();
    assert!(
        refusal.contains("given.toml TOML parse error at line 2"),
        "{refusal}"
    );
    assert!(!refusal.contains("hunter2"), "{refusal}");
}

#[test]
fn neither_debug_nor_the_effective_settings_show_a_secret() {
    let secrets = [
        ("AUTH__JWT_SECRET", "hidden-1"),
        ("AUTH__PREVIOUS_JWT_SECRET", "hidden-2"),
        ("CRYPTO__INDEX_KEY", "hidden-3"),
        ("CRYPTO__DATA_KEY", "hidden-4"),
        ("CRYPTO__PREVIOUS_DATA_KEYS", "hidden-5,hidden-6"),
        ("CRYPTO__ENVELOPE_PRIVATE_KEY", "hidden-10"),
        ("METRICS__TOKEN", "hidden-7"),
        ("SMTP__USERNAME", "mailman"),
        ("SMTP__PASSWORD", "hidden-11"),
        (
            "DATABASE__URL",
            "postgres://app:hidden-8@db.test/partners?password=hidden-9",
        ),
    ];
    let case = secrets.iter().fold(Case::new(), |case, (name, value)| {
        case.set(&format!("PARTNER_API__{name}"), value)
    });
    let settings = case.settings();
    let shown = Shown::new(&settings).to_json();
    assert!(!format!("{settings:?}").contains("hidden"));
    assert!(!shown.to_string().contains("hidden"));
    assert_eq!(shown["auth.jwt_secret"], "set");
    assert_eq!(shown["crypto.envelope_private_key"], "set");
    assert_eq!(shown["database.url"], "postgres://app:***@db.test/partners");
    let nothing = Shown::new(&Case::new().settings()).to_json();
    assert_eq!(nothing["crypto.data_key"], "missing");
}

#[test]
fn every_key_of_the_defaults_is_shown() {
    let shown = Shown::new(&Case::new().settings()).to_json();
    let text = embedded::catalogue().text;
    let mut section = String::new();
    let mut count = 0;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = format!("{}.", name.trim_end_matches(']'));
        } else if let Some((key, _)) = line.split_once(" = ")
            && !key.starts_with(['#', ' '])
        {
            assert!(
                shown.get(format!("{section}{key}")).is_some(),
                "{section}{key}"
            );
            count += 1;
        }
    }
    assert_eq!(shown.as_object().map(serde_json::Map::len), Some(count));
}
