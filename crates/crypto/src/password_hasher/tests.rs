use super::*;
use crate::SystemEntropy;

/// The least Argon2 allows.
const CHEAP: Argon2Cost = Argon2Cost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
    at_once: 1,
};

fn hasher(cost: Argon2Cost) -> Argon2PasswordHasher {
    Argon2PasswordHasher::new(cost, Arc::new(SystemEntropy)).expect("a possible cost")
}

fn password(text: &str) -> Password {
    Password::presented(text)
}

#[test]
fn the_right_password_and_no_other_is_recognised() {
    let hasher = hasher(CHEAP);
    let hash = hasher.hash(&password("correct horse")).expect("hashed");
    for (text, right) in [
        ("correct horse", true),
        ("correct horse ", false),
        ("Correct horse", false),
        ("", false),
    ] {
        let verified = hasher.verify(&password(text), Some(&hash));
        assert_eq!(verified, Ok(right), "{text:?}");
    }
}

#[test]
fn equal_passwords_have_different_hashes() {
    let hasher = hasher(CHEAP);
    let hash = || hasher.hash(&password("correct horse")).expect("hashed");
    assert_ne!(hash(), hash());
}

#[test]
fn the_default_cost_is_owasps_and_the_hash_says_so() {
    let hash = hasher(Argon2Cost::default())
        .hash(&password("correct horse"))
        .expect("hashed");
    let text = hash.as_str();
    assert!(
        text.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{text}"
    );
    assert!(!text.contains("horse"));
    // 16 bytes of salt and 32 of hash, in base64 without padding.
    let lengths: Vec<usize> = text.split('$').skip(4).map(str::len).collect();
    assert_eq!(lengths, [22, 43]);
}

/// Of the reference implementation's command line:
/// `echo -n password | argon2 somesalt -id -t 2 -k 256 -p 1 -l 32 -e`.
#[test]
fn a_hash_of_the_reference_implementation_is_understood_at_its_own_cost() {
    let known = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$\
        nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    let known = PasswordHash::new(known.to_owned());
    let hasher = hasher(CHEAP);
    assert_eq!(hasher.verify(&password("password"), Some(&known)), Ok(true));
    assert_eq!(
        hasher.verify(&password("passwore"), Some(&known)),
        Ok(false)
    );
}

#[test]
fn nobodys_password_costs_what_anybodys_does() {
    let hasher = hasher(Argon2Cost {
        memory_kib: 64,
        passes: 3,
        ..CHEAP
    });
    let cost = |hash: &PasswordHash| -> Vec<String> {
        hash.as_str()
            .split('$')
            .take(4)
            .map(str::to_owned)
            .collect()
    };
    let real = hasher.hash(&password("correct horse")).expect("hashed");
    assert_eq!(cost(&hasher.nobodys), cost(&real));
    assert_eq!(cost(&real).last().map(String::as_str), Some("m=64,t=3,p=1"));
    assert_eq!(hasher.verify(&password("correct horse"), None), Ok(false));
}

#[test]
fn what_is_no_hash_is_corrupt() {
    let hasher = hasher(CHEAP);
    for text in [
        "",
        "secret",
        "$argon2id$v=19$m=8,t=1,p=1",
        "$md5$c29tZXNhbHQ$AAAA",
    ] {
        let hash = PasswordHash::new(text.to_owned());
        let verified = hasher.verify(&password("x"), Some(&hash));
        let told = format!("{verified:?}");
        assert!(!matches!(verified, Ok(true)), "{text}");
        assert!(text.is_empty() || !told.contains(text), "{told}");
    }
}

#[test]
fn an_impossible_cost_is_refused() {
    for cost in [
        Argon2Cost {
            memory_kib: 7,
            ..CHEAP
        },
        Argon2Cost { passes: 0, ..CHEAP },
        Argon2Cost { lanes: 0, ..CHEAP },
        Argon2Cost {
            at_once: 0,
            ..CHEAP
        },
    ] {
        let made = Argon2PasswordHasher::new(cost, Arc::new(SystemEntropy));
        assert_eq!(made.err(), Some(Argon2CostError), "{cost:?}");
    }
}
