//! Cursors on the wire: opaque base64url (RFC 4648, section 5, unpadded).

use audit::LogPlace;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use candidates::OwnSessionPlace;
use candidates::{ActivityPlace, PracticePayoutPlace};
use chrono::DateTime;
use kernel::{DeliveryId, EndpointId, EnrolmentId, LeadId, LedgerLineId};
use leads::{Cursor, LeadSort, SortField};

/// The layout, in case it ever changes: this byte, the order, the sort value and
/// the key, both big-endian.
const VERSION: u8 = 1;

/// The text of a cursor.
pub(crate) fn write(cursor: Cursor) -> String {
    let mut bytes = [0_u8; 18];
    bytes[0] = VERSION;
    bytes[1] = order(cursor.sort);
    bytes[2..10].copy_from_slice(&cursor.value.to_be_bytes());
    bytes[10..18].copy_from_slice(&cursor.id.get().to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The cursor of a text, if it is one and was made for `sort`.
pub(crate) fn read(text: &str, sort: LeadSort) -> Option<Cursor> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (head, rest) = bytes.split_first_chunk::<2>()?;
    let (value, rest) = rest.split_first_chunk::<8>()?;
    let id = i64::from_be_bytes(rest.try_into().ok()?);
    let ours = *head == [VERSION, order(sort)] && id > 0;
    ours.then(|| Cursor {
        sort,
        value: i64::from_be_bytes(*value),
        id: LeadId::new(id),
    })
}

/// The layout of a cursor through a statement's lines: this byte and the line's
/// key, big-endian.
const LINE: u8 = 0x40;

/// The text of a cursor behind `line`.
pub(crate) fn write_line(line: LedgerLineId) -> String {
    write_key(LINE, line.get())
}

/// The line a text is a cursor behind, if it is one.
pub(crate) fn read_line(text: &str) -> Option<LedgerLineId> {
    read_key(LINE, text).map(LedgerLineId::new)
}

/// The layout of a cursor through the audit log: this byte, the entry's time and its
/// key, big-endian.
const ENTRY: u8 = 0x60;

/// The text of a cursor behind the entry at `place`.
pub(crate) fn write_entry(place: LogPlace) -> String {
    let mut bytes = [0_u8; 17];
    bytes[0] = ENTRY;
    bytes[1..9].copy_from_slice(&place.at.to_be_bytes());
    bytes[9..17].copy_from_slice(&place.id.to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The place in the audit log a text is a cursor behind, if it is one.
pub(crate) fn read_entry(text: &str) -> Option<LogPlace> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (head, rest) = bytes.split_first()?;
    let (at, rest) = rest.split_first_chunk::<8>()?;
    let id = i64::from_be_bytes(rest.try_into().ok()?);
    let at = i64::from_be_bytes(*at);
    (*head == ENTRY && id > 0).then_some(LogPlace { at, id })
}

/// The layout of a cursor through webhook endpoints: this byte and the endpoint's key,
/// big-endian.
const ENDPOINT: u8 = 0x70;

/// The text of a cursor behind `endpoint`.
pub(crate) fn write_endpoint(endpoint: EndpointId) -> String {
    write_key(ENDPOINT, endpoint.get())
}

/// The endpoint a text is a cursor behind, if it is one.
pub(crate) fn read_endpoint(text: &str) -> Option<EndpointId> {
    read_key(ENDPOINT, text).map(EndpointId::new)
}

/// The layout of a cursor through deliveries: this byte and the delivery's key, big-endian.
const DELIVERY: u8 = 0x71;

/// The text of a cursor behind `delivery`.
pub(crate) fn write_delivery(delivery: DeliveryId) -> String {
    write_key(DELIVERY, delivery.get())
}

/// The delivery a text is a cursor behind, if it is one.
pub(crate) fn read_delivery(text: &str) -> Option<DeliveryId> {
    read_key(DELIVERY, text).map(DeliveryId::new)
}

/// The layout of a cursor through enrolments: this byte and the enrolment's key, big-endian.
const ENROLMENT: u8 = 0x72;

/// The text of a cursor behind `enrolment`.
pub(crate) fn write_enrolment(enrolment: EnrolmentId) -> String {
    write_key(ENROLMENT, enrolment.get())
}

/// The enrolment a text is a cursor behind, if it is one.
pub(crate) fn read_enrolment(text: &str) -> Option<EnrolmentId> {
    read_key(ENROLMENT, text).map(EnrolmentId::new)
}

/// The layout of a cursor through payouts for practice: this byte and the place, big-endian.
const PRACTICE_PAYOUT: u8 = 0x74;

/// The text of a cursor behind the payout at `place`.
pub(crate) fn write_practice_payout(place: PracticePayoutPlace) -> String {
    write_key(PRACTICE_PAYOUT, place.0)
}

/// The place a text is a cursor behind, if it is one.
pub(crate) fn read_practice_payout(text: &str) -> Option<PracticePayoutPlace> {
    read_key(PRACTICE_PAYOUT, text).map(PracticePayoutPlace)
}

/// The layout of a cursor through activities: this byte, the session's end in microseconds
/// and its key, big-endian.
const ACTIVITY: u8 = 0x61;

/// The text of a cursor behind the activity at `place`.
pub(crate) fn write_activity(place: ActivityPlace) -> String {
    let mut bytes = [0_u8; 17];
    bytes[0] = ACTIVITY;
    bytes[1..9].copy_from_slice(&place.completed_at.timestamp_micros().to_be_bytes());
    bytes[9..17].copy_from_slice(&place.key.to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The place a text is a cursor behind, if it is one.
pub(crate) fn read_activity(text: &str) -> Option<ActivityPlace> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (head, rest) = bytes.split_first()?;
    let (at, rest) = rest.split_first_chunk::<8>()?;
    let key = i64::from_be_bytes(rest.try_into().ok()?);
    let completed_at = DateTime::from_timestamp_micros(i64::from_be_bytes(*at))?;
    (*head == ACTIVITY && key > 0).then_some(ActivityPlace { completed_at, key })
}

/// The layout of a cursor through a candidate's own sessions: this byte and the place,
/// big-endian.
const OWN_SESSION: u8 = 0x73;

/// The text of a cursor behind the session at `place`.
pub(crate) fn write_own_session(place: OwnSessionPlace) -> String {
    write_key(OWN_SESSION, place.0)
}

/// The session a text is a cursor behind, if it is one.
pub(crate) fn read_own_session(text: &str) -> Option<OwnSessionPlace> {
    read_key(OWN_SESSION, text).map(OwnSessionPlace)
}

fn write_key(layout: u8, key: i64) -> String {
    let mut bytes = [layout; 9];
    bytes[1..].copy_from_slice(&key.to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read_key(layout: u8, text: &str) -> Option<i64> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (head, rest) = bytes.split_first()?;
    let key = i64::from_be_bytes(rest.try_into().ok()?);
    (*head == layout && key > 0).then_some(key)
}

const fn order(sort: LeadSort) -> u8 {
    match (sort.field, sort.descending) {
        (SortField::SharedAt, false) => 1,
        (SortField::SharedAt, true) => 2,
        (SortField::DisbursalAmount, false) => 3,
        (SortField::DisbursalAmount, true) => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDERS: [LeadSort; 4] = [
        LeadSort {
            field: SortField::SharedAt,
            descending: false,
        },
        LeadSort {
            field: SortField::SharedAt,
            descending: true,
        },
        LeadSort {
            field: SortField::DisbursalAmount,
            descending: false,
        },
        LeadSort {
            field: SortField::DisbursalAmount,
            descending: true,
        },
    ];

    fn cursor(sort: LeadSort, value: i64) -> Cursor {
        Cursor {
            sort,
            value,
            id: LeadId::new(42),
        }
    }

    #[test]
    fn a_cursor_comes_back_as_it_was() {
        for sort in ORDERS {
            for value in [i64::MIN, -1, 0, 1_736_937_000_123_456, i64::MAX] {
                let text = write(cursor(sort, value));
                assert_eq!(read(&text, sort), Some(cursor(sort, value)));
                assert!(
                    text.bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
                );
            }
        }
    }

    #[test]
    fn a_cursor_made_for_another_order_is_refused() {
        for made in ORDERS {
            for asked in ORDERS.into_iter().filter(|sort| *sort != made) {
                assert_eq!(read(&write(cursor(made, 1)), asked), None);
            }
        }
    }

    #[test]
    fn a_cursor_through_lines_is_no_cursor_through_leads() {
        let text = write_line(LedgerLineId::new(42));
        assert_eq!(read_line(&text), Some(LedgerLineId::new(42)));
        assert_eq!(read(&text, ORDERS[0]), None);
        for text in [
            "",
            "%",
            &write(cursor(ORDERS[0], 1)),
            &write_line(LedgerLineId::new(0)),
            &text[1..],
        ] {
            assert_eq!(read_line(text), None);
        }
    }

    #[test]
    fn a_cursor_through_the_audit_log_comes_back_and_is_no_other() {
        for at in [i64::MIN, -1, 0, 1_736_937_000_123_456, i64::MAX] {
            let place = LogPlace { at, id: 42 };
            let text = write_entry(place);
            assert_eq!(read_entry(&text), Some(place));
            assert_eq!(read(&text, ORDERS[0]), None);
            assert_eq!(read_line(&text), None);
        }
        let nobody = write_entry(LogPlace { at: 1, id: 0 });
        for text in [
            "",
            "%",
            &nobody,
            &nobody[1..],
            &write(cursor(ORDERS[0], 1)),
            &write_line(LedgerLineId::new(42)),
        ] {
            assert_eq!(read_entry(text), None, "{text}");
        }
    }

    #[test]
    fn cursors_through_endpoints_and_deliveries_come_back_and_are_no_others() {
        let endpoint = write_endpoint(EndpointId::new(42));
        let delivery = write_delivery(DeliveryId::new(42));
        assert_eq!(read_endpoint(&endpoint), Some(EndpointId::new(42)));
        assert_eq!(read_delivery(&delivery), Some(DeliveryId::new(42)));
        assert_eq!(
            (read_endpoint(&delivery), read_delivery(&endpoint)),
            (None, None)
        );
        let line = write_line(LedgerLineId::new(42));
        let nobody = write_delivery(DeliveryId::new(0));
        for text in ["", "%", &line, &nobody, &delivery[1..]] {
            assert_eq!(read_delivery(text), None, "{text}");
            assert_eq!(read_endpoint(text), None, "{text}");
        }
    }

    #[test]
    fn garbage_is_refused() {
        let good = write(cursor(ORDERS[1], 1));
        let zero = write(Cursor {
            id: LeadId::new(0),
            ..cursor(ORDERS[1], 1)
        });
        for text in [
            "",
            "1",
            "====",
            "not a cursor",
            &good[1..],
            &format!("{good}A"),
            &zero,
        ] {
            assert_eq!(read(text, ORDERS[1]), None, "for {text:?}");
        }
    }
}
