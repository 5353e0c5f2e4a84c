use audit::LogPlace;
use chrono_tz::Asia;

use super::*;

fn calendar() -> BusinessCalendar {
    BusinessCalendar::new(Asia::Kolkata)
}

fn read(text: &str) -> Result<(LogQuery, u32), Refusal> {
    page_query(text, calendar())
}

fn wrong(text: &str) -> Option<&'static str> {
    match read(text).err()?.detail {
        crate::error::Detail::Parameter(name) => Some(name),
        _ => None,
    }
}

const UUID: &str = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

#[test]
fn nothing_asks_for_the_newest_fifty() {
    assert_eq!(read(""), Ok((LogQuery::default(), 50)));
    assert_eq!(read("limit=200").map(|(_, most)| most), Ok(200));
    for limit in ["0", "201", "-1", "+5", "x", ""] {
        assert_eq!(wrong(&format!("limit={limit}")), Some("limit"), "{limit}");
    }
}

#[test]
fn days_are_business_days_and_meant_whole() {
    let (query, _) = read("from=2026-11-20&to=2026-11-21").expect("it is right");
    assert_eq!(query.from, Some(at("2026-11-19T18:30:00Z")));
    assert_eq!(query.until, Some(at("2026-11-21T18:30:00Z")));
    let (query, _) =
        read("from=2026-11-20T10:00:00Z&to=2026-11-20T16:00:00%2B05:30").expect("it is right");
    assert_eq!(query.from, Some(at("2026-11-20T10:00:00Z")));
    assert_eq!(query.until, Some(at("2026-11-20T10:30:00.000001Z")));
    for (text, name) in [
        ("from=yesterday", "from"),
        ("to=2026-13-01", "to"),
        ("to=2026-11-20T10:00:00", "to"),
        ("from=2026-11-21&to=2026-11-20", "from"),
        ("from=2026-11-20&from=2026-11-20", "from"),
    ] {
        assert_eq!(wrong(text), Some(name), "{text}");
    }
}

#[test]
fn actors_are_kinds_or_somebody() {
    for (text, actor) in [
        ("actor=system", ActorFilter::Kind(ActorKind::System)),
        ("actor=staff", ActorFilter::Kind(ActorKind::Staff)),
        (
            &format!("actor=staff&actor_id={UUID}"),
            ActorFilter::Staff(StaffUuid::new(UUID.parse().expect("a uuid"))),
        ),
        (
            &format!("actor=partner&actor_id={UUID}"),
            ActorFilter::Partner(PartnerUuid::new(UUID.parse().expect("a uuid"))),
        ),
        (
            "actor=service&actor_id=7",
            ActorFilter::Service(ServiceTokenId::new(7)),
        ),
    ] {
        let (query, _) = read(text).expect(text);
        assert_eq!(query.actor, Some(actor), "{text}");
    }
    for (text, name) in [
        ("actor=admin", "actor"),
        ("actor=", "actor"),
        (&format!("actor_id={UUID}"), "actor_id"),
        (&format!("actor=system&actor_id={UUID}"), "actor_id"),
        ("actor=staff&actor_id=7", "actor_id"),
        ("actor=service&actor_id=x", "actor_id"),
        ("partner=7", "partner"),
    ] {
        assert_eq!(wrong(text), Some(name), "{text}");
    }
}

#[test]
fn actions_are_whole_or_end_with_a_dot() {
    let action = |text: &str| read(&format!("action={text}")).map(|(query, _)| query.action);
    let exactly = ActionFilter::Exactly("partner.created".to_owned());
    assert_eq!(action("partner.created"), Ok(Some(exactly)));
    let under = ActionFilter::Under("partner.".to_owned());
    assert_eq!(action("partner."), Ok(Some(under)));
    let long = "a".repeat(101);
    for text in ["", "Partner.", "a%25", "a%27", "a%20b", &long] {
        assert_eq!(wrong(&format!("action={text}")), Some("action"), "{text}");
    }
}

#[test]
fn a_cursor_is_one_of_ours() {
    let place = LogPlace { at: 5, id: 7 };
    let text = format!("cursor={}", cursor::write_entry(place));
    assert_eq!(read(&text).map(|(query, _)| query.after), Ok(Some(place)));
    assert_eq!(wrong("cursor=AAAA"), Some("cursor"));
    // The export begins at the beginning.
    let query = export_query(&text, calendar()).expect("it is right");
    assert_eq!(query.after, None);
}
