use accounts::{Claims, ClientId, StaffRole, TokenIssuer as _, TokenKind};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use kernel::{FamilyId, PartnerId, PartnerUuid};
use ring::hmac;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::*;
use crate::JwtTokenIssuer;

const SECRET: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";
/// Of [`SECRET`]; see the tests of partners' tokens.
const KID: &str = "a11f7650";
const ISSUED: i64 = 1_790_000_000;
const HOURS_12: i64 = 43_200;

fn settings(current: &str, previous: Option<&str>, audience: &str) -> JwtSettings {
    JwtSettings {
        current: SecretString::from(current),
        previous: previous.map(SecretString::from),
        issuer: "platform".to_owned(),
        audience: audience.to_owned(),
    }
}

fn tokens() -> JwtStaffTokens {
    JwtStaffTokens::new(&settings(SECRET, None, "staff")).expect("tokens")
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).expect("an instant")
}

fn claims() -> StaffClaims {
    StaffClaims {
        id: TokenId::new(Uuid::from_u128(2)),
        staff: StaffUuid::new(Uuid::from_u128(1)),
        email: EmailAddress::parse("Finance@lender.example").expect("an address"),
        role: StaffRole::Finance,
        generation: 3,
        issued_at: at(ISSUED),
        expires_at: at(ISSUED + HOURS_12),
    }
}

fn payload() -> Value {
    json!({
        "iss": "platform",
        "aud": "staff",
        "user_id": "00000000-0000-0000-0000-000000000001",
        "email": "Finance@lender.example",
        "account_type": "finance",
        "jti": "00000000-0000-0000-0000-000000000002",
        "gen": 3,
        "iat": ISSUED,
        "exp": ISSUED + HOURS_12,
    })
}

