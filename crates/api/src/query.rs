//! Query strings: each known parameter at most once; unknown ones (a cache's, a
//! campaign's) are ignored.

use actix_web::web::Query;
use chrono::NaiveDate;
use uuid::Uuid;

use crate::error::Refusal;

/// The parameters of a query string, decoded.
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads `query`, of which `known` may come once each.
    pub(crate) fn parse(query: &str, known: &[&'static str]) -> Result<Self, Refusal> {
        let Query(pairs) = Query::<Vec<(String, String)>>::from_query(query)
            .map_err(|_| Refusal::parameter("query"))?;
        for name in known {
            if pairs.iter().filter(|(given, _)| given == name).count() > 1 {
                return Err(Refusal::parameter(name));
            }
        }
        Ok(Self(pairs))
    }

    /// The value of `name` as given.
    pub(crate) fn get(&self, name: &'static str) -> Option<&str> {
        self.0
            .iter()
            .find(|(given, _)| given == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of `name` as `read` sees it.
    ///
    /// # Errors
    /// 4124 naming the parameter when `read` sees nothing.
    pub(crate) fn read<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        self.get(name)
            .map(|value| read(value).ok_or_else(|| Refusal::parameter(name)))
            .transpose()
    }

    /// The value of `name` as a plain decimal number.
    pub(crate) fn number(&self, name: &'static str) -> Result<Option<u32>, Refusal> {
        self.read(name, |value| digits(value)?.parse().ok())
    }
}

/// `text`, if it is nothing but ASCII digits: `parse` alone would take a sign.
pub(crate) fn digits(text: &str) -> Option<&str> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then_some(text)
}

/// `true` or `false`, and nothing else.
pub(crate) fn flag(text: &str) -> Option<bool> {
    text.parse().ok()
}

/// The database key in a path's segment, which the document calls `name`.
pub(crate) fn key(name: &'static str, segment: &str) -> Result<i64, Refusal> {
    digits(segment)
        .and_then(|key| key.parse().ok())
        .ok_or_else(|| Refusal::parameter(name))
}

/// The public identity in a path's segment, which the document calls `name`.
pub(crate) fn identity(name: &'static str, segment: &str) -> Result<Uuid, Refusal> {
    Uuid::try_parse(segment).map_err(|_| Refusal::parameter(name))
}

/// A day as `YYYY-MM-DD` and nothing else; chrono alone would take more.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let shape = (year.len(), month.len(), day.len()) == (4, 2, 2);
    NaiveDate::from_ymd_opt(
        digits(year).filter(|_| shape)?.parse().ok()?,
        digits(month)?.parse().ok()?,
        digits(day)?.parse().ok()?,
    )
}
