//! HTTP tests: the real program, on SQLite and on PostgreSQL, spoken to over the
//! loopback. Expectations come from the contract (partner-api.md, lender-feed.md,
//! cli-and-config.md), never from what the program happens to answer.
//!
//! PostgreSQL is the one in `TEST_DATABASE_URL` (`make test` starts one); each test
//! makes a database of its own there.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::doc_markdown,
    clippy::similar_names,
    clippy::too_many_lines,
    reason = "tests, which clippy does not see in an integration test's helpers; a scenario is one story"
)]

/// Makes a test of each scenario for each database: `name::sqlite` and
/// `name::postgres`.
macro_rules! both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[test]
            fn sqlite() {
                super::$name($crate::backend::Backend::Sqlite);
            }

            #[test]
            fn postgres() {
                if $crate::backend::postgres_is_there() {
                    super::$name($crate::backend::Backend::Postgres);
                }
            }
        }
    )+};
}

mod admin_client;
mod backend;
mod client;
mod envelope_client;
mod envelope_damage;
mod envelope_fields;
mod envelope_forgery;
mod envelope_keys;
mod feed_client;
mod invites_client;
mod mail_server;
mod money;
mod onboarding_client;
mod people;
mod portal_client;
mod program;
mod proxy;
mod redis_server;
mod stream_client;
mod usage_client;
mod webhook_client;

mod admin_at_once;
mod admin_deletion;
mod admin_figures;
mod admin_partners;
mod admin_review;
mod audit;
mod audit_search;
mod authorisation;
mod candidate_people;
mod candidates;
mod candidates_lists;
mod candidates_upload;
mod candidates_upload_limits;
mod concurrency;
mod crash;
mod credentials;
mod csv_export;
mod dashboard_pages;
mod dashboard_session;
mod demo;
mod envelope_answers;
mod envelope_doctor;
mod envelope_enrolment;
mod envelope_idempotency;
mod envelope_platform;
mod envelope_policy;
mod envelope_programs;
mod envelope_refusal;
mod envelope_replay;
mod envelope_rotation;
mod envelope_secrecy;
mod envelope_share;
mod feed;
mod fields;
mod health;
mod idempotency;
mod import;
mod import_crash;
mod invites;
mod key_rotation;
mod limits;
mod limits_proxies;
mod limits_quota;
mod limits_shared;
mod lists;
mod login;
mod logout;
mod mail_delivery;
mod mail_links;
mod mail_protection;
mod maintenance;
mod onboarding;
mod onboarding_documents;
mod onboarding_refusals;
mod once;
mod operations;
mod outage;
mod partners;
mod payouts;
mod people_passwords;
mod people_staff;
mod portal_accounts;
mod practice;
mod practice_borders;
mod practice_client;
mod practice_sessions;
mod profile;
mod refresh;
mod runs;
mod sdk;
mod sdk_encryption;
mod search;
mod secrecy;
mod shutdown;
mod staff;
mod statements;
mod stats;
mod stream;
mod usage;
mod usage_ends;
mod usage_staff;
mod verdict;
mod webhook_crash;
mod webhook_delivery;
mod webhook_endpoints;
mod webhook_hanging;
mod webhook_log;
mod webhook_programs;
