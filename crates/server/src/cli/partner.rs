//! `partner …`

use accounts::{PartnerHandle, PartnerName, Slug};
use clap::{Args, Subcommand};
use kernel::{EmailAddress, RateBps};

use super::{EnrolKeyArgs, RetireKeyArgs, SetTaxArgs, values};

/// `partner …`
#[derive(Debug, Subcommand)]
pub enum PartnerCommand {
    /// Create an active partner; its secret is shown this once
    #[command(after_help = "Example:\n  \
        partner-api partner create --name 'Loan Bazaar' --email tech@loanbazaar.example --json")]
    Create(CreateArgs),
    /// List every partner
    List,
    /// Show one partner
    Show(PartnerArgs),
    /// Suspend a partner; felt within a second
    Suspend(PartnerArgs),
    /// Activate a suspended partner
    Activate(PartnerArgs),
    /// Give a partner a new secret, shown this once
    RotateSecret(RotateArgs),
    /// Tell what a partner's taxes depend on; what is not given stays
    #[command(after_help = "Example:\n  \
        partner-api partner set-tax loan-bazaar --constitution private_limited \
        --gstin 27AAACD0000D1ZP")]
    SetTax(SetTaxArgs),
    /// Enrol a partner's public key, and say whether it encrypts
    #[command(after_help = "Examples:\n  \
        partner-api partner enrol-key --client-id pc_9f2c… --public-key bazaar.pem \
        --encryption optional\n  \
        partner-api partner enrol-key --client-id loan-bazaar --public-key bazaar.pem \
        --encryption required --form packed --json\n\n\
        Two keys of a partner are live at most: a third retires the oldest. Compare the \
        fingerprint with what the partner says its key has. Enrolling a live key again only \
        changes what else is given. A running server feels it within a second.")]
    EnrolKey(EnrolKeyArgs),
    /// Retire a partner's public key for good
    #[command(after_help = "Example:\n  \
        partner-api partner retire-key --client-id loan-bazaar --fingerprint 5d1f…\n\n\
        `partner show` prints the fingerprints. A running server feels it within a second.")]
    RetireKey(RetireKeyArgs),
}

/// `partner create`
#[derive(Debug, Args)]
pub struct CreateArgs {
    /// Name, 2-100 characters
    #[arg(long, value_parser = PartnerName::parse)]
    pub name: PartnerName,
    /// E-mail address, unique
    #[arg(long, value_parser = EmailAddress::parse)]
    pub email: EmailAddress,
    /// Readable name, 2-64 of a-z, 0-9 and inner hyphens; by default from the name
    #[arg(long, value_parser = Slug::parse)]
    pub slug: Option<Slug>,
    /// Only practises; its secrets begin with `psk_test_`
    #[arg(long)]
    pub sandbox: bool,
    /// Payout rate of its own in basis points, 0-10000
    #[arg(long, value_parser = values::rate)]
    pub rate_bps: Option<RateBps>,
}

/// Which partner.
#[derive(Debug, Args)]
pub struct PartnerArgs {
    /// Client id, uuid or slug
    #[arg(value_parser = values::handle)]
    pub partner: PartnerHandle,
}

/// `partner rotate-secret`
#[derive(Debug, Args)]
pub struct RotateArgs {
    /// Client id, uuid or slug
    #[arg(value_parser = values::handle)]
    pub partner: PartnerHandle,
    /// Hours the secret before still counts, 0-8760
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(0..=8760))]
    pub overlap_hours: u32,
}
