//! `docs/encryption.md`: the programs in it, and that it agrees with the vectors.

use std::fs;
use std::path::PathBuf;

use testkit::documented_program;

use crate::vectors::Vectors;

/// The widest a line of a program may be, in characters: what a page shows.
const WIDEST: usize = 110;

/// The directory of this repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Reads a file of this repository.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect(path)
}

#[test]
fn every_line_of_a_program_fits_a_page() {
    let document = read("docs/encryption.md");
    for name in [
        "envelope.mjs",
        "envelope.py",
        "Envelope.java",
        "envelope.sh",
    ] {
        let code = documented_program(&document, name).expect(name);
        let wide = code.lines().find(|line| line.chars().count() > WIDEST);
        assert_eq!(wide, None, "{name}");
    }
}

#[test]
fn the_worked_examples_are_the_vectors_they_are_named_after() {
    let document = read("docs/encryption.md");
    let vectors = Vectors::read();
    for form in ["documented", "iv-unsigned", "packed"] {
        let name = format!("{form}-2048-request");
        let vector = vectors.good.iter().find(|vector| vector.name == name);
        let vector = vector.expect("the vector");
        let (_, section) = document
            .split_once(&format!("\n### `{name}`\n"))
            .expect("its section");
        let (section, _) = section.split_once("\n## ").expect("a section after it");
        assert!(section.contains(&format!("AES key `{}`", vector.aes_key)));
        assert!(section.contains(&format!("IV `{}`", vector.iv)));
        assert!(section.contains(&format!("```text\n{}\n```\n", vector.signed_text)));
        let pretty = serde_json::to_string_pretty(&vector.envelope).expect("JSON");
        assert!(
            section.contains(&format!("```json\n{pretty}\n```\n")),
            "{name}"
        );
        assert!(document.contains(&format!("```json\n{}\n```\n", vector.plain)));
    }
}

#[test]
fn every_refused_vector_is_explained() {
    let document = read("docs/encryption.md");
    let (_, mistakes) = document.split_once("\n## Mistakes").expect("the section");
    let vectors = Vectors::read();
    for refused in &vectors.refused {
        let changed = refused.name.starts_with("changed-");
        let named = mistakes.contains(&format!("| `{}` |", refused.name));
        assert!(changed || named, "{} is nobody's mistake", refused.name);
    }
}
