use super::*;

#[test]
fn debug_shows_no_bytes() {
    let bytes = [0xab; 32];
    assert_eq!(format!("{:?}", BlindIndex::new(bytes)), "BlindIndex(..)");
    assert_eq!(format!("{:?}", Digest::new(bytes)), "Digest(redacted)");
    assert_eq!(
        format!("{:?}", Sealed::new(bytes.to_vec())),
        "Sealed(32 bytes)"
    );
}

#[test]
fn bytes_come_out_as_they_went_in() {
    let bytes = [7; 32];
    assert_eq!(BlindIndex::new(bytes).as_bytes(), &bytes);
    assert_eq!(Digest::new(bytes).as_bytes(), &bytes);
    let sealed = Sealed::new(vec![1, 2, 3]);
    assert_eq!(sealed.as_bytes(), [1, 2, 3]);
    assert_eq!(sealed.into_bytes(), [1, 2, 3]);
}
