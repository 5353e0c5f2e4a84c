//! Which step refuses when several would.

use envelope::{Envelope, EnvelopeCipher, Form, Step};
use testkit::FakeCipher;

use crate::desk::{platform, refused, sealed, sealed_text, signed, signed_by};

/// `envelope`, wrong at `step` and signed by the partner.
fn spoiled(form: Form, envelope: Envelope, step: Step) -> Envelope {
    let mut envelope = envelope;
    match step {
        Step::Partner => "somebody".clone_into(&mut envelope.partner_id),
        Step::Timestamp => envelope.timestamp -= 301_000,
        Step::Key => {
            let stranger = FakeCipher::key("stranger");
            envelope.encrypted_key = platform().wrap_key(&stranger, &[7; 32]).expect("short");
        }
        Step::Data => envelope.auth_tag[0] ^= 1,
        Step::Shape | Step::Signature | Step::Text | Step::Replay => {}
    }
    let signer = if step == Step::Signature {
        "stranger"
    } else {
        "partner"
    };
    signed_by(signer, form, envelope)
}

const STEPS: [Step; 6] = [
    Step::Partner,
    Step::Timestamp,
    Step::Signature,
    Step::Key,
    Step::Data,
    Step::Text,
];

#[test]
fn each_step_refuses_alone() {
    for form in Form::ALL {
        for step in STEPS {
            let text: &[u8] = if step == Step::Text { b"[]" } else { b"{}" };
            let envelope = spoiled(form, sealed_text(form, text), step);
            assert_eq!(refused(&envelope), Some(step), "{form:?}");
        }
        assert_eq!(refused(&signed(form, sealed(form))), None);
    }
}

#[test]
fn the_first_of_several_wrong_steps_refuses() {
    for form in Form::ALL {
        // Every set of wrong steps with more than one member.
        for set in 1_u8..64 {
            let wrong = |step: &Step| {
                let at = STEPS.iter().position(|other| other == step);
                set & (1 << at.expect("one of them")) != 0
            };
            let text: &[u8] = if wrong(&Step::Text) { b"[]" } else { b"{}" };
            let mut envelope = sealed_text(form, text);
            for step in STEPS.iter().filter(|step| wrong(step)) {
                envelope = spoiled(form, envelope, *step);
            }
            if wrong(&Step::Signature) {
                envelope = signed_by("stranger", form, envelope);
            }
            assert_eq!(
                refused(&envelope),
                STEPS.into_iter().find(|step| wrong(step))
            );
        }
    }
}

#[test]
fn steps_are_ordered_as_the_work_is_and_have_names() {
    let all = [
        (Step::Shape, "shape"),
        (Step::Partner, "partner_id"),
        (Step::Timestamp, "timestamp"),
        (Step::Signature, "signature"),
        (Step::Key, "encrypted_key"),
        (Step::Data, "encrypted_data"),
        (Step::Text, "json"),
        (Step::Replay, "replay"),
    ];
    assert!(all.is_sorted_by(|one, next| one.0 < next.0));
    for (step, name) in all {
        assert_eq!(step.as_str(), name);
    }
}
