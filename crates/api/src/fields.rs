//! JSON bodies with objects inside, of which every field is judged: unknown ones are
//! refused, and all that is wrong is told at once, by path.

use std::fmt::Display;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use crate::body;
use crate::error::{Code, Detail, FieldReason, Refusal};

/// The faults of one body.
#[derive(Default)]
pub(crate) struct Faults(Vec<FieldReason>);

/// An object under judgement.
pub(crate) struct Fields<'a> {
    object: &'a Map<String, Value>,
    /// What leads to it, with a dot at its end; empty for the body itself.
    path: String,
}

/// Reads the one object a body must be; duplicate keys are refused at any depth.
pub(crate) fn parse(bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    body::object(bytes)?;
    serde_json::from_slice(bytes).map_err(|_| Refusal::body("body"))
}

impl<'a> Fields<'a> {
    /// The body, which may have the fields `known`.
    pub(crate) fn of(object: &'a Map<String, Value>, known: &[&str], faults: &mut Faults) -> Self {
        Self::at(object, String::new(), known, faults)
    }

    fn at(
        object: &'a Map<String, Value>,
        path: String,
        known: &[&str],
        faults: &mut Faults,
    ) -> Self {
        for name in object.keys().filter(|name| !known.contains(&name.as_str())) {
            faults.add(format!("{path}{name}"), "is unknown");
        }
        Self { object, path }
    }

    /// The object `name`, which may have the fields `known`.
    pub(crate) fn inner(
        &self,
        name: &str,
        known: &[&str],
        faults: &mut Faults,
    ) -> Option<Fields<'a>> {
        match self.object.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::Object(object)) => Some(Self::at(
                object,
                format!("{}{name}.", self.path),
                known,
                faults,
            )),
            Some(_) => {
                faults.add(self.named(name), "must be an object");
                None
            }
        }
    }

    /// The objects of the array `name`, each of which may have the fields `known`.
    pub(crate) fn inner_all(
        &self,
        name: &str,
        known: &[&str],
        faults: &mut Faults,
    ) -> Option<Vec<Fields<'a>>> {
        let items = match self.object.get(name) {
            None | Some(Value::Null) => return None,
            Some(Value::Array(items)) => items,
            Some(_) => {
                faults.add(self.named(name), "must be a list");
                return None;
            }
        };
        let mut objects = Vec::new();
        for (number, item) in items.iter().enumerate() {
            let path = format!("{}{name}[{number}]", self.path);
            match item {
                Value::Object(object) => {
                    objects.push(Self::at(object, format!("{path}."), known, faults));
                }
                _ => faults.add(path, "must be an object"),
            }
        }
        Some(objects)
    }

    /// Whether `name` is there and not null.
    pub(crate) fn has(&self, name: &str) -> bool {
        !matches!(self.object.get(name), None | Some(Value::Null))
    }

    /// Whether `name` is there and null.
    pub(crate) fn is_null(&self, name: &str) -> bool {
        matches!(self.object.get(name), Some(Value::Null))
    }

    /// A required text as `read` sees it.
    pub(crate) fn text<T, E: Display>(
        &self,
        name: &str,
        faults: &mut Faults,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if !self.has(name) {
            faults.add(self.named(name), "is required");
            return None;
        }
        self.text_if_any(name, faults, read)
    }

    /// An optional text as `read` sees it.
    pub(crate) fn text_if_any<T, E: Display>(
        &self,
        name: &str,
        faults: &mut Faults,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let judged = match self.object.get(name) {
            None | Some(Value::Null) => return None,
            Some(Value::String(text)) => read(text).map_err(|error| error.to_string()),
            Some(_) => Err("must be a text".to_owned()),
        };
        judged
            .map_err(|why| faults.add(self.named(name), &why))
            .ok()
    }

    /// An optional list of texts.
    pub(crate) fn texts_if_any(&self, name: &str, faults: &mut Faults) -> Option<Vec<&'a str>> {
        let items = match self.object.get(name) {
            None | Some(Value::Null) => return None,
            Some(Value::Array(items)) => items,
            Some(_) => {
                faults.add(self.named(name), "must be a list of texts");
                return None;
            }
        };
        let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
        if texts.is_none() {
            faults.add(self.named(name), "must be a list of texts");
        }
        texts
    }

    /// A required boolean.
    pub(crate) fn flag(&self, name: &str, faults: &mut Faults) -> Option<bool> {
        match self.object.get(name) {
            Some(Value::Bool(flag)) => return Some(*flag),
            None | Some(Value::Null) => faults.add(self.named(name), "is required"),
            Some(_) => faults.add(self.named(name), "must be true or false"),
        }
        None
    }

    /// An optional whole number within `range`.
    pub(crate) fn whole_number(
        &self,
        name: &str,
        faults: &mut Faults,
        range: std::ops::RangeInclusive<u64>,
    ) -> Option<u64> {
        let value = match self.object.get(name) {
            None | Some(Value::Null) => return None,
            Some(value) => value,
        };
        let number = value.as_u64().filter(|number| range.contains(number));
        if number.is_none() {
            let why = format!(
                "must be a whole number from {} to {}",
                range.start(),
                range.end()
            );
            faults.add(self.named(name), &why);
        }
        number
    }

    fn named(&self, name: &str) -> String {
        format!("{}{name}", self.path)
    }
}

/// An instant (RFC 3339, with an offset).
///
/// # Errors
/// What it must be.
pub(crate) fn instant(text: &str) -> Result<DateTime<Utc>, &'static str> {
    // chrono takes a blank instead of the T.
    let read = DateTime::parse_from_rfc3339(text).ok();
    read.filter(|_| !text.contains(' '))
        .map(|read| read.with_timezone(&Utc))
        .ok_or("must be a time as 2026-12-05T20:30:00Z")
}

impl Faults {
    /// Notes that `field` is wrong.
    pub(crate) fn add(&mut self, field: String, why: &str) {
        self.0.push(FieldReason {
            field,
            reason: why.to_owned(),
        });
    }

    /// `fields`, if nothing at all is wrong.
    ///
    /// # Errors
    /// 4220 (`VALIDATION_ERROR` on `/api/partners`) with every fault.
    pub(crate) fn accept<T>(self, fields: Option<T>) -> Result<T, Refusal> {
        match fields {
            Some(fields) if self.0.is_empty() => Ok(fields),
            _ => Err(Refusal::with(Code::InvalidFields, Detail::Reasons(self.0))),
        }
    }
}
