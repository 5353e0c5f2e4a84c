//! `admin …`

use accounts::StaffRole;
use clap::Subcommand;
use kernel::EmailAddress;

/// `admin …`
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Create a staff account; prints a one-time password unless one is given
    #[command(after_help = "Examples:\n  \
        partner-api admin create --email ops@lender.example --role operations --json\n  \
        partner-api admin create --email cfo@lender.example --role finance --password-stdin < FILE")]
    Create {
        /// E-mail address to sign in with, unique among staff
        #[arg(long, value_parser = EmailAddress::parse)]
        email: EmailAddress,
        /// What they may do: admin, operations, finance or auditor
        #[arg(long, value_parser = role)]
        role: StaffRole,
        /// Read the password, 12-128 characters, from the first line of standard input
        #[arg(long)]
        password_stdin: bool,
    },
}

fn role(word: &str) -> Result<StaffRole, &'static str> {
    const REASON: &str = "is not a role: try admin, operations, finance or auditor";
    word.parse().map_err(|_| REASON)
}
