use super::*;

struct Ones;

impl Entropy for Ones {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0xff);
    }
}

#[test]
fn drawn_uuids_are_of_version_4_and_use_every_other_bit() {
    let drawn = FamilyId::draw(&Ones).get();
    assert_eq!(drawn.get_version_num(), 4);
    assert_eq!(drawn.get_variant(), uuid::Variant::RFC4122);
    assert_eq!(drawn.to_string(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

#[test]
fn keys_print_as_what_they_are() {
    assert_eq!(PartnerId::new(-7).to_string(), "-7");
    let uuid = Uuid::from_u128(1);
    assert_eq!(PartnerUuid::new(uuid).to_string(), uuid.to_string());
}
