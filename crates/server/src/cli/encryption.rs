//! `partner enrol-key` and `partner retire-key`

use std::path::PathBuf;

use accounts::PartnerHandle;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use envelope::{Fingerprint, Form, Policy};

use super::values;

/// The word for every form.
const ANY: &str = "any";

/// `partner enrol-key`
#[derive(Debug, Args)]
pub struct EnrolKeyArgs {
    /// Client id, uuid or slug
    #[arg(long = "client-id", value_name = "PARTNER", value_parser = values::handle)]
    pub partner: PartnerHandle,
    /// File of its RSA public key, PEM, 2048-4096 bits
    #[arg(long, value_name = "FILE")]
    pub public_key: PathBuf,
    /// Whether it encrypts: never, as it likes, or always
    #[arg(long, value_parser = policy())]
    pub encryption: Policy,
    /// The one form of envelope it may use, or any; not given, that stays as it is
    #[arg(long, value_parser = form())]
    pub form: Option<AllowedForm>,
}

/// What `--form` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllowedForm(pub Option<Form>);

/// `partner retire-key`
#[derive(Debug, Args)]
pub struct RetireKeyArgs {
    /// Client id, uuid or slug
    #[arg(long = "client-id", value_name = "PARTNER", value_parser = values::handle)]
    pub partner: PartnerHandle,
    /// The key's fingerprint: 64 hexadecimal digits
    #[arg(long, value_parser = fingerprint)]
    pub fingerprint: Fingerprint,
}

fn policy() -> impl TypedValueParser<Value = Policy> {
    let words = Policy::ALL.map(Policy::as_str);
    PossibleValuesParser::new(words).try_map(|word| Policy::parse(&word).ok_or("is no policy"))
}

fn form() -> impl TypedValueParser<Value = AllowedForm> {
    let words = Form::ALL.into_iter().map(Form::as_str).chain([ANY]);
    PossibleValuesParser::new(words).try_map(|word| match Form::parse(&word) {
        None if word != ANY => Err("is no form"),
        form => Ok(AllowedForm(form)),
    })
}

fn fingerprint(text: &str) -> Result<Fingerprint, &'static str> {
    Fingerprint::parse(text).ok_or("must be 64 hexadecimal digits")
}
