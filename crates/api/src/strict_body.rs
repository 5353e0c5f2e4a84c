//! Bodies of which every field is judged: unknown ones are refused, and all that
//! is wrong is told at once (code 4220).

use std::fmt::Display;

use actix_web::{HttpRequest, web};
use chrono::NaiveDate;

use crate::body;
use crate::error::{Code, Detail, FieldReason, Refusal};
use crate::json::{Object, Value};
use crate::query::day;

/// A body under judgement.
pub(crate) struct StrictBody<'a> {
    object: Object<'a>,
    wrong: Vec<FieldReason>,
}

/// The bytes of a small JSON body.
pub(crate) async fn small_json(
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<web::Bytes, Refusal> {
    body::typed(request, payload, body::JSON, body::SMALL).await
}

impl<'a> StrictBody<'a> {
    /// Reads `bytes`, which may have the fields `known`.
    pub(crate) fn parse(bytes: &'a [u8], known: &[&str]) -> Result<Self, Refusal> {
        let object = body::object(bytes)?;
        let unknown = object.names().filter(|name| !known.contains(name));
        let wrong = unknown.map(|name| reason(name, "is unknown")).collect();
        Ok(Self { object, wrong })
    }

    /// A required text as `read` sees it.
    pub(crate) fn text<T, E: Display>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let judged = match self.object.get(name) {
            Some(Value::Text(text)) => read(text).map_err(|error| error.to_string()),
            None | Some(Value::Null) => Err("is required".to_owned()),
            Some(Value::Number(_) | Value::Flag(_) | Value::Other) => {
                Err("must be a text".to_owned())
            }
        };
        self.noted(name, judged)
    }

    /// A required day.
    pub(crate) fn day(&mut self, name: &str) -> Option<NaiveDate> {
        self.text(name, |text| day(text).ok_or("must be a day as YYYY-MM-DD"))
    }

    /// A required number as `read` sees it, in the spelling of the body.
    pub(crate) fn number<T, E: Display>(
        &mut self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let judged = match self.object.get(name) {
            Some(Value::Number(spelt)) => read(spelt).map_err(|error| error.to_string()),
            None | Some(Value::Null) => Err("is required".to_owned()),
            Some(Value::Text(_) | Value::Flag(_) | Value::Other) => {
                Err("must be a number".to_owned())
            }
        };
        self.noted(name, judged)
    }

    /// A required boolean.
    pub(crate) fn flag(&mut self, name: &str) -> Option<bool> {
        let judged = match self.object.get(name) {
            Some(Value::Flag(flag)) => Ok(*flag),
            None | Some(Value::Null) => Err("is required".to_owned()),
            Some(Value::Text(_) | Value::Number(_) | Value::Other) => {
                Err("must be true or false".to_owned())
            }
        };
        self.noted(name, judged)
    }

    /// Notes that `name` is wrong unless `sane`.
    pub(crate) fn unless(&mut self, sane: bool, name: &str, why: &str) {
        if !sane {
            self.wrong.push(reason(name, why));
        }
    }

    /// `fields`, if nothing at all is wrong.
    pub(crate) fn accept<T>(self, fields: Option<T>) -> Result<T, Refusal> {
        match fields {
            Some(fields) if self.wrong.is_empty() => Ok(fields),
            _ => Err(Refusal::with(
                Code::InvalidFields,
                Detail::Reasons(self.wrong),
            )),
        }
    }

    fn noted<T>(&mut self, name: &str, judged: Result<T, String>) -> Option<T> {
        judged
            .map_err(|why| self.wrong.push(reason(name, &why)))
            .ok()
    }
}

fn reason(field: &str, reason: &str) -> FieldReason {
    FieldReason {
        field: field.to_owned(),
        reason: reason.to_owned(),
    }
}
