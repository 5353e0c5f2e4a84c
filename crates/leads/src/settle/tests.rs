use chrono::TimeDelta;
use dedupe::PersonKeys;
use kernel::PersonName;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::CampaignStyle;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).expect("an instant")
}

fn reference(number: u128) -> LeadReference {
    LeadReference::new(Uuid::from_u128(number))
}

/// A share at [`now`] whose window opened twenty days ago.
fn request() -> ShareRequest {
    ShareRequest {
        partner: PartnerId::new(1),
        lead: NewLead {
            reference: reference(2),
            first_name: PersonName::parse("Asha").expect("a name"),
            last_name: PersonName::parse("Rani").expect("a name"),
            keys: PersonKeys {
                mobile: BlindIndex::new([1; 32]),
                pan: BlindIndex::new([2; 32]),
            },
            mobile_last_four: BlindIndex::new([3; 32]),
            mobile: Sealed::new(Vec::new()),
            pan: Sealed::new(Vec::new()),
            campaign: CampaignForm(CampaignStyle::Documented),
            campaign_index: BlindIndex::new([4; 32]),
            shared_at: now(),
            shared_on: now().date_naive(),
        },
        window_opened: now() - TimeDelta::days(20),
        active_loans: Arc::new(LoanStatuses::default()),
        keep: None,
        mark: None,
    }
}

fn judged(verdict: Verdict) -> Judgement {
    Judgement {
        verdict,
        user: None,
        conflict: None,
    }
}

fn row(verdict: Verdict, shared_at: DateTime<Utc>) -> CurrentLead {
    CurrentLead {
        id: LeadId::new(5),
        reference: reference(1),
        verdict,
        campaign: CampaignForm(CampaignStyle::Opaque),
        shared_at,
    }
}

const OPENS_ANOTHER: Settlement = Settlement::Open {
    closes: Some(LeadId::new(5)),
};

#[test]
fn a_first_share_opens_a_row_whatever_the_verdict() {
    for verdict in [Verdict::Fresh, Verdict::Registered, Verdict::Active] {
        let settled = settle(&request(), &judged(verdict), None);
        assert_eq!(settled, Settlement::Open { closes: None });
    }
}

#[test]
fn inside_the_window_a_row_is_kept_unless_a_2006_becomes_free() {
    use Verdict as V;
    for (before, verdict, keeps) in [
        (V::Fresh, V::Fresh, true),
        (V::Fresh, V::Registered, true),
        (V::Fresh, V::Active, true),
        (V::Registered, V::Fresh, true),
        (V::Registered, V::Registered, true),
        (V::Registered, V::Active, true),
        (V::Active, V::Active, true),
        (V::Active, V::Fresh, false),
        (V::Active, V::Registered, false),
    ] {
        let current = row(before, now() - TimeDelta::days(1));
        let settled = settle(&request(), &judged(verdict), Some(&current));
        let expected = if keeps {
            Settlement::Keep(Shared {
                lead: current.id,
                reference: current.reference,
                campaign: current.campaign,
                shared_at: current.shared_at,
                verdict,
            })
        } else {
            OPENS_ANOTHER
        };
        assert_eq!(settled, expected, "{before:?} then {verdict:?}");
    }
}

#[test]
fn a_lapsed_row_gives_way_whatever_was_and_is_the_verdict() {
    let verdicts = [Verdict::Fresh, Verdict::Registered, Verdict::Active];
    for before in verdicts {
        for verdict in verdicts {
            let lapsed = row(before, request().window_opened - TimeDelta::microseconds(1));
            let settled = settle(&request(), &judged(verdict), Some(&lapsed));
            assert_eq!(settled, OPENS_ANOTHER, "{before:?} then {verdict:?}");
        }
    }
}

#[test]
fn a_row_shared_as_the_window_opened_has_not_lapsed() {
    let current = row(Verdict::Fresh, request().window_opened);
    let settled = settle(&request(), &judged(Verdict::Fresh), Some(&current));
    assert!(matches!(settled, Settlement::Keep(_)));
}

#[test]
fn an_opened_row_is_the_request_s_own() {
    let request = request();
    assert_eq!(
        request.opened(LeadId::new(9), Verdict::Registered),
        Shared {
            lead: LeadId::new(9),
            reference: request.lead.reference,
            campaign: request.lead.campaign,
            shared_at: request.lead.shared_at,
            verdict: Verdict::Registered,
        }
    );
}

fn verdicts() -> impl Strategy<Value = Verdict> {
    prop::sample::select(vec![Verdict::Fresh, Verdict::Registered, Verdict::Active])
}

proptest! {
    /// Sharing again and again inside one window never restarts it, and opens at
    /// most one row after a 2006.
    #[test]
    fn one_person_has_one_open_lead_per_window(
        shares in prop::collection::vec((0_i64..20, verdicts()), 1..30),
    ) {
        let mut current: Option<CurrentLead> = None;
        let mut opened = Vec::new();
        let mut shares = shares;
        shares.sort_by_key(|(day, _)| *day);
        for (day, verdict) in shares {
            let mut request = request();
            request.lead.shared_at = now() + TimeDelta::days(day);
            request.window_opened = request.lead.shared_at - TimeDelta::days(20);
            match settle(&request, &judged(verdict), current.as_ref()) {
                Settlement::Open { closes } => {
                    prop_assert_eq!(closes, current.map(|row| row.id));
                    let id = i64::try_from(opened.len()).expect("small");
                    opened.push(verdict);
                    current = Some(CurrentLead {
                        id: LeadId::new(id),
                        ..row(verdict, request.lead.shared_at)
                    });
                }
                Settlement::Keep(shared) => {
                    let row = current.expect("a row to keep");
                    prop_assert_eq!(shared.lead, row.id);
                    prop_assert_eq!(shared.shared_at, row.shared_at);
                    prop_assert_eq!(shared.verdict, verdict);
                }
            }
        }
        // At most a 2006 row and then one that is open.
        let open = opened.iter().filter(|verdict| verdict.is_open()).count();
        prop_assert!(open <= 1);
        prop_assert!(opened.len() - open <= 1);
    }
}
