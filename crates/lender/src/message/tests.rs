use proptest::prelude::*;

use super::*;

fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    (0_i64..3).prop_map(|micros| DateTime::from_timestamp_micros(micros).expect("an instant"))
}

/// Few values, so that equal fields in unequal messages are common, and values
/// that look like their neighbours.
fn labels() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop::sample::select(vec!["a", "aa", "1", "user"]).prop_map(str::to_owned))
}

fn names() -> impl Strategy<Value = Option<PersonName>> {
    labels().prop_map(|name| name.map(|name| PersonName::parse(&name).expect("a name")))
}

fn users() -> impl Strategy<Value = Message> {
    (
        (1_i64..3, instants(), 0_u8..2, prop::bool::ANY),
        (
            names(),
            names(),
            prop::bool::ANY,
            prop::sample::select(UserStatus::ALL),
        ),
        (prop::option::of(instants()), instants(), labels(), labels()),
    )
        .prop_map(|((id, occurred_at, mobile, pan), person, rest)| {
            let (first_name, last_name, email, status) = person;
            let (hold_until, registered_at, utm_source, utm_campaign) = rest;
            Message::User(UserMessage {
                id: UserId::new(id),
                occurred_at,
                user: User {
                    mobile: MobileNumber::parse(&format!("900000000{mobile}")).expect("digits"),
                    pan: pan.then(|| Pan::parse("AAAPA0001A").expect("a PAN")),
                    first_name,
                    last_name,
                    email: email.then(|| EmailAddress::parse("a@a").expect("an address")),
                    status,
                    hold_until,
                    registered_at,
                    utm_source,
                    utm_campaign,
                },
            })
        })
}

fn loans() -> impl Strategy<Value = Message> {
    (
        (
            1_i64..3,
            instants(),
            1_i64..3,
            prop::sample::select(vec!["1", "2", "a"]),
        ),
        (prop::sample::select(LoanStatus::ALL), 1_i64..4, instants()),
        (prop::option::of(instants()), prop::option::of(1_i64..4)),
    )
        .prop_map(
            |((id, occurred_at, user, number), (status, amount, created_at), paid)| {
                let (disbursed_at, disbursal) = paid;
                Message::Loan(LoanMessage {
                    id: LoanApplicationId::new(id),
                    occurred_at,
                    loan: Loan {
                        user: UserId::new(user),
                        application_number: number.to_owned(),
                        status,
                        amount: Money::from_paise(amount),
                        created_at,
                        disbursed_at,
                        disbursal_amount: disbursal.map(Money::from_paise),
                    },
                })
            },
        )
}

fn messages() -> impl Strategy<Value = Message> {
    prop_oneof![users(), loans()]
}

#[test]
fn the_canonical_spelling_never_changes() {
    // Hashes of stored messages depend on it, byte for byte.
    let user = Message::User(UserMessage {
        id: UserId::new(7),
        occurred_at: DateTime::from_timestamp_micros(1_790_000_000_000_001).expect("an instant"),
        user: User {
            mobile: MobileNumber::parse("9000000001").expect("digits"),
            pan: None,
            first_name: Some(PersonName::parse("Asha").expect("a name")),
            last_name: None,
            email: None,
            status: UserStatus::OnHold,
            hold_until: None,
            registered_at: DateTime::from_timestamp_micros(0).expect("an instant"),
            utm_source: Some("s".to_owned()),
            utm_campaign: None,
        },
    });
    assert_eq!(
        user.canonical().replace('\u{1f}', "|"),
        "user|7|1790000000000001|9000000001||Asha|||on_hold||0|s|"
    );
    let loan = Message::Loan(LoanMessage {
        id: LoanApplicationId::new(8),
        occurred_at: DateTime::from_timestamp_micros(5).expect("an instant"),
        loan: Loan {
            user: UserId::new(7),
            application_number: "APP-1".to_owned(),
            status: LoanStatus::Disbursed,
            amount: Money::from_paise(5_000_000),
            created_at: DateTime::from_timestamp_micros(1).expect("an instant"),
            disbursed_at: Some(DateTime::from_timestamp_micros(2).expect("an instant")),
            disbursal_amount: Some(Money::from_paise(4_999_999)),
        },
    });
    assert_eq!(
        loan.canonical().replace('\u{1f}', "|"),
        "loan|8|5|7|APP-1|disbursed|50000.00|1|2|49999.99"
    );
}

#[test]
fn debug_hides_the_person() {
    let user = User {
        mobile: MobileNumber::parse("9000000001").expect("digits"),
        pan: None,
        first_name: None,
        last_name: None,
        email: None,
        status: UserStatus::Active,
        hold_until: None,
        registered_at: DateTime::from_timestamp_micros(0).expect("an instant"),
        utm_source: None,
        utm_campaign: Some("lead_9000000001_1".to_owned()),
    };
    assert!(!format!("{user:?}").contains("9000000001"));
}

proptest! {
    #[test]
    fn different_messages_have_different_spellings(one in messages(), other in messages()) {
        prop_assert_eq!(one.canonical() == other.canonical(), one == other);
    }
}
