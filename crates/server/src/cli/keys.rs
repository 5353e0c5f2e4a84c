//! `keys …`

use clap::{Args, Subcommand};

/// `keys …`
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
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
