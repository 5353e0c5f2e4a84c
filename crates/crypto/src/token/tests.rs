use accounts::ClientId;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{FamilyId, PartnerId, PartnerUuid, TokenId};
use ring::hmac;
use serde_json::{Value, json};
use uuid::Uuid;

use chrono::TimeDelta;
use secrecy::SecretString;

use super::*;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";
const KID: &str = "a11f7650";
const ISSUED: i64 = 1_790_000_000;

/// Computed with Python's hashlib, hmac, base64 and nothing else.
const KNOWN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiIsImtpZCI6ImExMWY3NjUwIn0.\
    eyJpc3MiOiJwbGF0Zm9ybSIsImF1ZCI6InBhcnRuZXJzIiwic3ViIjoiMDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAw\
    MDAwMDAwMDAxIiwicGFydG5lcl9pZCI6NywiY2xpZW50X2lkIjoicGNfMDAwMTAyMDMwNDA1MDYwNzA4MDkwYTBiIiwi\
    dHlwZSI6ImFjY2Vzc190b2tlbiIsImp0aSI6IjAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMiIsInNp\
    ZCI6IjAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMyIsImdlbiI6NCwiaWF0IjoxNzkwMDAwMDAwLCJl\
    eHAiOjE3OTAwMDA5MDB9.iAfs0WRvjHrbtezBxW9O2_7ou6esinWDzWWElPOfkQg";

fn settings(current: &str, previous: Option<&str>) -> JwtSettings {
    JwtSettings {
        current: SecretString::from(current),
        previous: previous.map(SecretString::from),
        issuer: "platform".to_owned(),
        audience: "partners".to_owned(),
    }
}

fn issuer() -> JwtTokenIssuer {
    JwtTokenIssuer::new(&settings(SECRET, None)).expect("an issuer")
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).expect("an instant")
}

fn uuid(last: u128) -> Uuid {
    Uuid::from_u128(0x0000_0000_0000_4000_8000_0000_0000_0000 + last)
}

fn claims(kind: TokenKind) -> Claims {
    Claims {
        kind,
        id: TokenId::new(uuid(2)),
        family: FamilyId::new(uuid(3)),
        generation: 4,
        partner: PartnerId::new(7),
        partner_uuid: PartnerUuid::new(uuid(1)),
        client_id: ClientId::parse("pc_000102030405060708090a0b").expect("a client id"),
        dashboard: false,
        issued_at: at(ISSUED),
        expires_at: at(ISSUED + 900),
    }
}

fn payload() -> Value {
    json!({
        "iss": "platform",
        "aud": "partners",
        "sub": uuid(1).to_string(),
        "partner_id": 7,
        "client_id": "pc_000102030405060708090a0b",
        "type": "access_token",
        "jti": uuid(2).to_string(),
        "sid": uuid(3).to_string(),
        "gen": 4,
        "iat": ISSUED,
        "exp": ISSUED + 900,
    })
}

fn header() -> Value {
    json!({"alg": "HS256", "typ": "JWT", "kid": KID})
}

