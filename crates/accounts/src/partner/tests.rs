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
fn a_name_has_2_to_100_characters() {
    assert_eq!(name("  Acme  ").as_str(), "Acme");
    assert!(PartnerName::parse(&"ā".repeat(100)).is_ok());
    for bad in ["", " ", "A", " A ", "Ac\u{0}me", &"ā".repeat(101)] {
        assert_eq!(PartnerName::parse(bad), Err(PartnerNameError));
    }
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

proptest! {
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
