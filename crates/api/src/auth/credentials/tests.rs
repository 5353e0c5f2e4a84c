use super::*;

use actix_web::http::header::HeaderValue;

fn headers(authorization: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let value = HeaderValue::from_str(authorization).expect("a header value");
    headers.insert(AUTHORIZATION, value);
    headers
}

fn basic_of(plain: &[u8]) -> HeaderMap {
    let encoded = base64::engine::general_purpose::STANDARD.encode(plain);
    headers(&format!("Basic {encoded}"))
}

#[test]
fn only_the_first_colon_separates_user_and_secret() {
    let (user, secret) = basic(&basic_of(b"client:se:cr:et")).expect("credentials");
    assert_eq!((user.as_str(), secret.expose()), ("client", "se:cr:et"));
}

#[test]
fn the_scheme_may_be_spelt_in_any_case_and_the_padding_left_out() {
    for text in [
        "Basic YTpi",
        "basic YTpi",
        "BASIC  YTpi ",
        "Basic YTpiYw==",
        "Basic YTpiYw",
    ] {
        let (user, secret) = basic(&headers(text)).expect("credentials");
        assert_eq!(user, "a");
        assert!(secret.expose().starts_with('b'));
    }
}

#[test]
fn what_cannot_be_decoded_is_4110() {
    let refused = |headers: &HeaderMap| basic(headers).expect_err("refused").code;
    for text in ["", "Basic", "Basic ", "Basic !!!!", "Bearer YTpi", "YTpi"] {
        assert_eq!(
            refused(&headers(text)),
            Code::AuthenticationFailed,
            "{text:?}"
        );
    }
    assert_eq!(refused(&basic_of(b"no colon")), Code::AuthenticationFailed);
    assert_eq!(
        refused(&basic_of(b"\xff\xfe:x")),
        Code::AuthenticationFailed
    );
    assert_eq!(refused(&HeaderMap::new()), Code::AuthenticationFailed);
}

#[test]
fn a_missing_bearer_token_is_4114() {
    for text in ["", "Bearer", "Bearer ", "Basic YTpi", "token"] {
        let refusal = bearer(&headers(text)).expect_err("refused");
        assert_eq!(refusal.code, Code::TokenRequired, "{text:?}");
    }
    assert_eq!(bearer(&headers("bearer  abc ")), Ok("abc"));
}
