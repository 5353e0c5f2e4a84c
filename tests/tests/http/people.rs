//! Invented people.

use serde_json::{Map, Value, json};

/// A person nobody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) mobile: String,
    pub(crate) pan: String,
}

/// The `n`th person; different numbers have different mobile numbers and PANs.
pub(crate) fn person(n: u32) -> Person {
    let letter = |shift: u32| char::from(b'A' + u8::try_from(n / shift % 26).unwrap());
    Person {
        first_name: format!("Asha{n}"),
        last_name: "Rao".to_owned(),
        mobile: format!("{}", 7_300_000_000_u64 + u64::from(n) * 7),
        pan: format!("{}{}QWX{:04}Z", letter(10_000), letter(260_000), n % 10_000),
    }
}

impl Person {
    /// What a partner sends about the person.
    pub(crate) fn lead(&self) -> Value {
        json!({
            "first_name": self.first_name,
            "last_name": self.last_name,
            "mobile_number": self.mobile,
            "pan_number": self.pan,
        })
    }

    /// The lead with `fields` put over it; null takes a field away.
    pub(crate) fn lead_with(&self, fields: Value) -> Value {
        overlay(self.lead(), fields)
    }

    pub(crate) fn named(mut self, first_name: &str, last_name: &str) -> Self {
        first_name.clone_into(&mut self.first_name);
        last_name.clone_into(&mut self.last_name);
        self
    }
}

/// `base` with the fields of `over` put over it; null takes a field away.
pub(crate) fn overlay(base: Value, over: Value) -> Value {
    let (Value::Object(mut base), Value::Object(over)) = (base, over) else {
        panic!("both must be objects");
    };
    for (field, value) in over {
        if value.is_null() {
            base.remove(&field);
        } else {
            base.insert(field, value);
        }
    }
    Value::Object(Map::from_iter(base))
}
