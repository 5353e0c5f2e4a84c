//! The files every deployment begins with.

use std::io;
use std::path::{Path, PathBuf};

use super::Environment;
use super::layer::Layer;

const DEFAULT: &str = include_str!("../../../../config/default.toml");
const DEVELOPMENT: &str = include_str!("../../../../config/development.toml");
const PRODUCTION: &str = include_str!("../../../../config/production.toml");
const TEST: &str = include_str!("../../../../config/test.toml");

/// Where the first two layers come from.
pub(super) enum Base {
    /// The binary itself.
    Embedded,
    /// A directory `config/` with a `default.toml`.
    Directory(PathBuf),
}

impl Base {
    /// The directory `config/` below `working_directory` if it holds a
    /// `default.toml`.
    pub(super) fn find(working_directory: &Path) -> Self {
        let directory = working_directory.join("config");
        if directory.join("default.toml").is_file() {
            Self::Directory(directory)
        } else {
            Self::Embedded
        }
    }

    /// The first layer.
    pub(super) fn default(&self) -> io::Result<Layer> {
        self.layer("default.toml", DEFAULT)
    }

    /// The second layer. A directory without the environment's file takes the
    /// embedded one.
    pub(super) fn environment(&self, environment: Environment) -> io::Result<Layer> {
        let embedded = match environment {
            Environment::Development => DEVELOPMENT,
            Environment::Production => PRODUCTION,
            Environment::Test => TEST,
        };
        self.layer(&format!("{}.toml", environment.as_str()), embedded)
    }

    fn layer(&self, file: &str, embedded: &str) -> io::Result<Layer> {
        if let Self::Directory(directory) = self {
            let path = directory.join(file);
            match std::fs::read_to_string(&path) {
                Ok(text) => {
                    let name = path.display().to_string();
                    return Ok(Layer { name, text });
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Layer {
            name: format!("config/{file} (embedded)"),
            text: embedded.to_owned(),
        })
    }
}

/// The embedded first layer, which names every key there is.
pub(super) fn catalogue() -> Layer {
    Layer {
        name: "config/default.toml (embedded)".to_owned(),
        text: DEFAULT.to_owned(),
    }
}
