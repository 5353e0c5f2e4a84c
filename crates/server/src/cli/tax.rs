//! `partner set-tax`

use accounts::PartnerHandle;
use clap::builder::{StringValueParser, TypedValueParser};
use clap::{ArgGroup, Args};
use payouts::Constitution;
use secrecy::SecretString;

use super::values;

/// `partner set-tax`
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("given").required(true).multiple(true)))]
pub struct SetTaxArgs {
    /// Client id, uuid or slug
    #[arg(value_parser = values::handle)]
    pub partner: PartnerHandle,
    /// What the partner is in law: individual, proprietorship, huf, partnership, llp,
    /// `private_limited`, `public_limited`, trust or society
    #[arg(
        help = "What the partner is in law: individual, proprietorship, huf, partnership, llp, \
                private_limited, public_limited, trust or society",
        long,
        group = "given",
        value_parser = constitution
    )]
    pub constitution: Option<Constitution>,
    /// Its PAN; judged later, so that a wrong one is not repeated on the terminal
    #[arg(help = "Its PAN", long, group = "given", value_parser = unshown())]
    pub pan: Option<SecretString>,
    /// Its GSTIN, which contains the PAN; judged later as well
    #[arg(help = "Its GSTIN, which contains the PAN", long, group = "given", value_parser = unshown())]
    pub gstin: Option<SecretString>,
}

fn constitution(word: &str) -> Result<Constitution, &'static str> {
    word.parse()
        .map_err(|_| "is not a constitution: see `partner set-tax --help`")
}

fn unshown() -> impl TypedValueParser<Value = SecretString> {
    StringValueParser::new().map(SecretString::from)
}
