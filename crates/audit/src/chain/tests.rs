use super::*;

/// Shows the message itself where it fits.
struct Plain;

impl ChainHasher for Plain {
    fn hash(&self, message: &[u8]) -> ChainHash {
        let mut bytes = [0_u8; 32];
        for (at, byte) in message.iter().enumerate() {
            bytes[at % 32] = bytes[at % 32].wrapping_mul(31).wrapping_add(*byte);
        }
        ChainHash::new(bytes)
    }
}

#[test]
fn what_is_hashed_has_borders_that_nobody_can_move() {
    let message = |fields: &[&str]| {
        let mut message = Message::of("entry");
        for field in fields {
            message.bytes(field.as_bytes());
        }
        message.0
    };
    assert_ne!(message(&["ab", "c"]), message(&["a", "bc"]));
    assert_ne!(message(&["ab"]), message(&["ab", ""]));
    let mut expected = vec![0, 0, 0, 0, 0, 0, 0, 4];
    expected.extend(b"head");
    expected.extend([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe]);
    expected.extend([0, 1, 0, 0, 0, 0, 0, 0, 0, 7]);
    let mut message = Message::of("head");
    message.integer(-2);
    message.optional(None);
    message.optional(Some(7));
    assert_eq!(message.0, expected);
}

#[test]
fn a_head_is_read_only_as_it_was_written() {
    let link = ChainLink {
        sequence: 5,
        hash: ChainHash::new([3; 32]),
    };
    let head = Head::of(link, &Plain);
    assert_eq!(head.link(&Plain), Ok(link));
    let changes: [fn(&mut Head); 4] = [
        |head| head.sequence = 4,
        |head| head.hash[31] ^= 1,
        |head| head.mac[0] ^= 1,
        |head| head.mac.clear(),
    ];
    for change in changes {
        let mut other = head.clone();
        change(&mut other);
        assert_eq!(other.link(&Plain), Err(Break::HeadForged));
    }
}

#[test]
fn a_link_is_read_as_it_is_written() {
    let link = ChainLink {
        sequence: 12,
        hash: ChainHash::new([0xa9; 32]),
    };
    let text = link.to_string();
    assert_eq!(text, format!("12:{}", "a9".repeat(32)));
    assert_eq!(text.parse(), Ok(link));
    let digits = "a9".repeat(32);
    for wrong in [
        String::new(),
        digits.clone(),
        format!("0:{digits}"),
        format!("-1:{digits}"),
        format!("1:{digits}0"),
        format!("1:{}", &digits[2..]),
        format!("1:+{}", &digits[1..]),
        format!("1:é{}", &digits[2..]),
    ] {
        assert_eq!(wrong.parse::<ChainLink>(), Err(NoLink), "{wrong}");
    }
}
