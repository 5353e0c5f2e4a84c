use kernel::{Digest, FieldRef, PortResult, Sealed};
use proptest::prelude::*;

use super::*;

/// Indexes by the first bytes of tag and value; seals nothing.
struct ShortVault;

impl FieldVault for ShortVault {
    fn digest(&self, value: &[u8]) -> Digest {
        let mut bytes = [0; 32];
        for (to, from) in bytes.iter_mut().zip(value) {
            *to = *from;
        }
        Digest::new(bytes)
    }

    fn index_digest(&self, field: IndexedField, digest: &Digest) -> BlindIndex {
        let mut bytes = *digest.as_bytes();
        bytes[31] = match field {
            IndexedField::Mobile => 1,
            IndexedField::Pan => 2,
            IndexedField::MobileLastFour => 3,
            _ => panic!("{field:?} is nothing to search by"),
        };
        BlindIndex::new(bytes)
    }

    fn seal(&self, _: FieldRef<'_>, _: &[u8]) -> PortResult<Sealed> {
        panic!("a search seals nothing")
    }

    fn open(&self, _: FieldRef<'_>, _: &Sealed) -> PortResult<Vec<u8>> {
        panic!("a search opens nothing")
    }
}

fn parse(text: &str) -> Option<SearchTerm> {
    SearchTerm::parse(text, &ShortVault).expect("a search")
}

fn index(field: IndexedField, value: &str) -> BlindIndex {
    ShortVault.index(field, value.as_bytes())
}

#[test]
fn a_search_is_told_apart_by_its_form() {
    let name_prefix = |text: &str| SearchTerm::NamePrefix(text.to_owned());
    let name_contains = |text: &str| SearchTerm::NameContains(text.to_owned());
    for (text, expected) in [
        (
            "9000000001",
            SearchTerm::Mobile(index(IndexedField::Mobile, "9000000001")),
        ),
        (
            " 9000000001 ",
            SearchTerm::Mobile(index(IndexedField::Mobile, "9000000001")),
        ),
        (
            "AAAPA0001A",
            SearchTerm::Pan(index(IndexedField::Pan, "AAAPA0001A")),
        ),
        (
            "0001",
            SearchTerm::MobileLastFour(index(IndexedField::MobileLastFour, "0001")),
        ),
        ("A", name_prefix("a")),
        ("AS", name_prefix("as")),
        ("ĀŚ", name_prefix("āś")),
        ("Ash", name_contains("ash")),
        ("100%", name_contains("100%")),
        ("a_b", name_contains("a_b")),
        ("%", name_prefix("%")),
        // Almost a mobile number, a PAN, four digits.
        ("900000000", name_contains("900000000")),
        ("aaapa0001a", name_contains("aaapa0001a")),
        ("००००", name_contains("००००")),
        ("123", name_contains("123")),
        ("12", name_prefix("12")),
    ] {
        let term = parse(text);
        assert_eq!(term.as_ref(), Some(&expected), "{text}");
    }
}

#[test]
fn a_blank_search_is_none_and_one_longer_than_any_name_is_refused() {
    assert_eq!(parse(""), None);
    assert_eq!(parse(" \t "), None);
    assert!(parse(&"ā".repeat(100)).is_some());
    assert_eq!(
        SearchTerm::parse(&"ā".repeat(101), &ShortVault),
        Err(SearchError)
    );
}

#[test]
fn only_name_searches_have_capped_totals() {
    for (text, name) in [
        ("9000000001", false),
        ("AAAPA0001A", false),
        ("0001", false),
        ("as", true),
        ("asha", true),
    ] {
        assert_eq!(parse(text).expect("a search").is_name(), name, "{text}");
    }
}

#[test]
fn debug_hides_the_name() {
    for text in ["As", "Asha", "9000000001", "0001"] {
        let shown = format!("{:?}", parse(text)).to_lowercase();
        assert!(
            !shown.contains(&format!("\"{}", text.to_lowercase())),
            "{shown}"
        );
        assert!(shown.contains("redacted"), "{shown}");
    }
}

proptest! {
    #[test]
    fn a_name_search_finds_the_name_it_was_cut_from(
        name in "\\PC{1,20}",
        cut in any::<prop::sample::Index>(),
    ) {
        let Ok(name) = kernel::PersonName::parse(&name) else {
            return Ok(());
        };
        // What is typed is a beginning of the name, in any case.
        let count = name.as_str().chars().count();
        let typed: String = name.as_str().chars().take(cut.index(count) + 1).collect();
        match parse(&typed) {
            Some(SearchTerm::NamePrefix(start)) => {
                prop_assert!(typed.trim().chars().count() < 3);
                prop_assert_eq!(start, typed.trim().to_lowercase());
            }
            Some(SearchTerm::NameContains(part)) => {
                prop_assert!(typed.trim().chars().count() >= 3);
                prop_assert_eq!(part, typed.trim().to_lowercase());
            }
            Some(_) => prop_assert!(typed.trim().is_ascii()),
            None => prop_assert!(typed.trim().is_empty()),
        }
    }
}
