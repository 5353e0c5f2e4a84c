//! What was encrypted.

use super::Case;
use super::data::Content;
use super::report::StepReport;
use crate::Step;

pub(super) fn report(case: &Case<'_>, content: Option<&Content>) -> StepReport {
    let expected = "one JSON object in UTF-8, each key once, nothing before or behind it";
    let expected = expected.to_owned();
    let Some(plain) = content.and_then(|content| content.plain.as_deref()) else {
        return StepReport::skipped(Step::Text, expected, "the data does not open");
    };
    if (case.question.is_object)(plain) {
        return StepReport::passed(Step::Text, expected, "one JSON object".to_owned());
    }
    let (found, hint) = kind_of(plain);
    StepReport::failed(Step::Text, expected, found.to_owned()).with_hint(hint.to_owned())
}

/// What a text that is no JSON object looks like, and what to do about it.
fn kind_of(plain: &[u8]) -> (&'static str, &'static str) {
    const AS_BODY: &str = "encrypt the very text that would be the body without encryption";
    match plain {
        [] => ("nothing", AS_BODY),
        [0xef, 0xbb, 0xbf, ..] => (
            "a byte order mark before the text",
            "encode in UTF-8 without a byte order mark",
        ),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [b'{', 0, ..] | [0, b'{', ..] => (
            "a text in UTF-16",
            "turn the text into bytes as UTF-8 before encrypting",
        ),
        _ if std::str::from_utf8(plain).is_err() => ("bytes that are not UTF-8", AS_BODY),
        [b'"', ..] => (
            "a JSON string",
            "encrypt the object's JSON itself; this looks as if it was turned into JSON twice",
        ),
        [b'[', ..] => ("a JSON array", AS_BODY),
        [b'{', ..] => (
            "an object that is broken, has a key twice, or has something behind it",
            AS_BODY,
        ),
        _ => ("a text that is not a JSON object", AS_BODY),
    }
}
