//! `keys …`

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

/// `keys …`
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Make an RSA pair for encrypted requests
    #[command(after_help = "Examples:\n  \
        partner-api keys generate --out /etc/partner-api/keys\n  \
        partner-api keys generate --bits 4096 --out keys --json\n\n\
        Writes envelope-private.pem (0600) and envelope-public.pem into DIR, and never over a \
        file. Give the private one to the server as crypto.envelope_private_key_file. Partners \
        get the public one from GET /api/v1/partner/encryption/public-key. To replace a key in \
        use, follow docs/key-rotation.md.")]
    Generate(GenerateArgs),
    /// Re-encrypt everything at rest under the current data key
    #[command(after_help = "Examples:\n  \
        partner-api keys rotate-data\n  \
        partner-api keys rotate-data --index\n\n\
        First give every server the new key as crypto.data_key and the one before in \
        crypto.previous_data_keys. Servers keep running meanwhile. It may be interrupted and run \
        again: it goes on with what is left. When it ends well, the previous keys may be removed.\n\n\
        With --index the indexes are computed anew under crypto.index_key; the key before is \
        crypto.previous_index_key. Stop every server first, and start them only after it ended \
        well. docs/key-rotation.md has the steps.")]
    RotateData(RotateDataArgs),
}

/// `keys rotate-data`
#[derive(Debug, Args)]
pub struct RotateDataArgs {
    /// Compute the indexes anew instead, after a change of the index key; no server may run
    #[arg(long)]
    pub index: bool,
}

/// `keys generate`
#[derive(Debug, Args)]
pub struct GenerateArgs {
    /// Length of the key in bits
    #[arg(long, default_value = "2048", value_parser = bits())]
    pub bits: usize,
    /// Directory for the two files; made if there is none
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

fn bits() -> impl TypedValueParser<Value = usize> {
    PossibleValuesParser::new(["2048", "3072", "4096"]).try_map(|bits| bits.parse::<usize>())
}
