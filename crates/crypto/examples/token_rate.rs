//! How long a token, a sealed field and random bytes take.
//!
//! `cargo run --release -p crypto --example token_rate`

use std::hint::black_box;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Instant;

use accounts::{Claims, ClientId, ClientSecret, SecretHasher, TokenIssuer, TokenKind};
use chrono::DateTime;
use crypto::{AesGcmVault, HmacSecretHasher, JwtSettings, JwtTokenIssuer, Key32, SystemEntropy};
use kernel::{
    Entropy, FamilyId, FieldRef, FieldVault, IndexedField, PartnerId, PartnerUuid, TokenId,
};

const ROUNDS: u32 = 200_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let issuer = JwtTokenIssuer::new(&JwtSettings {
        current: Key32::generate(&SystemEntropy).to_base64(),
        previous: None,
        issuer: "partner-api".to_owned(),
        audience: "partner-api".to_owned(),
    })?;
    let now = DateTime::from_timestamp(1_790_000_000, 0).ok_or("no such instant")?;
    let claims = Claims {
        kind: TokenKind::Access,
        id: TokenId::draw(&SystemEntropy),
        family: FamilyId::draw(&SystemEntropy),
        generation: 0,
        partner: PartnerId::new(1),
        partner_uuid: PartnerUuid::draw(&SystemEntropy),
        client_id: ClientId::draw(&SystemEntropy),
        dashboard: false,
        issued_at: now,
        expires_at: now + chrono::TimeDelta::seconds(900),
    };
    let token = issuer.issue(&claims)?;
    measure("issue a token", || issuer.issue(&claims).is_ok())?;
    measure("verify a token", || {
        issuer.verify(&token, TokenKind::Access, now).is_ok()
    })?;
    fields()
}

fn fields() -> Result<(), Box<dyn std::error::Error>> {
    let index = Key32::generate(&SystemEntropy);
    let data = Key32::generate(&SystemEntropy);
    let vault = AesGcmVault::new(&index, &data, &[], Arc::new(SystemEntropy))?;
    let at = FieldRef {
        table: "leads",
        column: "mobile_sealed",
        row: &[7; 16],
    };
    let sealed = vault.seal(at, b"9000000001")?;
    measure("seal a mobile number", || {
        vault.seal(at, b"9000000001").is_ok()
    })?;
    measure("open a mobile number", || vault.open(at, &sealed).is_ok())?;
    measure("index a mobile number", || {
        black_box(vault.index(IndexedField::Mobile, b"9000000001"));
        true
    })?;
    let hasher = HmacSecretHasher::new(&index)?;
    let secret = ClientSecret::presented("psk_test_0123456789abcdef0123456789abcdef");
    let hash = hasher.hash(&secret);
    measure("compare a secret", || hasher.matches(&secret, &hash))?;
    measure("draw 12 random bytes", || {
        let mut nonce = [0_u8; 12];
        SystemEntropy.fill(black_box(&mut nonce));
        true
    })
}

fn measure(what: &str, work: impl Fn() -> bool) -> Result<(), Box<dyn std::error::Error>> {
    let started = Instant::now();
    for _ in 0..ROUNDS {
        if !black_box(work()) {
            return Err(format!("could not {what}").into());
        }
    }
    let each = started.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS);
    writeln!(std::io::stdout(), "{what}: {each:.2} µs")?;
    Ok(())
}
