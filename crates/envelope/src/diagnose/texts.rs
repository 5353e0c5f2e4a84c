//! Texts a signature may have been made over.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::reading::Reading;
use crate::{Form, RawEnvelope};

/// The fields that are signed, in the documented order.
const ORDER: [&str; 8] = [
    "version",
    "partnerId",
    "timestamp",
    "encryptedKey",
    "encryptedData",
    "authTag",
    "iv",
    "algorithm",
];

/// A text, and what it is.
pub(super) struct Candidate {
    pub(super) what: String,
    pub(super) text: String,
}

/// The text that must be signed if `raw` is of `form`, from the fields as they came.
pub(super) fn text_of_form(form: Form, raw: &RawEnvelope<'_>) -> String {
    match form {
        Form::Documented => json(raw, &ORDER, Style::Compact),
        Form::IvUnsigned => json(raw, &without("iv", &ORDER), Style::Compact),
        Form::Packed => [raw.partner_id, raw.timestamp, raw.encrypted_data]
            .map(Option::unwrap_or_default)
            .join(":"),
    }
}

/// How JSON may be written.
#[derive(Clone, Copy)]
enum Style {
    Compact,
    Spaced,
    Indented(usize),
    /// PHP writes `/` as `\/`.
    Slashes,
    /// .NET writes `+` as `\u002B`.
    Pluses,
    /// Gson writes `=` as `\u003d`.
    Equals,
    QuotedTimestamp,
}

impl Style {
    const ALL: [Self; 8] = [
        Self::Compact,
        Self::Spaced,
        Self::Slashes,
        Self::Pluses,
        Self::Equals,
        Self::QuotedTimestamp,
        Self::Indented(2),
        Self::Indented(4),
    ];

    const fn what(self) -> &'static str {
        match self {
            Self::Compact => "compact JSON",
            Self::Spaced => "JSON with blanks after its separators",
            Self::Indented(_) => "JSON in several indented lines",
            Self::Slashes => "JSON with / written as \\/",
            Self::Pluses => "JSON with + written as \\u002B",
            Self::Equals => "JSON with = written as \\u003d",
            Self::QuotedTimestamp => "JSON with the timestamp in quotes",
        }
    }

    fn value(self, name: &str, text: &str) -> String {
        if name == "timestamp" && !matches!(self, Self::QuotedTimestamp) {
            return text.to_owned();
        }
        let text = text.replace('\\', "\\\\").replace('"', "\\\"");
        let text = match self {
            Self::Slashes => text.replace('/', "\\/"),
            Self::Pluses => text.replace('+', "\\u002B"),
            Self::Equals => text.replace('=', "\\u003d"),
            _ => text,
        };
        format!("\"{text}\"")
    }

    fn object(self, fields: &[(&str, &str)]) -> String {
        let (colon, comma, indent) = match self {
            Self::Spaced => (": ", ", ", String::new()),
            Self::Indented(by) => (": ", ",", format!("\n{}", " ".repeat(by))),
            _ => (":", ",", String::new()),
        };
        let members: Vec<_> = fields
            .iter()
            .map(|(name, text)| format!("{indent}\"{name}\"{colon}{}", self.value(name, text)))
            .collect();
        let end = if indent.is_empty() { "" } else { "\n" };
        format!("{{{}{end}}}", members.join(comma))
    }
}

fn json(raw: &RawEnvelope<'_>, order: &[&str], style: Style) -> String {
    let fields: Vec<_> = order
        .iter()
        .filter_map(|name| Some((*name, field(raw, name)?)))
        .collect();
    style.object(&fields)
}

fn field<'a>(raw: &RawEnvelope<'a>, name: &str) -> Option<&'a str> {
    match name {
        "version" => raw.version,
        "partnerId" => raw.partner_id,
        "timestamp" => raw.timestamp,
        "encryptedKey" => raw.encrypted_key,
        "encryptedData" => raw.encrypted_data,
        "authTag" => raw.auth_tag,
        "iv" => raw.iv,
        "algorithm" => raw.algorithm,
        _ => None,
    }
}

fn without<'a>(name: &str, order: &[&'a str]) -> Vec<&'a str> {
    order
        .iter()
        .copied()
        .filter(|other| *other != name)
        .collect()
}

/// Everything people have been seen to sign, the likeliest first. `sent` are the
/// names of the fields in the order in which they came.
pub(super) fn candidates<'a>(
    reading: &'a Reading<'_>,
    sent: &'a [&'a str],
) -> impl Iterator<Item = Candidate> + 'a {
    let raw = &reading.raw;
    let forms = Form::ALL.into_iter().map(|form| Candidate {
        what: format!("the text of the {} form", form.as_str()),
        text: text_of_form(form, raw),
    });
    let data = Candidate {
        what: "encryptedData alone".to_owned(),
        text: raw.encrypted_data.unwrap_or_default().to_owned(),
    };
    forms.chain(rewritten(reading)).chain([data]).chain(
        Style::ALL
            .into_iter()
            .flat_map(|style| jsons(raw, sent, style)),
    )
}

/// The texts of the forms with every binary field in standard base64.
fn rewritten<'a>(reading: &'a Reading<'_>) -> impl Iterator<Item = Candidate> + 'a {
    let encoded = |bytes: &Option<Vec<u8>>| bytes.as_ref().map(|bytes| STANDARD.encode(bytes));
    let (key, data) = (encoded(&reading.key), encoded(&reading.data));
    let (tag, iv) = (encoded(&reading.tag), encoded(&reading.iv));
    Form::ALL
        .into_iter()
        .filter(|_| !reading.well_formed)
        .map(move |form| {
            let raw = RawEnvelope {
                encrypted_key: key.as_deref(),
                encrypted_data: data.as_deref(),
                auth_tag: tag.as_deref(),
                iv: iv.as_deref(),
                ..reading.raw
            };
            Candidate {
                what: format!(
                    "the text of the {} form with every field in standard base64",
                    form.as_str()
                ),
                text: text_of_form(form, &raw),
            }
        })
}

/// The fields as JSON of one style, in several orders and selections.
fn jsons<'a>(
    raw: &'a RawEnvelope<'_>,
    sent: &'a [&'a str],
    style: Style,
) -> impl Iterator<Item = Candidate> + 'a {
    let mut sorted = ORDER;
    sorted.sort_unstable();
    let sent = sent.iter().copied().filter(|name| ORDER.contains(name));
    let sent: Vec<&str> = sent.take(ORDER.len()).collect();
    let orders = [
        ("in the documented order", ORDER.to_vec()),
        ("in the order in which they were sent", sent),
        ("in alphabetical order", sorted.to_vec()),
    ];
    let left_out = ["", "iv", "algorithm", "version"];
    orders.into_iter().flat_map(move |(order_name, order)| {
        left_out.into_iter().map(move |left_out| {
            let besides = match left_out {
                "" => String::new(),
                name => format!(", without {name}"),
            };
            Candidate {
                what: format!("{} of the fields {order_name}{besides}", style.what()),
                text: json(raw, &without(left_out, &order), style),
            }
        })
    })
}
