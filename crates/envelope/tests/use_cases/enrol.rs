//! Enrolling keys.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use envelope::{
    Encryption, EnrolError, EnrolKey, EnrolStoreError, Enrolment, EnvelopeCipher as _, Fingerprint,
    Form, KeySettings, MockPartnerKeys, PartnerKeys, Policy, PolicyChange, PublicKeyError,
};
use kernel::{Actor, FixedClock, PartnerId, PortFailure, PortResult};
use testkit::{FakeCipher, FakeVault, SeededEntropy, midday};

const PARTNER: PartnerId = PartnerId::new(10);

/// Remembers enrolments and refuses a mark that comes again.
#[derive(Default)]
struct RecordingKeys(Mutex<Vec<(Enrolment, Actor, DateTime<Utc>)>>);

impl RecordingKeys {
    fn all(&self) -> Vec<(Enrolment, Actor, DateTime<Utc>)> {
        self.0.lock().expect("no panic before").clone()
    }
}

impl PartnerKeys for RecordingKeys {
    fn enrol(
        &self,
        enrolment: &Enrolment,
        actor: Actor,
        now: DateTime<Utc>,
    ) -> Result<Encryption, EnrolStoreError> {
        let mut all = self.0.lock().expect("no panic before");
        let nonce = enrolment.nonce;
        if nonce.is_some() && all.iter().any(|(before, _, _)| before.nonce == nonce) {
            return Err(EnrolStoreError::NonceSpent);
        }
        all.push((enrolment.clone(), actor, now));
        Ok(Encryption {
            policy: Policy::Optional,
            ..Encryption::default()
        })
    }

    fn retire(
        &self,
        _: PartnerId,
        _: &Fingerprint,
        _: Actor,
        _: DateTime<Utc>,
    ) -> PortResult<bool> {
        Ok(false)
    }

    fn encryption(&self, _: PartnerId) -> PortResult<Encryption> {
        Ok(Encryption::default())
    }
}

struct Desk {
    enrol: EnrolKey,
    keys: Arc<RecordingKeys>,
    clock: Arc<FixedClock>,
}

fn desk() -> Desk {
    let keys = Arc::new(RecordingKeys::default());
    let clock = Arc::new(FixedClock::at(midday()));
    let enrol = with_keys(Arc::<RecordingKeys>::clone(&keys));
    Desk {
        enrol: EnrolKey {
            clock: Arc::<FixedClock>::clone(&clock),
            ..enrol
        },
        keys,
        clock,
    }
}

fn with_keys(keys: Arc<dyn PartnerKeys>) -> EnrolKey {
    EnrolKey {
        cipher: Arc::new(FakeCipher::owning(&["platform"])),
        keys,
        vault: Arc::new(FakeVault),
        clock: Arc::new(FixedClock::at(midday())),
        entropy: Arc::new(SeededEntropy::new(8)),
    }
}

fn pem() -> String {
    FakeCipher::key("partner").to_pem()
}

/// The signature of the key called `name` over `text`, in base64.
fn signature(name: &str, text: &str) -> String {
    let own = FakeCipher::key(name).fingerprint;
    let signature = FakeCipher::owning(&[name]).sign(&own, text.as_bytes());
    STANDARD.encode(signature.expect("its own key"))
}

impl Desk {
    /// Enrols the key `partner` with `nonce`, rightly signed.
    fn present(&self, partner: PartnerId, nonce: &str) -> Result<Fingerprint, EnrolError> {
        let enrolled =
            self.enrol
                .by_partner(partner, &pem(), nonce, &signature("partner", nonce))?;
        Ok(enrolled.fingerprint)
    }
}

#[test]
fn a_partner_enrols_a_key_by_signing_a_nonce() {
    let desk = desk();
    let nonce = desk.enrol.nonce(PARTNER);
    assert_eq!(nonce.expires_at, midday() + TimeDelta::minutes(10));
    let key = FakeCipher::key("partner");
    assert_eq!(desk.present(PARTNER, &nonce.text), Ok(key.fingerprint));
    let [(enrolment, actor, now)] = &desk.keys.all()[..] else {
        panic!("one enrolment");
    };
    assert_eq!((*actor, *now), (Actor::Partner(PARTNER), midday()));
    assert_eq!((enrolment.partner, &enrolment.key), (PARTNER, &key));
    assert_eq!(enrolment.policy, PolicyChange::OptionalIfUnset);
    let mark = enrolment.nonce.expect("the nonce is spent with it");
    assert_eq!(mark.until, nonce.expires_at);
    let cipher = FakeCipher::owning(&[]);
    assert_eq!(mark.hash, cipher.sha256(nonce.text.as_bytes()));
}

#[test]
fn a_nonce_enrols_once() {
    let desk = desk();
    let nonce = desk.enrol.nonce(PARTNER).text;
    assert!(desk.present(PARTNER, &nonce).is_ok());
    assert_eq!(desk.present(PARTNER, &nonce), Err(EnrolError::Nonce));
    let another = desk.enrol.nonce(PARTNER).text;
    assert_ne!(nonce, another);
    assert!(desk.present(PARTNER, &another).is_ok());
}

#[test]
fn a_nonce_lives_for_ten_minutes() {
    let desk = desk();
    let nonce = desk.enrol.nonce(PARTNER).text;
    desk.clock.set(midday() + TimeDelta::minutes(10));
    assert_eq!(desk.present(PARTNER, &nonce), Err(EnrolError::Nonce));
    let last = TimeDelta::minutes(10) - TimeDelta::milliseconds(1);
    desk.clock.set(midday() + last);
    assert!(desk.present(PARTNER, &nonce).is_ok());
}

