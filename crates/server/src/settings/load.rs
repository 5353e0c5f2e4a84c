//! Laying the layers over one another.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use config::{Config, Value};

use super::embedded::{Base, catalogue};
use super::layer::{Layer, file, flatten, key_of, reason_of};
use super::variables::Variables;
use super::{Environment, Problems, Rules, Settings};

/// Where settings come from.
#[derive(Debug, Clone)]
pub struct Sources {
    /// Every environment variable of the process.
    pub variables: Vec<(String, String)>,
    /// Relative paths start here, and `config/` is looked for here.
    pub working_directory: PathBuf,
    /// The file given with `--config`.
    pub file: Option<PathBuf>,
}

/// Settings that make sense.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The values.
    pub settings: Settings,
    /// What they mean.
    pub rules: Rules,
    /// The keys somebody set beyond the defaults.
    pub explicit: BTreeSet<String>,
}

impl Sources {
    /// Those of this process.
    ///
    /// # Errors
    /// When the working directory is gone, or a variable of ours is not Unicode.
    pub fn of_process(file: Option<PathBuf>) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut variables = Vec::new();
        for (name, value) in std::env::vars_os() {
            let Ok(name) = name.into_string() else {
                continue;
            };
            match value.into_string() {
                Ok(value) => variables.push((name, value)),
                Err(_) if name.starts_with("PARTNER_API__") => {
                    problems.add(name, "is not Unicode");
                }
                Err(_) => {}
            }
        }
        let directory = std::env::current_dir().map_err(|error| error.kind());
        let working_directory = problems.note("working directory:", directory);
        problems.none()?;
        Ok(Self {
            variables,
            working_directory: working_directory.unwrap_or_default(),
            file,
        })
    }

    /// Reads, checks and understands every layer.
    ///
    /// # Errors
    /// Everything that is wrong, as far as it can be told at once.
    pub fn load(&self) -> Result<Loaded, Problems> {
        let mut problems = Problems::default();
        let mut variables =
            Variables::read(&self.variables, &self.working_directory, &mut problems);
        let layers = self.layers(&variables, &mut problems);
        let known = flatten(&catalogue()).map_err(|error| fatal("config/default.toml", error))?;
        let mut explicit = BTreeSet::new();
        for (at, layer) in layers.iter().enumerate() {
            let keys = flatten(layer).map_err(|error| reason_of(&error));
            let Some(keys) = problems.note(&layer.name, keys) else {
                continue;
            };
            for key in keys.into_keys() {
                if !known.contains_key(&key) {
                    problems.add(&layer.name, format!("has an unknown key `{key}`"));
                } else if at > 0 {
                    explicit.insert(key);
                }
            }
        }
        refuse_unknown(&mut variables, &known, &mut problems);
        explicit.extend(variables.keys().map(|(key, _)| key.clone()));
        // With a layer unread or a key unknown the rest would be guesswork.
        problems.none()?;
        let mut settings = deserialize(&layers, &variables, &known)?;
        settings.expand_data_dir();
        let rules = Rules::read(&settings)?;
        Ok(Loaded {
            settings,
            rules,
            explicit,
        })
    }

    fn layers(&self, variables: &Variables, problems: &mut Problems) -> Vec<Layer> {
        let base = Base::find(&self.working_directory);
        let given = self.file.as_ref().and_then(|file| {
            let name = file.display().to_string();
            let text = std::fs::read_to_string(self.working_directory.join(file));
            let text = text.map_err(|error| format!("cannot be read: {}", error.kind()));
            let text = problems.note(&name, text)?;
            Some(Layer { name, text })
        });
        let unreadable = |error: std::io::Error| format!("cannot be read: {}", error.kind());
        let default = problems.note("config/default.toml", base.default().map_err(unreadable));
        let environment = choose(variables, [given.as_ref(), default.as_ref()], problems)
            .unwrap_or(Environment::Development);
        let second = base.environment(environment).map_err(unreadable);
        let second = problems.note(environment.as_str(), second);
        [default, second, given].into_iter().flatten().collect()
    }
}

/// The environment, by the first of variable and files that says.
fn choose(
    variables: &Variables,
    layers: [Option<&Layer>; 2],
    problems: &mut Problems,
) -> Option<Environment> {
    const KEY: &str = "environment";
    let word = variables.get(KEY).map(str::to_owned).or_else(|| {
        layers.into_iter().flatten().find_map(|layer| {
            let mut keys = flatten(layer).ok()?;
            keys.remove(KEY)?.into_string().ok()
        })
    })?;
    let found = Environment::from_word(&word);
    problems.unless(
        found.is_some(),
        KEY,
        "must be development, production or test",
    );
    found
}

fn refuse_unknown(
    variables: &mut Variables,
    known: &BTreeMap<String, Value>,
    problems: &mut Problems,
) {
    let unknown: Vec<(String, String)> = variables
        .keys()
        .filter(|(key, _)| !known.contains_key(*key))
        .map(|(key, name)| (key.clone(), name.clone()))
        .collect();
    for (key, name) in unknown {
        problems.add(name, format!("is unknown: there is no key `{key}`"));
        variables.remove(&key);
    }
}

/// Reads the values. Where one has the wrong type, notes it and goes on with the
/// default, so that the next one is found too.
fn deserialize(
    layers: &[Layer],
    variables: &Variables,
    defaults: &BTreeMap<String, Value>,
) -> Result<Settings, Problems> {
    let mut problems = Problems::default();
    let mut replaced: BTreeMap<String, Value> = BTreeMap::new();
    for _ in 0..=defaults.len() {
        let mut builder = Config::builder();
        for layer in layers {
            builder = builder.add_source(file(layer));
        }
        builder = builder.add_source(variables.clone());
        for (key, value) in &replaced {
            builder = builder
                .set_override(key, value.clone())
                .map_err(|error| fatal(key, error))?;
        }
        let error = match builder.build().and_then(Config::try_deserialize) {
            Ok(settings) => return problems.none().map(|()| settings),
            Err(error) => error,
        };
        let key = key_of(&error).unwrap_or_default();
        let Some(default) = defaults.get(&key).filter(|_| !replaced.contains_key(&key)) else {
            problems.add("settings", &error);
            break;
        };
        problems.add(&key, reason_of(&error));
        replaced.insert(key, default.clone());
    }
    Err(problems)
}

fn fatal(at: &str, error: impl std::fmt::Display) -> Problems {
    let mut problems = Problems::default();
    problems.add(at, error);
    problems
}
