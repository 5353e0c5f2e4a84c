//! One file as an answer, and the headers all answers have.

use actix_web::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap,
    HeaderName, IF_NONE_MATCH, LOCATION, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

use crate::Asset;
use crate::coding::Coding;

/// Our own files and nothing else: no inline script, no inline style, no other origin, no
/// frame around us, and no text that becomes markup (Trusted Types, of which there is no
/// policy). `$previews` is what a page may show besides its own files.
macro_rules! policy {
    ($previews:literal) => {
        concat!(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; ",
            $previews,
            "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; ",
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
    };
}

/// The policy of every document but the staff's.
const POLICY: &str = policy!("img-src 'self'; ");

/// Staff look at documents, which the page has fetched with its token: only what it holds
/// in memory itself.
const WITH_PREVIEWS: &str = policy!("img-src 'self' blob:; frame-src blob:; ");

/// The policy of a file. A page's own policy says what becomes of it there; opened by
/// itself, it may do nothing at all. Short, for a page has dozens of files.
const OF_A_FILE: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// How long an answer may be kept.
#[derive(Clone, Copy)]
enum Keep {
    /// For good: its address changes when it does.
    Forever,
    /// But ask each time whether it is still the same.
    Asking,
}

impl Keep {
    const fn header(self) -> &'static str {
        match self {
            Self::Forever => "public, max-age=31536000, immutable",
            Self::Asking => "no-cache",
        }
    }
}

/// A file that pages are made of.
pub(crate) fn file(request: &HttpRequest, asset: &Asset) -> HttpResponse {
    under(OF_A_FILE, request, asset, Keep::Forever)
}

/// A document.
pub(crate) fn page(request: &HttpRequest, asset: &Asset) -> HttpResponse {
    under(POLICY, request, asset, Keep::Asking)
}

/// The document of the staff's pages, which may show previews.
pub(crate) fn staff_page(request: &HttpRequest, asset: &Asset) -> HttpResponse {
    under(WITH_PREVIEWS, request, asset, Keep::Asking)
}

/// `asset` for `request`: in the form it asks for, or 304 if it has that already.
fn under(policy: &'static str, request: &HttpRequest, asset: &Asset, keep: Keep) -> HttpResponse {
    let coding = Coding::chosen(request.headers(), asset);
    // Each form has a tag of its own (RFC 9110, section 8.8.3.3).
    let tag = format!("\"{}-{}\"", asset.tag, coding.name());
    let known = knows(request.headers(), &tag);
    let mut reply = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    if matches!(keep, Keep::Asking) {
        reply.insert_header((OPENER_POLICY, "same-origin"));
    }
    guarded(&mut reply, policy)
        .insert_header((ETAG, tag))
        .insert_header((CACHE_CONTROL, keep.header()))
        .insert_header((VARY, "Accept-Encoding"));
    if known {
        return reply.finish();
    }
    if coding != Coding::Identity {
        reply.insert_header((CONTENT_ENCODING, coding.name()));
    }
    reply
        .insert_header((CONTENT_TYPE, asset.kind))
        .body(Bytes::from_static(coding.bytes_of(asset)))
}

/// Nothing of that name, or no longer.
pub(crate) fn nothing() -> HttpResponse {
    let mut reply = HttpResponse::NotFound();
    guarded(&mut reply, POLICY)
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .body("Not found\n")
}

/// Pages are only read.
pub(crate) fn wrong_method() -> HttpResponse {
    let mut reply = HttpResponse::MethodNotAllowed();
    guarded(&mut reply, POLICY)
        .insert_header((ALLOW, "GET, HEAD"))
        .finish()
}

/// Somewhere else, for now.
pub(crate) fn elsewhere(path: &'static str) -> HttpResponse {
    let mut reply = HttpResponse::Found();
    guarded(&mut reply, POLICY)
        .insert_header((LOCATION, path))
        .finish()
}

fn guarded<'a>(
    reply: &'a mut HttpResponseBuilder,
    policy: &'static str,
) -> &'a mut HttpResponseBuilder {
    reply
        .insert_header((CONTENT_SECURITY_POLICY, policy))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((REFERRER_POLICY, "no-referrer"))
}

/// Whether `If-None-Match` has `tag` (weak comparison, RFC 9110, section 13.1.2).
fn knows(headers: &HeaderMap, tag: &str) -> bool {
    let lines = headers.get_all(IF_NONE_MATCH);
    let mut tags = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    tags.any(|known| {
        let known = known.trim();
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    })
}