fn signed(algorithm: hmac::Algorithm, header: &Value, payload: &Value) -> String {
    let part = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let message = format!("{}.{}", part(header), part(payload));
    let key = hmac::Key::new(algorithm, SECRET.as_bytes());
    let tag = hmac::sign(&key, message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
}

fn forged(payload: &Value) -> String {
    let header = json!({"alg": "HS256", "typ": "JWT", "kid": KID});
    signed(hmac::HMAC_SHA256, &header, payload)
}

fn verdict(token: &str) -> Result<StaffClaims, TokenError> {
    tokens().verify(token, at(ISSUED))
}

fn read(part: &str) -> Value {
    let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[test]
fn the_claims_are_the_guides_and_jti_and_the_header_names_the_key() {
    let token = tokens().issue(&claims()).expect("a token");
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(
        read(parts[0]),
        json!({"alg": "HS256", "typ": "JWT", "kid": KID})
    );
    assert_eq!(read(parts[1]), payload());
    assert_eq!(verdict(&token), Ok(claims()));
}

#[test]
fn a_token_another_implementation_signed_is_read() {
    assert_eq!(verdict(&forged(&payload())), Ok(claims()));
}

#[test]
fn a_token_of_an_earlier_version_is_of_the_first_generation() {
    let mut payload = payload();
    payload.as_object_mut().expect("claims").remove("gen");
    let read = verdict(&forged(&payload)).expect("it counts");
    assert_eq!(read.generation, 0);
    payload["gen"] = json!(-1);
    assert_eq!(verdict(&forged(&payload)), Err(TokenError::Invalid));
}

#[test]
fn only_hs256_under_a_known_key_is_accepted() {
    for (header, algorithm) in [
        (json!({"alg": "none", "kid": KID}), hmac::HMAC_SHA256),
        (json!({"alg": "HS512", "kid": KID}), hmac::HMAC_SHA512),
        (json!({"alg": "HS256"}), hmac::HMAC_SHA256),
        (
            json!({"alg": "HS256", "kid": "00000000"}),
            hmac::HMAC_SHA256,
        ),
        (
            json!({"alg": "HS256", "kid": KID, "crit": ["exp"]}),
            hmac::HMAC_SHA256,
        ),
    ] {
        let token = signed(algorithm, &header, &payload());
        assert_eq!(verdict(&token), Err(TokenError::Invalid), "{header}");
    }
    assert_eq!(verdict(""), Err(TokenError::Invalid));
    assert_eq!(verdict("a.b.c"), Err(TokenError::Invalid));
}

#[test]
fn every_claim_must_be_there_and_make_sense() {
    let names: Vec<String> = payload()
        .as_object()
        .expect("an object")
        .keys()
        .cloned()
        .collect();
    assert_eq!(names.len(), 9);
    // Tokens of earlier versions have no `gen`.
    for name in names.into_iter().filter(|name| name != "gen") {
        let mut without = payload();
        without.as_object_mut().expect("an object").remove(&name);
        let mut wrong = payload();
        wrong[&name] = json!({"not": "this"});
        for payload in [without, wrong] {
            assert_eq!(
                verdict(&forged(&payload)),
                Err(TokenError::Invalid),
                "{name}"
            );
        }
    }
    for (name, value) in [
        ("account_type", json!("partner")),
        ("account_type", json!("root")),
        ("user_id", json!("7")),
        ("email", json!("nobody")),
        ("iss", json!("elsewhere")),
        ("aud", json!("partners")),
        ("exp", json!(i64::MAX)),
        ("gen", json!("1")),
    ] {
        let mut payload = payload();
        payload[name] = value;
        assert_eq!(
            verdict(&forged(&payload)),
            Err(TokenError::Invalid),
            "{name}"
        );
    }
}

#[test]
fn a_token_counts_until_ten_seconds_past_its_end_by_the_clock_it_is_given() {
    let token = tokens().issue(&claims()).expect("a token");
    let end = at(ISSUED + HOURS_12);
    let verdict = |now| tokens().verify(&token, now).map(|_| ());
    let last = end + TimeDelta::seconds(10);
    assert_eq!(verdict(end), Ok(()));
    assert_eq!(verdict(last - TimeDelta::microseconds(1)), Ok(()));
    assert_eq!(verdict(last), Err(TokenError::Expired));
}

#[test]
fn the_secret_before_still_counts_and_a_third_does_not() {
    let old = tokens().issue(&claims()).expect("a token");
    let rotated = |previous| {
        let settings = settings(OTHER, previous, "staff");
        JwtStaffTokens::new(&settings).expect("tokens")
    };
    let judge = |tokens: JwtStaffTokens| tokens.verify(&old, at(ISSUED)).map(|_| ());
    assert_eq!(judge(rotated(Some(SECRET))), Ok(()));
    assert_eq!(judge(rotated(None)), Err(TokenError::Invalid));
}

#[test]
fn a_partners_token_is_none_of_the_staffs_and_the_reverse() {
    let partners = JwtTokenIssuer::new(&settings(SECRET, None, "partners")).expect("an issuer");
    let of_partner = partners.issue(&Claims {
        kind: TokenKind::Access,
        id: TokenId::new(Uuid::from_u128(2)),
        family: FamilyId::new(Uuid::from_u128(3)),
        generation: 0,
        partner: PartnerId::new(7),
        partner_uuid: PartnerUuid::new(Uuid::from_u128(1)),
        client_id: ClientId::parse("pc_000102030405060708090a0b").expect("a client id"),
        dashboard: false,
        issued_at: at(ISSUED),
        expires_at: at(ISSUED + 900),
    });
    assert_eq!(
        verdict(&of_partner.expect("a token")),
        Err(TokenError::Invalid)
    );
    let of_staff = tokens().issue(&claims()).expect("a token");
    let judged = partners.verify(&of_staff, TokenKind::Access, at(ISSUED));
    assert_eq!(judged, Err(TokenError::Invalid));

    // Not the different claims alone keep them apart.
    let mut both = payload();
    both["aud"] = json!("partners");
    assert_eq!(verdict(&forged(&both)), Err(TokenError::Invalid));
}

#[test]
fn nothing_of_the_keys_shows() {
    assert_eq!(format!("{:?}", tokens()), "JwtStaffTokens(redacted)");
}
