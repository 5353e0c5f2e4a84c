//! What partners earn and how it is taxed, as read.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::{Value, json};

use super::Words;

/// What partners earn.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payout {
    /// Calendar days a lead stays its partner's, 0–3650.
    pub window_days: u32,
    /// Basis points, 0–10 000, for partners without a rate of their own.
    pub rate_bps: u16,
    /// `first_touch` or `last_touch`.
    pub attribution: String,
    /// `GRADE:RUPEES`, from which disbursal on each grade is given.
    pub grades: Words,
    /// The name of these rules.
    pub rule_version: String,
    /// The lender's name on statements.
    pub lender: String,
}

/// Taxes on what partners earn.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    /// Deducted.
    pub tds: Dated<Tds>,
    /// Added.
    pub gst: Dated<Gst>,
}

/// Tax deducted at source, from a day on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tds {
    /// The first day it counts, `YYYY-MM-DD`.
    pub from: String,
    /// The law, as it is printed.
    pub section: String,
    /// Basis points, 0–10 000.
    pub rate_bps: u16,
    /// The same without a PAN.
    pub rate_without_pan_bps: u16,
    /// What may be earned in a financial year before it is due, in rupees.
    pub threshold: String,
    /// Whom it concerns; everybody when empty or absent.
    #[serde(default)]
    pub constitutions: Vec<String>,
}

/// Goods and services tax, from a day on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gst {
    /// The first day it counts, `YYYY-MM-DD`.
    pub from: String,
    /// The law, as it is printed.
    pub section: String,
    /// Basis points, 0–10 000.
    pub rate_bps: u16,
}

/// A list of dated rules: an array of tables in a file, a JSON array in an
/// environment variable.
#[derive(Debug, Clone)]
pub struct Dated<T>(Vec<T>);

impl<T> Dated<T> {
    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Dated<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader<T>(PhantomData<T>);

        impl<'de, T: DeserializeOwned> Visitor<'de> for Reader<T> {
            type Value = Dated<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of rules, or a JSON array of them")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Dated<T>, E> {
                let rules = serde_json::from_str(text);
                rules.map(Dated).map_err(E::custom)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Dated<T>, A::Error> {
                let mut rules = Vec::new();
                // By way of JSON, so that what is wrong is told alike everywhere.
                while let Some(item) = items.next_element::<Value>()? {
                    rules.push(serde_json::from_value(item).map_err(A::Error::custom)?);
                }
                Ok(Dated(rules))
            }
        }

        deserializer.deserialize_any(Reader(PhantomData))
    }
}

impl Tax {
    /// `tds`, fit to be shown.
    pub(super) fn shown_tds(&self) -> Vec<Value> {
        let rules = self.tds.iter().map(|rule| {
            json!({
                "from": rule.from,
                "section": rule.section,
                "rate_bps": rule.rate_bps,
                "rate_without_pan_bps": rule.rate_without_pan_bps,
                "threshold": rule.threshold,
                "constitutions": rule.constitutions,
            })
        });
        rules.collect()
    }

    /// `gst`, fit to be shown.
    pub(super) fn shown_gst(&self) -> Vec<Value> {
        let rules = self.gst.iter().map(
            |rule| json!({"from": rule.from, "section": rule.section, "rate_bps": rule.rate_bps}),
        );
        rules.collect()
    }
}