fn encoded(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

fn signed_with(
    algorithm: hmac::Algorithm,
    secret: &str,
    header: &Value,
    payload: &Value,
) -> String {
    let message = format!("{}.{}", encoded(header), encoded(payload));
    let key = hmac::Key::new(algorithm, secret.as_bytes());
    let tag = hmac::sign(&key, message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
}

/// Signed as the issuer would, whatever it says.
fn forged(header: &Value, payload: &Value) -> String {
    signed_with(hmac::HMAC_SHA256, SECRET, header, payload)
}

fn verdict(token: &str) -> Result<Claims, TokenError> {
    issuer().verify(token, TokenKind::Access, at(ISSUED))
}

#[test]
fn only_the_dashboards_tokens_say_so() {
    let mut said = payload();
    said["dashboard"] = json!(true);
    let of_dashboard = Claims {
        dashboard: true,
        ..claims(TokenKind::Access)
    };
    assert_eq!(verdict(&forged(&header(), &said)), Ok(of_dashboard.clone()));
    let token = issuer().issue(&of_dashboard).expect("a token");
    assert_eq!(verdict(&token), Ok(of_dashboard));
    said["dashboard"] = json!("true");
    assert_eq!(verdict(&forged(&header(), &said)), Err(TokenError::Invalid));
}

#[test]
fn a_token_reads_as_an_independent_implementation_writes_it() {
    let token = issuer().issue(&claims(TokenKind::Access)).expect("a token");
    assert_eq!(token, KNOWN);
}

#[test]
fn what_is_issued_is_read_back_for_both_kinds() {
    for kind in [TokenKind::Access, TokenKind::Refresh] {
        let token = issuer().issue(&claims(kind)).expect("a token");
        assert_eq!(issuer().verify(&token, kind, at(ISSUED)), Ok(claims(kind)));
    }
}

#[test]
fn the_claims_are_the_contract_s_and_no_other() {
    let token = issuer().issue(&claims(TokenKind::Access)).expect("a token");
    let part = token.split('.').nth(1).expect("a payload");
    let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64");
    let written: Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(written, payload());
}

#[test]
fn a_header_in_another_order_with_the_same_content_is_accepted() {
    assert_eq!(
        verdict(&forged(&header(), &payload())),
        Ok(claims(TokenKind::Access))
    );
}

#[test]
fn only_hs256_is_accepted() {
    for algorithm in [
        "none", "None", "HS384", "HS512", "RS256", "ES256", "EdDSA", "",
    ] {
        let header = json!({"alg": algorithm, "typ": "JWT", "kid": KID});
        assert_eq!(
            verdict(&forged(&header, &payload())),
            Err(TokenError::Invalid),
            "{algorithm}"
        );
    }
    for (name, algorithm) in [("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)] {
        for claimed in [name, "HS256"] {
            let header = json!({"alg": claimed, "typ": "JWT", "kid": KID});
            let token = signed_with(algorithm, SECRET, &header, &payload());
            assert_eq!(verdict(&token), Err(TokenError::Invalid), "{name}");
        }
    }
}

#[test]
fn an_unsigned_token_is_refused() {
    let header = json!({"alg": "none", "typ": "JWT", "kid": KID});
    let unsigned = format!("{}.{}.", encoded(&header), encoded(&payload()));
    assert_eq!(verdict(&unsigned), Err(TokenError::Invalid));
    let stripped = KNOWN.rsplit_once('.').expect("a signature").0;
    assert_eq!(verdict(stripped), Err(TokenError::Invalid));
    assert_eq!(verdict(&format!("{stripped}.")), Err(TokenError::Invalid));
}

#[test]
fn a_token_without_a_known_kid_is_refused() {
    let strange = [
        json!({"alg": "HS256", "typ": "JWT"}),
        json!({"alg": "HS256", "typ": "JWT", "kid": null}),
        json!({"alg": "HS256", "typ": "JWT", "kid": ""}),
        json!({"alg": "HS256", "typ": "JWT", "kid": "00000000"}),
        json!({"alg": "HS256", "typ": "JWT", "kid": KID.to_uppercase()}),
    ];
    for header in strange {
        let token = forged(&header, &payload());
        assert_eq!(verdict(&token), Err(TokenError::Invalid), "{header}");
    }
}

#[test]
fn a_header_that_demands_an_extension_is_refused() {
    let header = json!({"alg": "HS256", "kid": KID, "crit": ["exp"]});
    assert_eq!(
        verdict(&forged(&header, &payload())),
        Err(TokenError::Invalid)
    );
}

#[test]
fn a_token_under_another_secret_is_refused() {
    let token = signed_with(hmac::HMAC_SHA256, OTHER, &header(), &payload());
    assert_eq!(verdict(&token), Err(TokenError::Invalid));
}

#[test]
fn no_changed_character_is_accepted() {
    for at in 0..KNOWN.len() {
        for replacement in ["A", "B", "w", "_", ".", "="] {
            let mut changed = KNOWN.to_owned();
            changed.replace_range(at..=at, replacement);
            if changed != KNOWN {
                assert_eq!(verdict(&changed), Err(TokenError::Invalid), "{at}");
            }
        }
    }
}

#[test]
fn texts_that_are_no_tokens_are_refused() {
    let extra = format!("{KNOWN}.{KNOWN}");
    let padded = format!("{KNOWN}=");
    let blank = format!(" {KNOWN}");
    for text in [
        "", ".", "..", "...", "a.b.c", "é.é.é", &extra, &padded, &blank,
    ] {
        assert_eq!(verdict(text), Err(TokenError::Invalid), "{text}");
    }
}

#[test]
fn tokens_of_another_issuer_or_audience_are_refused() {
    for (claim, value) in [
        ("iss", json!("elsewhere")),
        ("iss", json!(["platform"])),
        ("aud", json!("others")),
        ("aud", json!([])),
        ("aud", json!(null)),
    ] {
        let mut payload = payload();
        payload[claim] = value;
        assert_eq!(
            verdict(&forged(&header(), &payload)),
            Err(TokenError::Invalid),
            "{claim}"
        );
    }
}

#[test]
fn every_claim_must_be_there_and_make_sense() {
    let names: Vec<String> = payload()
        .as_object()
        .expect("an object")
        .keys()
        .cloned()
        .collect();
    assert_eq!(names.len(), 11);
    for name in names {
        let mut without = payload();
        without.as_object_mut().expect("an object").remove(&name);
        let mut wrong = payload();
        wrong[&name] = json!({"not": "this"});
        for payload in [without, wrong] {
            let token = forged(&header(), &payload);
            assert_eq!(verdict(&token), Err(TokenError::Invalid), "{name}");
        }
    }
    for (name, value) in [
        ("sub", json!("7")),
        ("partner_id", json!("7")),
        ("client_id", json!("pc_")),
        ("type", json!("id_token")),
        ("gen", json!(-1)),
        ("exp", json!("1790000900")),
        ("exp", json!(i64::MAX)),
        ("iat", json!(i64::MIN)),
    ] {
        let mut payload = payload();
        payload[name] = value;
        let token = forged(&header(), &payload);
        assert_eq!(verdict(&token), Err(TokenError::Invalid), "{name}");
    }
}

#[test]
fn a_claim_that_comes_twice_is_refused() {
    let twice = payload().to_string().replacen('{', "{\"partner_id\":8,", 1);
    let message = format!("{}.{}", encoded(&header()), URL_SAFE_NO_PAD.encode(twice));
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = URL_SAFE_NO_PAD.encode(hmac::sign(&key, message.as_bytes()));
    assert_eq!(
        verdict(&format!("{message}.{tag}")),
        Err(TokenError::Invalid)
    );
}

#[test]
fn claims_of_a_later_version_and_escaped_texts_are_read() {
    let mut payload = payload();
    payload["later"] = json!(true);
    let escaped = payload.to_string().replace("platform", "pl\\u0061tform");
    let message = format!("{}.{}", encoded(&header()), URL_SAFE_NO_PAD.encode(escaped));
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    let tag = URL_SAFE_NO_PAD.encode(hmac::sign(&key, message.as_bytes()));
    assert_eq!(
        verdict(&format!("{message}.{tag}")),
        Ok(claims(TokenKind::Access))
    );
}

#[test]
fn the_other_kind_is_told_apart_even_when_expired() {
    let access = issuer().issue(&claims(TokenKind::Access)).expect("a token");
    let refresh = issuer()
        .issue(&claims(TokenKind::Refresh))
        .expect("a token");
    for now in [at(ISSUED), at(ISSUED + 10_000)] {
        for (token, wanted) in [(&access, TokenKind::Refresh), (&refresh, TokenKind::Access)] {
            assert_eq!(
                issuer().verify(token, wanted, now),
                Err(TokenError::WrongKind)
            );
        }
    }
}

#[test]
fn a_token_counts_until_ten_seconds_past_its_end() {
    let issuer = issuer();
    let end = at(ISSUED + 900);
    let verdict = |now| issuer.verify(KNOWN, TokenKind::Access, now).map(|_| ());
    let micro = TimeDelta::microseconds(1);
    assert_eq!(verdict(end - micro), Ok(()));
    assert_eq!(verdict(end), Ok(()));
    assert_eq!(verdict(end + TimeDelta::seconds(10) - micro), Ok(()));
    assert_eq!(
        verdict(end + TimeDelta::seconds(10)),
        Err(TokenError::Expired)
    );
    assert_eq!(
        verdict(end + TimeDelta::days(400)),
        Err(TokenError::Expired)
    );
}

#[test]
fn a_forged_end_does_not_overflow() {
    let mut payload = payload();
    payload["exp"] = json!(DateTime::<Utc>::MIN_UTC.timestamp());
    assert_eq!(
        issuer().verify(
            &forged(&header(), &payload),
            TokenKind::Access,
            DateTime::<Utc>::MAX_UTC
        ),
        Err(TokenError::Expired)
    );
}

#[test]
fn a_token_from_a_clock_that_is_ahead_is_accepted() {
    let verdict = issuer().verify(KNOWN, TokenKind::Access, at(ISSUED - 60));
    assert_eq!(verdict, Ok(claims(TokenKind::Access)));
}

#[test]
fn the_previous_secret_reads_but_does_not_sign() {
    let rotated = JwtTokenIssuer::new(&settings(OTHER, Some(SECRET))).expect("an issuer");
    let now = at(ISSUED);
    assert!(rotated.verify(KNOWN, TokenKind::Access, now).is_ok());
    let new = rotated.issue(&claims(TokenKind::Access)).expect("a token");
    assert!(rotated.verify(&new, TokenKind::Access, now).is_ok());
    assert_eq!(verdict(&new), Err(TokenError::Invalid));
    let done = JwtTokenIssuer::new(&settings(OTHER, None)).expect("an issuer");
    assert_eq!(
        done.verify(KNOWN, TokenKind::Access, now),
        Err(TokenError::Invalid)
    );
    // The kid alone opens nothing.
    let lying = signed_with(hmac::HMAC_SHA256, OTHER, &header(), &payload());
    assert_eq!(
        rotated.verify(&lying, TokenKind::Access, now),
        Err(TokenError::Invalid)
    );
}

#[test]
fn unusable_settings_are_refused() {
    let short = &SECRET[1..];
    for bad in [settings(short, None), settings(SECRET, Some(short))] {
        assert_eq!(
            JwtTokenIssuer::new(&bad).err(),
            Some(JwtSettingsError::SecretTooShort)
        );
    }
    for (issuer, audience) in [("", "partners"), ("platform", " ")] {
        let bad = JwtSettings {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            ..settings(SECRET, None)
        };
        assert_eq!(
            JwtTokenIssuer::new(&bad).err(),
            Some(JwtSettingsError::Blank)
        );
    }
}

#[test]
fn debug_shows_no_secret() {
    let shown = format!("{:?} {:?}", issuer(), settings(SECRET, Some(OTHER)));
    assert!(
        !shown.contains("0123456789") && !shown.contains("fedcba"),
        "{shown}"
    );
}
