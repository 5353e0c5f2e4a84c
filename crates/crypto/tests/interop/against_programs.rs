//! The programs of `docs/encryption.md`, the vectors and our own code.

use crypto::SystemEntropy;
use envelope::Form;
use testkit::Runtime;

use crate::ours::{self, Letter, opened, sealed};
use crate::program::{Ended, Program};
use crate::vectors::{Vectors, Wire};

const PARTNER: &str = "pc_000102030405060708090a0b";
const NOW: i64 = 1_790_000_000_123;

/// Bits of the program's key and of ours.
const SIZES: [(u32, u32); 5] = [
    (2048, 2048),
    (3072, 3072),
    (4096, 4096),
    (2048, 4096),
    (4096, 2048),
];

/// The tests of each program.
macro_rules! programs {
    ($($name:ident: $runtime:expr),+ $(,)?) => {$(
        mod $name {
            use super::*;

            #[test]
            fn opens_every_vector_and_refuses_every_wrong_one() {
                if let Some(program) = Program::prepare($runtime, "vectors") {
                    vectors(&program);
                }
            }

            #[test]
            fn opens_what_we_seal() {
                if let Some(program) = Program::prepare($runtime, "opens") {
                    opens(&program);
                }
            }

            #[test]
            fn seals_what_we_open() {
                if let Some(program) = Program::prepare($runtime, "seals") {
                    seals(&program);
                }
            }
        }
    )+};
}

programs! {
    node: Runtime::Node,
    python: Runtime::Python,
    bash: Runtime::Bash,
    java: Runtime::Java,
}

fn printed(text: &[u8]) -> Ended {
    Ended {
        code: Some(0),
        stdout: text.to_vec(),
        stderr: String::new(),
    }
}

fn vectors(program: &Program) {
    let vectors = Vectors::read();
    for vector in &vectors.good {
        let (sender, receiver) = vectors.sides(vector.direction, vector.bits);
        // The order of the fields is free, but for what is signed.
        let envelope = vector.envelope.to_sorted_json();
        let ended = program.open(receiver, sender, &envelope);
        assert_eq!(ended, printed(vector.plain.as_bytes()), "{}", vector.name);
    }
    for refused in &vectors.refused {
        let (sender, receiver) = vectors.sides(refused.direction, refused.bits);
        let ended = program.open(receiver, sender, &refused.envelope.to_json());
        let expected = Ended {
            code: Some(1),
            stdout: Vec::new(),
            stderr: refused.step.clone(),
        };
        assert_eq!(ended, expected, "{}", refused.name);
    }
}

/// A text of every length within a block of AES sooner or later.
fn plain(form: Form, number: usize) -> String {
    let filler = "x".repeat(number * 3);
    format!(
        "{{\"name\":\"आशा 😀\",\"form\":\"{}\",\"filler\":\"{filler}\"}}",
        form.as_str()
    )
}

/// Every form with every pair of sizes, and a text.
fn cases() -> impl Iterator<Item = (Form, (u32, u32), String)> {
    let pairs = |form: Form| SIZES.into_iter().map(move |sizes| (form, sizes));
    let all = Form::ALL.into_iter().flat_map(pairs).enumerate();
    all.map(|(number, (form, sizes))| (form, sizes, plain(form, number)))
}

fn opens(program: &Program) {
    let keys = Vectors::read();
    for (form, (theirs, mine), plain) in cases() {
        let (theirs, mine) = (&keys.pairs(theirs).partner, &keys.pairs(mine).platform);
        let letter = Letter {
            form,
            partner_id: PARTNER,
            timestamp: NOW,
            plain: plain.as_bytes(),
        };
        let envelope = sealed(&letter, &ours::cipher(mine), &SystemEntropy, theirs);
        let ended = program.open(theirs, mine, &envelope.to_json());
        assert_eq!(ended, printed(plain.as_bytes()), "{form:?}");
    }
}

fn seals(program: &Program) {
    let keys = Vectors::read();
    let now = NOW.to_string();
    for (form, (theirs, mine), plain) in cases() {
        let (theirs, mine) = (&keys.pairs(theirs).partner, &keys.pairs(mine).platform);
        let args = [
            "--form",
            form.as_str(),
            "--partner-id",
            PARTNER,
            "--timestamp",
            &now,
        ];
        let ended = program.seal(&args, theirs, mine, plain.as_bytes());
        assert_eq!(
            (ended.code, ended.stderr.as_str()),
            (Some(0), ""),
            "{form:?}"
        );
        let envelope = String::from_utf8(ended.stdout).expect("a text");
        let opened = opened(&Wire::from_json(&envelope), PARTNER, NOW, theirs, mine);
        let opened = opened.expect("an envelope that opens");
        assert_eq!(opened.plain.as_slice(), plain.as_bytes(), "{form:?}");
        assert_eq!(opened.sender.form, form);
    }
}

#[test]
fn the_vectors_are_what_their_script_makes() {
    let script = "scripts/make-envelope-vectors.py";
    if let Some(program) = Program::of_the_repository(Runtime::Python, script) {
        assert_eq!(program.run(&["--check".to_owned()], b""), printed(b""));
    }
}
