//! Lists, as files and environment variables write them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};

/// A list of words: an array in a file, words between commas or line breaks in an
/// environment variable. Blank words are none.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Words(Vec<String>);

impl Words {
    /// The words of a text.
    pub fn split(text: &str) -> Self {
        Self(text.split([',', '\n']).filter_map(word).collect())
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &String> {
        self.0.iter()
    }

    /// All of them.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

/// Hides the words, which may be secrets on their way to become [`super::SecretSettings`].
impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({})", self.0.len())
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Words;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list, or words between commas")
            }

            fn visit_str<E>(self, text: &str) -> Result<Words, E> {
                Ok(Words::split(text))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Words, A::Error> {
                let mut words = Vec::new();
                while let Some(item) = items.next_element::<String>()? {
                    words.extend(word(&item));
                }
                Ok(Words(words))
            }
        }

        deserializer.deserialize_any(Reader)
    }
}

fn word(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
