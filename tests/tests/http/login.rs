//! `POST /login`.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use serde_json::Value;

use crate::backend::Backend;
use crate::client::{Reply, Server, basic};
use crate::program::Installation;

both!(
    credentials_open_the_door,
    wrong_credentials_are_one_reply,
    tokens_say_what_the_contract_lists,
    a_forged_or_foreign_token_is_refused,
    an_access_token_ends_after_900_seconds,
);

fn credentials_open_the_door(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    for user in [&partner.client_id, &partner.slug] {
        let reply = running.server.login(user, &partner.client_secret);
        let data = reply.is(2000)["data"].clone();
        assert_eq!(data["token_type"], "Bearer");
        assert_eq!(data["expires_in"], 900);
        let session = crate::client::Session::new(&running.server, &reply);
        session.get("/dashboard/stats").is(2000);
    }
    assert!(partner.client_secret.starts_with("psk_live_"));
    // The documented shape, in the documented order.
    let reply = running
        .server
        .login(&partner.client_id, &partner.client_secret);
    let order = [
        "\"status\"",
        "\"code\"",
        "\"message\"",
        "\"data\"",
        "\"access_token\"",
        "\"refresh_token\"",
        "\"token_type\"",
        "\"expires_in\"",
    ];
    let places: Vec<_> = order
        .iter()
        .map(|field| reply.text.find(field).expect(field))
        .collect();
    assert!(places.is_sorted(), "{}", reply.text);
}

fn wrong_credentials_are_one_reply(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let server = &running.server;
    let secret = &partner.client_secret;

    let wrong_secret = server.login(&partner.client_id, "psk_live_wrong");
    let unknown_client = server.login("pc_0123456789abcdef01234567", secret);
    wrong_secret.is(4111);
    unknown_client.is(4111);
    assert_eq!(
        without_request_id(&wrong_secret),
        without_request_id(&unknown_client)
    );
    for (user, password) in [
        (partner.client_id.as_str(), format!("{secret}:more")),
        (&partner.client_id, format!("more:{secret}")),
        (&partner.client_id, String::new()),
        (&partner.uuid, secret.clone()),
        ("", secret.clone()),
        ("no such slug", secret.clone()),
    ] {
        server.login(user, &password).is(4111);
    }
    // A client id that is not the whole of what stands before the first colon.
    server
        .login(&format!("{}x", partner.client_id), secret)
        .is(4111);

    for header in [
        None,
        Some(format!("Bearer {secret}")),
        Some("Basic".to_owned()),
        Some("Basic !!!not-base64!!!".to_owned()),
        Some(format!("Basic {}", STANDARD.encode("no colon"))),
        Some(format!("Basic {}", STANDARD.encode([0xff, b':', 0xfe]))),
    ] {
        login_with(server, header).is(4110);
    }
    // The scheme's name is not case-sensitive (RFC 9110 section 11.1).
    let lower = basic(&partner.client_id, secret).replacen("Basic", "basic", 1);
    login_with(server, Some(lower)).is(2000);
}

fn login_with(server: &Server, header: Option<String>) -> Reply {
    let mut request = server.request(Method::POST, "/api/v1/partner/login");
    if let Some(header) = header {
        request = request.header(AUTHORIZATION, header);
    }
    Reply::of(request).unwrap()
}

fn without_request_id(reply: &Reply) -> String {
    reply.text.replace(reply.header("x-request-id"), "")
}

fn tokens_say_what_the_contract_lists(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let access = part(&session.access, 1);
    let refresh = part(&session.refresh, 1);
    for (token, claims, kind, lives) in [
        (&session.access, &access, "access_token", 900),
        (&session.refresh, &refresh, "refresh_token", 30 * 86_400),
    ] {
        let header = part(token, 0);
        assert_eq!(header["alg"], "HS256");
        assert!(header["kid"].is_string(), "{header}");
        assert_eq!(claims["type"], kind);
        assert_eq!(claims["partner_id"], partner.id);
        assert_eq!(claims["client_id"], partner.client_id.as_str());
        assert_eq!(claims["sub"], partner.uuid.as_str());
        for claim in ["iss", "aud", "jti"] {
            assert!(claims[claim].is_string(), "{claim} in {claims}");
        }
        let (iat, exp) = (&claims["iat"], &claims["exp"]);
        assert_eq!(exp.as_i64().unwrap() - iat.as_i64().unwrap(), lives);
    }
    assert_eq!(access["sid"], refresh["sid"], "one login, one family");
    assert_ne!(access["jti"], refresh["jti"]);
    let other = part(&running.server.session(&partner).access, 1);
    assert_ne!(access["sid"], other["sid"], "another login, another family");
}

/// A part of a token (0 header, 1 claims), read without judging it.
fn part(token: &str, nth: usize) -> Value {
    let part = token.split('.').nth(nth).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn a_forged_or_foreign_token_is_refused(backend: Backend) {
    let home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    let token = &session.access;

    let ask = |header: Option<String>| {
        let mut request = running
            .server
            .request(Method::GET, "/api/v1/partner/dashboard/stats");
        if let Some(header) = header {
            request = request.header(AUTHORIZATION, header);
        }
        Reply::of(request).unwrap()
    };
    ask(Some(format!("Bearer {token}"))).is(2000);
    ask(None).is(4114);
    ask(Some("Bearer ".to_owned())).is(4114);
    ask(Some(basic(&partner.client_id, &partner.client_secret))).is(4114);
    ask(Some(format!("Bearer {}", session.refresh))).is(4115);

    let (rest, signature) = token.rsplit_once('.').unwrap();
    let (header, claims) = rest.split_once('.').unwrap();
    let unsigned = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
    let stronger = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS512","typ":"JWT"}"#);
    let mut flipped = signature.to_owned().into_bytes();
    flipped[0] = if flipped[0] == b'A' { b'B' } else { b'A' };
    let mut richer = part(token, 1);
    richer["partner_id"] = 999.into();
    let richer = URL_SAFE_NO_PAD.encode(richer.to_string());
    for forged in [
        "nonsense".to_owned(),
        "a.b.c".to_owned(),
        rest.to_owned(),
        format!("{unsigned}.{claims}."),
        format!("{stronger}.{claims}.{signature}"),
        format!("{header}.{richer}.{signature}"),
        format!("{rest}.{}", String::from_utf8(flipped).unwrap()),
    ] {
        ask(Some(format!("Bearer {forged}"))).is(4118);
    }

    // Another deployment's token is as good as none.
    let elsewhere = Installation::new(backend);
    let stranger = elsewhere.partner("Lead House");
    let other = elsewhere.start();
    let foreign = other.server.session(&stranger).access;
    ask(Some(format!("Bearer {foreign}"))).is(4118);
}

fn an_access_token_ends_after_900_seconds(backend: Backend) {
    let mut home = Installation::new(backend);
    let partner = home.partner("Lead House");
    let running = home.start();
    let session = running.server.session(&partner);
    drop(running);

    home.set("clock.offset_seconds", "880");
    let running = home.start();
    session.get("/dashboard/stats").is(2000);
    drop(running);

    home.set("clock.offset_seconds", "915");
    let _running = home.start();
    session.get("/dashboard/stats").is(4117);
}
