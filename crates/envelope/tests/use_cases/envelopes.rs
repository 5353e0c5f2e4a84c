//! The platform's side.

use std::sync::Arc;

use chrono::TimeDelta;
use envelope::{
    Envelope, EnvelopeCipher as _, Envelopes, Form, MockEnvelopeProfiles, MockReplayMarks,
    OpenError, Policy, Profile, Step,
};
use kernel::{FixedClock, PartnerId, PartnerUuid, PortFailure, ReplayMark};
use testkit::{FakeCipher, SeededEntropy, midday};
use uuid::Uuid;

use crate::desk::{NAMES, TEXT, UUID, is_object, platform, sealed};

const PARTNER: PartnerId = PartnerId::new(10);

fn envelopes_of(cipher: FakeCipher, marks: MockReplayMarks) -> Envelopes {
    let mut profiles = MockEnvelopeProfiles::new();
    profiles
        .expect_remembered()
        .withf(|partner, now| *partner == PARTNER && *now == midday())
        .returning(|_, _| None);
    profiles
        .expect_profile()
        .withf(|partner, now| *partner == PARTNER && *now == midday())
        .returning(|_, _| Ok(Arc::new(profile(Policy::Optional))));
    Envelopes {
        cipher: Arc::new(cipher),
        profiles: Arc::new(profiles),
        marks: Arc::new(marks),
        clock: Arc::new(FixedClock::at(midday())),
        entropy: Arc::new(SeededEntropy::new(2)),
    }
}

fn envelopes() -> Envelopes {
    envelopes_of(platform(), MockReplayMarks::new())
}

fn profile(policy: Policy) -> Profile {
    Profile {
        policy,
        form: None,
        keys: vec![FakeCipher::key("newer"), FakeCipher::key("partner")],
    }
}

fn refusal(envelopes: &Envelopes, envelope: &Envelope, profile: &Profile) -> Option<OpenError> {
    envelopes.open(envelope, &NAMES, profile, &is_object).err()
}

#[test]
fn a_request_opens_and_its_answer_comes_back_in_its_form() {
    for form in Form::ALL {
        let request = sealed(form);
        let profile = profile(Policy::Required);
        let opened = envelopes().open(&request, &NAMES, &profile, &is_object);
        let opened = opened.expect("a right one");
        assert_eq!(*opened.plain, TEXT);
        let answer = envelopes().seal(&opened.sender, b"{}").expect("sealed");
        assert_eq!(answer.iv.is_some(), form != Form::Packed);
        let partner = FakeCipher::owning(&["partner"]);
        let at_partner = envelopes_of(partner, MockReplayMarks::new());
        let from_platform = Profile {
            keys: vec![FakeCipher::key("platform")],
            ..profile
        };
        let opened = at_partner.open(&answer, &[UUID], &from_platform, &is_object);
        let opened = opened.expect("to the key that signed the request");
        assert_eq!(*opened.plain, b"{}");
        assert_eq!(opened.sender.form, form);
    }
}

#[test]
fn nothing_opens_where_encryption_is_off_or_no_key_is_live() {
    let envelope = sealed(Form::Documented);
    let keyless = Profile {
        keys: Vec::new(),
        ..profile(Policy::Required)
    };
    for profile in [profile(Policy::Off), keyless, Profile::default()] {
        let refusal = refusal(&envelopes(), &envelope, &profile);
        assert_eq!(refusal, Some(OpenError::NoKey));
    }
    for policy in [Policy::Optional, Policy::Required] {
        assert_eq!(refusal(&envelopes(), &envelope, &profile(policy)), None);
    }
}

#[test]
fn a_platform_without_a_key_says_so() {
    let envelopes = envelopes_of(FakeCipher::owning(&[]), MockReplayMarks::new());
    let refusal = refusal(
        &envelopes,
        &sealed(Form::Packed),
        &profile(Policy::Optional),
    );
    let Some(OpenError::Port(PortFailure::Unforeseen(why))) = refusal else {
        panic!("{refusal:?}");
    };
    assert!(why.contains("crypto.envelope_private_key_file"));
    let uuid = PartnerUuid::new(Uuid::from_u128(10));
    let to = envelopes.correspondent(uuid, &profile(Policy::Required));
    assert!(matches!(to, Err(PortFailure::Unforeseen(_))));
    assert!(envelopes.public_keys().is_empty());
}

#[test]
fn a_refusal_names_its_step() {
    let mut envelope = sealed(Form::Documented);
    envelope.signature[0] ^= 1;
    let refusal = refusal(&envelopes(), &envelope, &profile(Policy::Optional));
    assert_eq!(refusal, Some(OpenError::Refused(Step::Signature)));
    let pinned = Profile {
        form: Some(Form::Packed),
        ..profile(Policy::Optional)
    };
    let refused = envelopes().open(&sealed(Form::IvUnsigned), &NAMES, &pinned, &is_object);
    assert_eq!(
        refused.err(),
        Some(OpenError::Refused(Step::Signature)),
        "the form is pinned"
    );
}

#[test]
fn an_unasked_answer_goes_to_the_newest_key_in_the_partners_form() {
    let uuid = PartnerUuid::new(Uuid::from_u128(10));
    for form in [None, Some(Form::IvUnsigned), Some(Form::Packed)] {
        let profile = Profile {
            form,
            ..profile(Policy::Required)
        };
        let to = envelopes().correspondent(uuid, &profile).expect("a key");
        assert_eq!(to.partner_id, UUID);
        assert_eq!(to.form, form.unwrap_or(Form::Documented));
        assert_eq!(to.key, FakeCipher::key("newer"));
        assert_eq!(to.own, FakeCipher::key("platform").fingerprint);
    }
    let keyless = envelopes().correspondent(uuid, &Profile::default());
    assert!(matches!(keyless, Err(PortFailure::Unforeseen(_))));
}

#[test]
fn marks_and_profiles_are_asked_for_the_partner_at_the_time() {
    let mark = ReplayMark {
        hash: platform().sha256(b"a text"),
        until: midday() + TimeDelta::minutes(5),
    };
    let mut marks = MockReplayMarks::new();
    let mut first = true;
    marks
        .expect_spend()
        .withf(move |partner, given| *partner == PARTNER && *given == mark)
        .times(2)
        .returning(move |_, _| Ok(std::mem::replace(&mut first, false)));
    let envelopes = envelopes_of(platform(), marks);
    assert_eq!(envelopes.spend(PARTNER, &mark), Ok(true));
    assert_eq!(envelopes.spend(PARTNER, &mark), Ok(false));
    assert_eq!(envelopes.remembered(PARTNER), None);
    let found = envelopes.profile(PARTNER).expect("a profile");
    assert_eq!(*found, profile(Policy::Optional));
    assert_eq!(envelopes.public_keys().len(), 2);
}
