//! An envelope as text, field by field, to be damaged.

use envelope::Envelope;

/// A body that must be refused, and how it came about.
#[derive(Debug, Clone)]
pub(crate) struct Bad {
    pub(crate) how: String,
    pub(crate) body: Vec<u8>,
}

pub(crate) fn bad(how: impl Into<String>, body: impl Into<Vec<u8>>) -> Bad {
    let (how, body) = (how.into(), body.into());
    Bad { how, body }
}

/// A good envelope as text, field by field.
#[derive(Clone)]
pub(crate) struct Fields(pub(crate) Vec<(String, String)>);

impl Fields {
    pub(crate) fn of(envelope: &Envelope) -> Self {
        let json = envelope.to_json();
        let inner = json.trim_start_matches('{').trim_end_matches('}');
        // No value has a comma or a colon in it.
        let field = |field: &str| {
            let (name, value) = field.split_once(':').unwrap();
            (name.trim_matches('"').to_owned(), value.to_owned())
        };
        Self(inner.split(',').map(field).collect())
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }

    pub(crate) fn value(&self, name: &str) -> &str {
        let mut found = self.0.iter().filter(|(field, _)| field == name);
        found.next().map_or("", |(_, value)| value)
    }

    /// The envelope with other JSON for a field.
    pub(crate) fn with(&self, name: &str, json: &str) -> String {
        let mut changed = self.clone();
        for (field, value) in &mut changed.0 {
            if field == name {
                json.clone_into(value);
            }
        }
        changed.json()
    }

    pub(crate) fn without(&self, name: &str) -> String {
        let kept = self.0.iter().filter(|(field, _)| field != name);
        Self(kept.cloned().collect()).json()
    }

    pub(crate) fn json(&self) -> String {
        let fields = self
            .0
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"));
        format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
    }
}

pub(crate) const BINARY: [&str; 5] = [
    "encryptedKey",
    "encryptedData",
    "authTag",
    "iv",
    "signature",
];
