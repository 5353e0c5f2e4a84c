//! Which compressed form a browser gets (RFC 9110, section 12.5.3).

use actix_web::http::header::{ACCEPT_ENCODING, HeaderMap};

use crate::Asset;

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    /// Brotli: the smallest.
    Brotli,
    /// Gzip.
    Gzip,
    /// As it is.
    Identity,
}

impl Coding {
    /// The name in `Accept-Encoding` and `Content-Encoding`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }

    /// What the caller likes best of what there is of `asset`, and the smallest of what
    /// it likes equally. A caller that accepts nothing gets the file as it is.
    pub(crate) fn chosen(headers: &HeaderMap, asset: &Asset) -> Self {
        let there = [
            asset.brotli.map(|_| Self::Brotli),
            asset.gzip.map(|_| Self::Gzip),
            Some(Self::Identity),
        ];
        let mut best = (0, Self::Identity);
        for coding in there.into_iter().flatten() {
            let liking = coding.liking(headers);
            if liking > best.0 {
                best = (liking, coding);
            }
        }
        best.1
    }

    /// How much the caller likes it, in thousandths; 0: not at all.
    fn liking(self, headers: &HeaderMap) -> u16 {
        let mut others = None;
        for (name, liking) in wishes(headers) {
            if name.eq_ignore_ascii_case(self.name()) {
                return liking;
            }
            if name == "*" {
                others = Some(liking);
            }
        }
        // What nobody asked for is no help, but the file as it is needs no asking.
        others.unwrap_or(u16::from(self == Self::Identity))
    }

    /// `asset`, so written.
    pub(crate) fn bytes_of(self, asset: &Asset) -> &'static [u8] {
        match self {
            Self::Brotli => asset.brotli,
            Self::Gzip => asset.gzip,
            Self::Identity => None,
        }
        .unwrap_or(asset.plain)
    }
}

/// The codings of `Accept-Encoding`, each with its weight in thousandths.
fn wishes(headers: &HeaderMap) -> impl Iterator<Item = (&str, u16)> {
    let lines = headers.get_all(ACCEPT_ENCODING);
    let items = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    items.map(|item| {
        let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
        (name.trim(), weight(parameters))
    })
}

/// The weight in `q=0.8`, in thousandths: 1000 where there is none, 0 where it is
/// none.
fn weight(parameters: &str) -> u16 {
    let written = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("q")
            .then_some(value.trim())
    });
    let Some(written) = written else {
        return 1000;
    };
    let (whole, part) = written.split_once('.').unwrap_or((written, ""));
    let part = format!("{part:0<3}");
    match (whole, part.parse::<u16>()) {
        ("1", Ok(0)) => 1000,
        ("0", Ok(part)) if part < 1000 => part,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    static BOTH: Asset = Asset {
        path: "a.js",
        kind: "text/javascript",
        tag: "t",
        plain: b"plain",
        gzip: Some(b"gzip"),
        brotli: Some(b"br"),
    };

    fn chosen(accepted: &str) -> &'static str {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_str(accepted).expect("a header");
        headers.insert(ACCEPT_ENCODING, value);
        Coding::chosen(&headers, &BOTH).name()
    }

    #[test]
    fn browsers_get_brotli_and_older_ones_gzip() {
        for (accepted, expected) in [
            ("gzip, deflate, br, zstd", "br"),
            ("br", "br"),
            ("BR", "br"),
            ("gzip, deflate", "gzip"),
            ("*", "br"),
            ("deflate, zstd", "identity"),
            ("", "identity"),
        ] {
            assert_eq!(chosen(accepted), expected, "{accepted}");
        }
        let nothing_said = Coding::chosen(&HeaderMap::new(), &BOTH);
        assert_eq!(nothing_said, Coding::Identity);
    }

    #[test]
    fn weights_decide() {
        for (accepted, expected) in [
            ("br;q=0.5, gzip;q=0.8", "gzip"),
            ("br; q=0.801 ,gzip;Q=0.8", "br"),
            ("br;q=0, gzip", "gzip"),
            ("br;q=0.000, *", "gzip"),
            ("*;q=0", "identity"),
            ("identity, gzip;q=0.9", "identity"),
            ("identity;q=0.1, gzip;q=0.2", "gzip"),
            ("gzip;q=0.001", "gzip"),
            ("identity;q=0, *;q=0", "identity"),
            ("br;q=1.000, gzip;q=1", "br"),
            ("br;q=1.1, gzip;q=0.1", "gzip"),
            ("br;q=nonsense, gzip", "gzip"),
            ("br;q=0.5555, gzip", "gzip"),
            ("br;q=-1", "identity"),
        ] {
            assert_eq!(chosen(accepted), expected, "{accepted}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_chosen() {
        let only_plain = Asset {
            path: "a.woff2",
            kind: "font/woff2",
            tag: "t",
            plain: b"plain",
            gzip: None,
            brotli: None,
        };
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("br, gzip"));
        let coding = Coding::chosen(&headers, &only_plain);
        assert_eq!(coding, Coding::Identity);
        assert_eq!(coding.bytes_of(&only_plain), b"plain");
    }
}