#[test]
fn a_nonce_of_another_partner_does_not_count() {
    let desk = desk();
    let nonce = desk.enrol.nonce(PartnerId::new(11)).text;
    assert_eq!(desk.present(PARTNER, &nonce), Err(EnrolError::Nonce));
    assert!(desk.present(PartnerId::new(11), &nonce).is_ok());
}

#[test]
fn a_changed_nonce_does_not_count() {
    let desk = desk();
    let nonce = desk.enrol.nonce(PARTNER).text;
    let bytes = URL_SAFE_NO_PAD.decode(&nonce).expect("base64");
    assert_eq!(bytes.len(), 8 + 16 + 32);
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let changed = URL_SAFE_NO_PAD.encode(changed);
            let refused = desk.present(PARTNER, &changed);
            assert_eq!(refused, Err(EnrolError::Nonce), "{at} {bit}");
        }
    }
    let longer = URL_SAFE_NO_PAD.encode([&bytes[..], &[0]].concat());
    let shorter = URL_SAFE_NO_PAD.encode(&bytes[..55]);
    let head = URL_SAFE_NO_PAD.encode(&bytes[..24]);
    let padded = format!("{nonce}=");
    for text in ["", "?", &longer, &shorter, &head, &padded] {
        assert_eq!(
            desk.present(PARTNER, text),
            Err(EnrolError::Nonce),
            "{text}"
        );
    }
    assert_eq!(desk.keys.all(), []);
}

#[test]
fn only_the_keys_own_signature_over_the_nonce_counts() {
    let desk = desk();
    let nonce = desk.enrol.nonce(PARTNER).text;
    let right = signature("partner", &nonce);
    for wrong in [
        signature("stranger", &nonce),
        signature("partner", "another text"),
        format!("{right}\n"),
        right.trim_end_matches('=').to_owned(),
        right.replace(['+', '/'], "-"),
        String::new(),
    ] {
        let refused = desk.enrol.by_partner(PARTNER, &pem(), &nonce, &wrong);
        assert_eq!(refused.err(), Some(EnrolError::Signature), "{wrong}");
    }
    assert_eq!(desk.keys.all(), []);
    assert!(desk.present(PARTNER, &nonce).is_ok());
}

#[test]
fn what_is_no_key_is_refused_before_anything_else() {
    let desk = desk();
    for (pem, error) in [
        ("", PublicKeyError::NotAKey),
        ("-----BEGIN PRIVATE KEY-----", PublicKeyError::Private),
    ] {
        let refused = desk.enrol.by_partner(PARTNER, pem, "", "");
        assert_eq!(refused.err(), Some(EnrolError::Key(error)));
        let settings = KeySettings {
            policy: Policy::Off,
            form: None,
        };
        let refused = desk
            .enrol
            .by_operator(PARTNER, pem, settings, Actor::System);
        assert_eq!(refused.err(), Some(EnrolError::Key(error)));
    }
}

#[test]
fn an_operator_sets_policy_and_form() {
    let desk = desk();
    for policy in Policy::ALL {
        for form in [None, Some(None), Some(Some(Form::Packed))] {
            let settings = KeySettings { policy, form };
            let enrolled = desk
                .enrol
                .by_operator(PARTNER, &pem(), settings, Actor::System);
            let key = FakeCipher::key("partner");
            assert_eq!(enrolled.expect("a key").fingerprint, key.fingerprint);
            let all = desk.keys.all();
            let (enrolment, actor, now) = all.last().expect("just made");
            assert_eq!((*actor, *now), (Actor::System, midday()));
            assert_eq!(enrolment.policy, PolicyChange::Set { policy, form });
            assert_eq!(enrolment.nonce, None);
        }
    }
}

#[test]
fn what_the_store_refuses_is_said_in_its_words() {
    let failure = PortFailure::Unavailable("away".to_owned());
    for (refused, said) in [
        (EnrolStoreError::Unknown, EnrolError::Unknown),
        (EnrolStoreError::Retired, EnrolError::Retired),
        (EnrolStoreError::NonceSpent, EnrolError::Nonce),
        (
            EnrolStoreError::Port(failure.clone()),
            EnrolError::Port(failure),
        ),
    ] {
        let mut keys = MockPartnerKeys::new();
        keys.expect_enrol()
            .returning(move |_, _, _| Err(refused.clone()));
        let enrol = with_keys(Arc::new(keys));
        let settings = KeySettings {
            policy: Policy::Required,
            form: None,
        };
        let error = enrol.by_operator(PARTNER, &pem(), settings, Actor::System);
        assert_eq!(error.err(), Some(said));
    }
}

#[test]
fn retiring_and_reading_go_to_the_store() {
    let key = FakeCipher::key("partner").fingerprint;
    let mut keys = MockPartnerKeys::new();
    keys.expect_retire()
        .withf(move |partner, given, actor, now| {
            *partner == PARTNER && *given == key && *actor == Actor::System && *now == midday()
        })
        .times(1)
        .returning(|_, _, _, _| Ok(true));
    keys.expect_encryption()
        .returning(|_| Ok(Encryption::default()));
    let enrol = with_keys(Arc::new(keys));
    assert_eq!(enrol.retire(PARTNER, &key, Actor::System), Ok(true));
    assert_eq!(enrol.encryption(PARTNER), Ok(Encryption::default()));
}
