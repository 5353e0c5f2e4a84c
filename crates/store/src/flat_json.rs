//! Reading the flat JSON objects of texts that [`crate::audit_rows::json_object`] writes.

use std::str::Chars;

/// The members of `text`, in their order; `None` where it is no flat object of texts.
pub(crate) fn members(text: &str) -> Option<Vec<(String, String)>> {
    let mut reader = Reader(text.trim().chars());
    reader.expect('{')?;
    let mut members = Vec::new();
    if reader.0.as_str() == "}" {
        return Some(members);
    }
    loop {
        let name = reader.string()?;
        reader.expect(':')?;
        members.push((name, reader.string()?));
        match reader.next_token()? {
            ',' => {}
            '}' if reader.0.as_str().is_empty() => return Some(members),
            _ => return None,
        }
    }
}

struct Reader<'a>(Chars<'a>);

impl Reader<'_> {
    fn next_token(&mut self) -> Option<char> {
        self.0.find(|c| !matches!(c, ' ' | '\t' | '\n' | '\r'))
    }

    fn expect(&mut self, wanted: char) -> Option<()> {
        (self.next_token()? == wanted).then_some(())
    }

    fn string(&mut self) -> Option<String> {
        self.expect('"')?;
        let mut text = String::new();
        loop {
            match self.0.next()? {
                '"' => return Some(text),
                '\\' => text.push(self.escape()?),
                c => text.push(c),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.0.next()? {
            c @ ('"' | '\\' | '/') => c,
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'u' => {
                let digits: String = self.0.by_ref().take(4).collect();
                // Halves of a pair are none of what is written here.
                char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?
            }
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::members;
    use crate::audit_rows::json_object;

    #[test]
    fn what_is_written_is_read() {
        for fields in [
            vec![],
            vec![("to", "suspended".to_owned())],
            vec![
                ("a", "\"\\\u{0}\n\u{1f} /é\u{7f}😀".to_owned()),
                ("b", String::new()),
            ],
        ] {
            let read = members(&json_object(&fields)).unwrap();
            let read: Vec<_> = read.iter().map(|(n, v)| (n.as_str(), v.clone())).collect();
            assert_eq!(read, fields);
        }
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            "",
            "{",
            "[]",
            "{}x",
            r#"{"a"}"#,
            r#"{"a":1}"#,
            r#"{"a":"b""#,
            r#"{"a":"b",}"#,
            r#"{"a":"b"}}"#,
            r#"{"a":"\x"}"#,
            r#"{"a":"\ud83d\ude00"}"#,
        ] {
            assert_eq!(members(text), None, "{text}");
        }
    }
}
