//! Reading JSON objects strictly: duplicate keys are refused, at any depth and
//! under unknown keys as well; numbers keep their own spelling.

mod duplicates;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use self::duplicates::NoDuplicates;

/// One field's value.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Null,
    Text(Cow<'a, str>),
    /// In the spelling of the body.
    Number(&'a str),
    Flag(bool),
    /// An array or object.
    Other,
}

/// The fields of a JSON object, in the order of the body.
pub(crate) struct Object<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

/// Why bytes are not an acceptable object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum JsonError {
    /// Not JSON, or no object.
    NotAnObject,
    /// This key comes twice in one object.
    DuplicateKey(String),
}

impl<'a> Object<'a> {
    /// Reads exactly one object.
    pub(crate) fn parse(body: &'a [u8]) -> Result<Self, JsonError> {
        let duplicate = RefCell::new(None);
        Self::read(body, &duplicate).map_err(|_| match duplicate.take() {
            Some(key) => JsonError::DuplicateKey(key),
            None => JsonError::NotAnObject,
        })
    }

    /// Reads exactly one object; an error is how many bytes were read up to the fault.
    pub(crate) fn parse_up_to_fault(body: &'a [u8]) -> Result<Self, usize> {
        Self::read(body, &RefCell::new(None)).map_err(|fault| {
            let lines = body.split(|byte| *byte == b'\n');
            let before = lines.take(fault.line().saturating_sub(1));
            before.map(|line| line.len() + 1).sum::<usize>() + fault.column()
        })
    }

    fn read(body: &'a [u8], duplicate: Note<'_>) -> serde_json::Result<Self> {
        let mut json = serde_json::Deserializer::from_slice(body);
        let fields = Fields(duplicate).deserialize(&mut json)?;
        json.end().map(|()| Self(fields))
    }

    /// The fields' names, in the order of the body.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_ref())
    }

    /// The value of `name`; `None` where it is absent.
    pub(crate) fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }
}

/// Up to this many keys, comparing each with each is cheaper than hashing.
const FEW: usize = 24;

/// The keys of one object so far.
struct Keys<'a> {
    few: Vec<Cow<'a, str>>,
    many: HashSet<Cow<'a, str>>,
}

impl<'a> Keys<'a> {
    fn new() -> Self {
        Self {
            few: Vec::new(),
            many: HashSet::new(),
        }
    }

    /// Whether `key` is new.
    fn add(&mut self, key: Cow<'a, str>) -> bool {
        if self.few.contains(&key) || self.many.contains(&key) {
            return false;
        }
        if self.few.len() < FEW {
            self.few.push(key);
            return true;
        }
        self.many.insert(key)
    }
}

/// Where the key that came twice is noted; serde's errors carry only text.
type Note<'n> = &'n RefCell<Option<String>>;

fn refuse<E: serde::de::Error>(note: Note<'_>, key: &str) -> E {
    *note.borrow_mut() = Some(key.to_owned());
    E::custom("duplicate key")
}

/// Reads the outer object.
struct Fields<'n>(Note<'n>);

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = Vec<(Cow<'de, str>, Value<'de>)>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = Vec<(Cow<'de, str>, Value<'de>)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut fields: Self::Value = Vec::with_capacity(8);
        let mut keys = Keys::new();
        while let Some(Text(key)) = map.next_key::<Text<'de>>()? {
            if !keys.add(key.clone()) {
                return Err(refuse(self.0, &key));
            }
            let raw = map.next_value::<&'de RawValue>()?;
            fields.push((key, value_of(raw.get(), self.0).map_err(M::Error::custom)?));
        }
        Ok(fields)
    }
}

/// Tells a value apart by its first byte; `raw` is already known to be JSON.
fn value_of<'de>(raw: &'de str, note: Note<'_>) -> Result<Value<'de>, serde_json::Error> {
    match raw.as_bytes().first() {
        Some(b'n') => Ok(Value::Null),
        Some(b'"') => text_of(raw).map(Value::Text),
        Some(b'{' | b'[') => {
            let mut json = serde_json::Deserializer::from_str(raw);
            NoDuplicates(note).deserialize(&mut json)?;
            Ok(Value::Other)
        }
        Some(b't') => Ok(Value::Flag(true)),
        Some(b'f') => Ok(Value::Flag(false)),
        _ => Ok(Value::Number(raw)),
    }
}

fn text_of(raw: &str) -> Result<Cow<'_, str>, serde_json::Error> {
    let inner = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.contains('\\') => Ok(Cow::Borrowed(inner)),
        _ => serde_json::from_str::<Text<'_>>(raw).map(|text| text.0),
    }
}

/// A string, borrowed from the body where it has no escapes.
struct Text<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Cow<'de, str>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }
        json.deserialize_str(Reader).map(Self)
    }
}

#[cfg(test)]
mod tests;
