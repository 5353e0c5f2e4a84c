use super::*;

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn text(value: &str) -> Given {
    Given::Text(value.to_owned())
}

fn number(value: &str) -> Given {
    Given::Number(value.to_owned())
}

fn whole() -> RawSession {
    RawSession {
        id: text("s-1"),
        candidate_email: text("Anita@Example.com"),
        candidate_id: Given::Absent,
        exam_name: text(" Mock 1 "),
        exam_type: text("IELTS"),
        status: text("finished"),
        score: number("83.5"),
        cost: number("499"),
        rating: number("4.25"),
        minutes: number("45"),
        completed_at: text("2026-11-22T17:30:00+05:30"),
    }
}

fn faults(raw: &RawSession) -> Vec<(&'static str, String)> {
    let judged = JudgeSession::judge(raw, now());
    let faults = judged.err().unwrap_or_default().into_iter();
    faults.map(|fault| (fault.field, fault.reason)).collect()
}

fn fields(raw: &RawSession) -> Vec<&'static str> {
    faults(raw).into_iter().map(|(field, _)| field).collect()
}

#[test]
fn a_whole_report_is_read() {
    let (id, who, state) = JudgeSession::judge(&whole(), now()).unwrap();
    assert_eq!(id.as_str(), "s-1");
    assert_eq!(who.email.unwrap().canonical(), "anita@example.com");
    assert_eq!(state.exam_name, "Mock 1");
    assert_eq!(state.score, Hundredths::new(8_350));
    assert_eq!(state.rating, Hundredths::new(425));
    assert_eq!(state.cost, Money::from_paise(49_900));
    assert_eq!(state.minutes, Some(45));
    assert_eq!(state.completed_at, Some(now()));
}

#[test]
fn a_report_may_leave_out_what_is_not_known_yet() {
    let raw = RawSession {
        status: text("started"),
        score: Given::Absent,
        rating: Given::Absent,
        minutes: Given::Absent,
        completed_at: Given::Absent,
        ..whole()
    };
    assert_eq!(faults(&raw), []);
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let all = [
        "id",
        "candidate_email",
        "exam_name",
        "exam_type",
        "status",
        "cost",
    ];
    assert_eq!(fields(&RawSession::default()), all);
    let raw = RawSession {
        candidate_email: text("nobody"),
        candidate_id: text("7"),
        score: number("100.01"),
        cost: number("-1"),
        rating: number("5.1"),
        minutes: number("1.5"),
        completed_at: text("yesterday"),
        ..whole()
    };
    let wrong = [
        "candidate_email",
        "candidate_id",
        "score",
        "cost",
        "rating",
        "minutes",
        "completed_at",
    ];
    assert_eq!(fields(&raw), wrong);
}

#[test]
fn a_finished_session_says_when_it_ended() {
    for (status, fault) in [("finished", true), ("started", false), ("abandoned", false)] {
        let raw = RawSession {
            status: text(status),
            completed_at: Given::Absent,
            ..whole()
        };
        assert_eq!(fields(&raw) == ["completed_at"], fault, "{status}");
    }
}

#[test]
fn times_end_a_minute_ahead_and_begin_in_1970() {
    for (time, sane) in [
        ("2026-11-22T12:01:00Z", true),
        ("2026-11-22T12:01:00.000001Z", false),
        ("1970-01-01T00:00:00Z", true),
        ("1969-12-31T23:59:59Z", false),
    ] {
        let raw = RawSession {
            completed_at: text(time),
            ..whole()
        };
        assert_eq!(faults(&raw).is_empty(), sane, "{time}");
    }
}

#[test]
fn numbers_have_their_bounds() {
    let cost = |cost: &str| RawSession {
        cost: number(cost),
        ..whole()
    };
    for (value, sane) in [
        ("0", true),
        ("100000000", true),
        ("100000000.01", false),
        ("1.005", false),
    ] {
        assert_eq!(faults(&cost(value)).is_empty(), sane, "{value}");
    }
    let minutes = |minutes: &str| RawSession {
        minutes: number(minutes),
        ..whole()
    };
    for (value, sane) in [
        ("0", true),
        ("100000", true),
        ("100001", false),
        ("-1", false),
        ("+1", false),
        ("1e2", false),
    ] {
        assert_eq!(faults(&minutes(value)).is_empty(), sane, "{value}");
    }
}

#[test]
fn texts_have_their_bounds() {
    let named = |name: String| RawSession {
        exam_name: Given::Text(name),
        ..whole()
    };
    assert_eq!(faults(&named("x".repeat(200))), []);
    for name in ["x".repeat(201), "  ".to_owned(), "a\u{7}b".to_owned()] {
        assert_eq!(fields(&named(name)), ["exam_name"]);
    }
    let typed = |kind: String| RawSession {
        exam_type: Given::Text(kind),
        ..whole()
    };
    assert_eq!(faults(&typed("x".repeat(100))), []);
    assert_eq!(fields(&typed("x".repeat(101))), ["exam_type"]);
    let other = RawSession {
        exam_type: Given::Other,
        ..whole()
    };
    assert_eq!(fields(&other), ["exam_type"]);
}

#[test]
fn an_address_shows_nowhere() {
    assert!(!format!("{:?}", whole()).to_lowercase().contains("anita"));
}
