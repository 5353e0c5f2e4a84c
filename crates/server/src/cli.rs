//! The command line (contract `cli-and-config.md`).

mod admin;
mod encryption;
mod keys;
mod partner;
mod tax;
mod values;

use std::path::PathBuf;

use accounts::ServiceScope;
use audit::ChainLink;
use clap::{Args, Parser, Subcommand};

pub use admin::AdminCommand;
pub use encryption::{AllowedForm, EnrolKeyArgs, RetireKeyArgs};
pub use keys::{GenerateArgs, KeysCommand, RotateDataArgs};
pub use partner::{CreateArgs, PartnerArgs, PartnerCommand, RotateArgs};
pub use tax::SetTaxArgs;

/// The partner API server and the tools to run it.
#[derive(Debug, Parser)]
#[command(
    name = "partner-api",
    version,
    arg_required_else_help = true,
    after_help = "Examples:\n  \
        partner-api demo\n  \
        partner-api serve --config /etc/partner-api.toml\n  \
        partner-api partner create --name 'Loan Bazaar' --email tech@loanbazaar.example --json\n  \
        partner-api import users users.csv\n\n\
        Exit codes: 0 done, 1 failed, 2 wrong usage."
)]
pub struct Cli {
    /// Settings file, laid over the defaults
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print records as JSON, one object
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API until SIGTERM or SIGINT
    #[command(after_help = "Examples:\n  \
        partner-api serve\n  \
        PARTNER_API__SERVER__PORT=0 partner-api serve --no-migrate")]
    Serve(ServeArgs),
    /// Serve with a demo partner and some weeks of lifelike leads
    #[command(after_help = "Example:\n  \
        partner-api demo\n\n\
        The credentials lie in {data_dir}/demo-credentials. Running it again keeps everything.")]
    Demo,
    /// Bring the database schema forward
    #[command(after_help = "Examples:\n  \
        partner-api migrate\n  \
        partner-api migrate --status --json")]
    Migrate(MigrateArgs),
    /// Create accounts for the lender's staff
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Create and manage partners
    #[command(subcommand)]
    Partner(PartnerCommand),
    /// Create tokens for the lender's own systems
    #[command(subcommand)]
    ServiceToken(ServiceTokenCommand),
    /// Load the lender's users and loans from CSV
    #[command(subcommand)]
    Import(ImportCommand),
    /// Make the platform's RSA pair; change the keys of what is at rest
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Look after the audit log
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Look at the settings
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Examine database, migrations, keys, clock, disk and permissions
    #[command(after_help = "Examples:\n  \
        partner-api doctor --json\n  \
        partner-api doctor --reconcile")]
    Doctor {
        /// Also count every lead and sum every ledger line, and compare with what is kept up
        #[arg(long)]
        reconcile: bool,
    },
    /// Print the `OpenAPI` document
    #[command(
        about = "Print the OpenAPI document",
        after_help = "Example:\n  partner-api openapi > openapi.json"
    )]
    Openapi,
    /// Print shell completions
    #[command(after_help = "Example:\n  \
        partner-api completions bash > /etc/bash_completion.d/partner-api")]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

/// `serve`
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Bring the schema forward first (the default for `SQLite`)
    #[arg(
        help = "Bring the schema forward first (the default for SQLite)",
        long,
        overrides_with = "no_migrate"
    )]
    pub migrate: bool,
    /// Leave the schema as it is (the default for `PostgreSQL`)
    #[arg(
        help = "Leave the schema as it is (the default for PostgreSQL)",
        long,
        overrides_with = "migrate"
    )]
    pub no_migrate: bool,
}

impl ServeArgs {
    /// What was asked; `None` for the default.
    pub const fn wanted(&self) -> Option<bool> {
        match (self.migrate, self.no_migrate) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}

/// `migrate`
#[derive(Debug, Args)]
pub struct MigrateArgs {
    /// Only tell which migrations are pending
    #[arg(long)]
    pub status: bool,
}

/// `service-token …`
#[derive(Debug, Subcommand)]
pub enum ServiceTokenCommand {
    /// Create a token, shown this once
    #[command(after_help = "Example:\n  \
        partner-api service-token create --name core-banking --scope internal --json")]
    Create {
        /// What its holder is called, 1-100 characters
        #[arg(long, value_parser = values::label)]
        name: String,
        /// What it opens: internal (the lender's feed)
        #[arg(long, value_parser = values::scope)]
        scope: ServiceScope,
    },
}

/// `import …`
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Load users
    #[command(after_help = "Example:\n  \
        partner-api import users users.csv\n\n\
        Columns, in any order: id, mobile_number, status, registered_at, occurred_at and, \
        if wanted, pan_number, first_name, last_name, email, hold_until, utm_source, utm_campaign.\n\
        Refused rows are listed in FILE.rejects.csv. Interrupted, it goes on where it was when \
        run again; run once more it changes nothing.")]
    Users(ImportArgs),
    /// Load loan applications; load their users first
    #[command(after_help = "Example:\n  \
        partner-api import loans loans.csv --from-line 100001\n\n\
        Columns, in any order: id, user_id, application_number, status, loan_amount, \
        created_at, occurred_at and, if wanted, disbursed_at, disbursal_amount.\n\
        Refused rows are listed in FILE.rejects.csv. Interrupted, it goes on where it was when \
        run again; run once more it changes nothing.")]
    Loans(ImportArgs),
}

/// `import users|loans`
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// CSV file with a header line
    pub file: PathBuf,
    /// Begin at this line, as an interrupted import told
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    pub from_line: Option<u64>,
    /// Begin with the first row, even if an interrupted import could go on
    #[arg(long)]
    pub restart: bool,
}

/// `audit …`
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Prove that no entry was changed, removed or put in since it was sealed
    #[command(after_help = "Examples:\n  \
        partner-api audit verify\n  \
        partner-api audit verify --noted 1204:9f2c…\n\n\
        Prints the last link. Note it away from the database: given back with --noted, it \
        proves that the log was not put back to an earlier day or made anew since. The server \
        logs it when it stops. Exit code 1 when the log is broken, or entries wait for longer \
        than 10 s because no server runs.")]
    Verify {
        /// A link printed before, which must be part of the log
        #[arg(long, value_name = "NUMBER:HASH")]
        noted: Option<ChainLink>,
    },
}

/// `config …`
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print the effective settings, secrets as set or missing, and what is wrong
    Check,
}

#[cfg(test)]
mod tests;
