use proptest::prelude::*;

use super::*;

struct Counting;

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        for (byte, number) in buffer.iter_mut().zip(0..) {
            *byte = number;
        }
    }
}

fn name(text: &str) -> PartnerName {
    PartnerName::parse(text).expect("a name")
}

fn slug(text: &str) -> Slug {
    Slug::parse(text).expect("a slug")
}

#[test]
fn the_status_machine_has_six_steps_and_no_other() {
    use PartnerStatus as S;
    let steps = [
        (S::Pending, S::Active),
        (S::Pending, S::Rejected),
        (S::Active, S::Suspended),
        (S::Active, S::Inactive),
        (S::Suspended, S::Active),
        (S::Inactive, S::Active),
    ];
    for from in S::ALL {
        for to in S::ALL {
            let expected = if steps.contains(&(from, to)) {
                Ok(to)
            } else {
                Err(StatusTransitionError { from, to })
            };
            assert_eq!(from.change_to(to), expected, "{from} to {to}");
        }
    }
}

#[test]
fn every_status_word_is_read_back() {
    for status in PartnerStatus::ALL {
        assert_eq!(status.to_string().parse(), Ok(status));
    }
    assert_eq!("Active".parse::<PartnerStatus>(), Err(UnknownPartnerStatus));
}

#[test]
fn a_name_has_2_to_100_characters() {
    assert_eq!(name("  Acme  ").as_str(), "Acme");
    assert!(PartnerName::parse(&"ā".repeat(100)).is_ok());
    for bad in ["", " ", "A", " A ", "Ac\u{0}me", &"ā".repeat(101)] {
        assert_eq!(PartnerName::parse(bad), Err(PartnerNameError));
    }
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

#[test]
fn a_client_id_is_a_prefix_and_24_hexadecimal_digits() {
    let drawn = ClientId::draw(&Counting);
    assert_eq!(drawn.as_str(), "pc_000102030405060708090a0b");
    assert_eq!(ClientId::parse(drawn.as_str()), Some(drawn));
    for bad in [
        "",
        "pc_",
        "000102030405060708090a0b",
        "pc_000102030405060708090a0",
        "pc_000102030405060708090a0b0",
        "pc_000102030405060708090A0B",
        "pc_00010203040506070809zz0b",
        "PC_000102030405060708090a0b",
        " pc_000102030405060708090a0b",
    ] {
        assert_eq!(ClientId::parse(bad), None, "{bad}");
    }
}

#[test]
fn a_handle_is_told_apart_by_its_form() {
    let id = "pc_000102030405060708090a0b";
    assert_eq!(
        PartnerHandle::parse(id),
        ClientId::parse(id).map(PartnerHandle::ClientId)
    );
    let uuid = Uuid::from_u128(0x1234);
    assert_eq!(
        PartnerHandle::parse(&uuid.to_string()),
        Some(PartnerHandle::Uuid(PartnerUuid::new(uuid)))
    );
    assert_eq!(
        PartnerHandle::parse("acme"),
        Some(PartnerHandle::Slug(slug("acme")))
    );
    for bad in ["", "a", "Acme", "pc_12", "a b", "a@b.test"] {
        assert_eq!(PartnerHandle::parse(bad), None, "{bad}");
    }
}

#[test]
fn a_rate_is_at_most_all_of_it() {
    assert_eq!(RateBps::new(0).map(RateBps::get), Ok(0));
    assert_eq!(RateBps::new(10_000).map(RateBps::get), Ok(10_000));
    assert_eq!(RateBps::new(10_001), Err(RateError));
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

    #[test]
    fn no_text_is_handle_of_two_kinds(text in "(pc_)?[-a-f0-9]{1,40}") {
        let kinds = [
            ClientId::parse(&text).is_some(),
            Uuid::try_parse(&text).is_ok(),
            Slug::parse(&text).is_ok(),
        ];
        let many = kinds.iter().filter(|kind| **kind).count();
        prop_assert!(many <= 1);
        prop_assert_eq!(PartnerHandle::parse(&text).is_some(), many == 1);
    }
}
