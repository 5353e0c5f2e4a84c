//! What unit tests begin with.

use std::path::Path;

use crate::kit::Kit;
use crate::settings::{Loaded, Sources};

/// Default settings with everything below `directory`.
pub(crate) fn loaded(directory: &Path) -> Loaded {
    let data_dir = directory.join("data").display().to_string();
    let sources = Sources {
        variables: vec![("PARTNER_API__DATA_DIR".to_owned(), data_dir)],
        working_directory: directory.to_path_buf(),
        file: None,
    };
    sources.load().expect("settings")
}

/// A current `SQLite` database below `directory`.
pub(crate) fn kit(directory: &Path) -> Kit {
    Kit::open_current(&loaded(directory)).expect("a database")
}
