use proptest::prelude::*;

use super::*;

fn name(text: &str) -> PartnerName {
    PartnerName::parse(text).expect("a name")
}

fn slug(text: &str) -> Slug {
    Slug::parse(text).expect("a slug")
}

#[test]
fn a_slug_is_lower_case_digits_and_inner_hyphens() {
    let longest = "a".repeat(64);
    for good in ["ab", "a1", "1-2", "a--b", "acme-pay", longest.as_str()] {
        assert_eq!(slug(good).as_str(), good);
    }
    for bad in [
        "",
        "a",
        "-ab",
        "ab-",
        "Acme",
        "ac me",
        "ac_me",
        "äb",
        &"a".repeat(65),
        "00000000-0000-4000-8000-000000000001",
        "00000000000040008000000000000001",
    ] {
        assert_eq!(Slug::parse(bad), Err(SlugError), "{bad}");
    }
}

#[test]
fn a_name_suggests_its_slug() {
    for (text, expected) in [
        ("Acme", "acme"),
        ("Acme Pay & Co.", "acme-pay-co"),
        ("  ~Acme~  ", "acme"),
        ("Čerstvé 24/7", "erstv-24-7"),
        ("आशा", "partner"),
        ("!!", "partner"),
        ("李A", "partner"),
    ] {
        assert_eq!(Slug::suggested_by(&name(text)).as_str(), expected, "{text}");
    }
}

#[test]
fn alternatives_are_numbered_and_stay_within_the_limit() {
    assert_eq!(slug("acme").numbered(1).as_str(), "acme-1");
    assert_eq!(slug("acme").numbered(20).as_str(), "acme-20");
    let longest = slug(&"a".repeat(64));
    let numbered = longest.numbered(u32::MAX);
    assert_eq!(numbered.as_str(), format!("{}-4294967295", "a".repeat(53)));
    let hyphen_at_the_cut = slug(&format!("{}-b", "a".repeat(62)));
    assert_eq!(
        hyphen_at_the_cut.numbered(7).as_str(),
        format!("{}-7", "a".repeat(62))
    );
}

proptest! {
    #[test]
    fn every_name_suggests_a_slug_and_so_do_its_alternatives(
        text in "\\PC{2,100}",
        number: u32,
    ) {
        if let Ok(name) = PartnerName::parse(&text) {
            let suggested = Slug::suggested_by(&name);
            prop_assert_eq!(Slug::parse(suggested.as_str()), Ok(suggested.clone()));
            let numbered = suggested.numbered(number);
            prop_assert_eq!(Slug::parse(numbered.as_str()), Ok(numbered.clone()));
            prop_assert_ne!(numbered, suggested);
        }
    }
}
