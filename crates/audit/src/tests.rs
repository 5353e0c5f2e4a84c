use std::collections::HashSet;

use super::*;

fn events() -> Vec<(Event, &'static str, i64)> {
    let partner = PartnerId::new(1);
    vec![
        (Event::PartnerCreated { partner }, "partner.created", 1),
        (
            Event::PartnerStatusChanged {
                partner,
                from: "active",
                to: "suspended",
            },
            "partner.status_changed",
            1,
        ),
        (
            Event::SecretRotated {
                partner,
                older_end_at: DateTime::from_timestamp(0, 0).expect("an instant"),
            },
            "partner.secret_rotated",
            1,
        ),
        (
            Event::RefreshTokenReused { partner },
            "partner.refresh_token_reused",
            1,
        ),
        (
            Event::ServiceTokenCreated {
                token: ServiceTokenId::new(2),
            },
            "service_token.created",
            2,
        ),
        (
            Event::IdentityConflict {
                lead: LeadId::new(3),
                mobile_user: UserId::new(4),
                pan_user: UserId::new(5),
            },
            "lead.identity_conflict",
            3,
        ),
    ]
}

#[test]
fn every_event_has_an_action_of_its_own_and_names_its_subject() {
    let mut actions = HashSet::new();
    for (event, action, subject) in events() {
        assert_eq!(event.action(), action);
        assert_eq!(event.subject(), subject, "{action}");
        assert!(actions.insert(action), "{action}");
    }
}

#[test]
fn details_are_states_times_and_keys() {
    let details: Vec<Vec<(&str, String)>> =
        events().iter().map(|(event, ..)| event.details()).collect();
    let text = |text: &str| text.to_owned();
    assert_eq!(
        details,
        [
            vec![],
            vec![("from", text("active")), ("to", text("suspended"))],
            vec![("older_end_at", text("1970-01-01T00:00:00+00:00"))],
            vec![],
            vec![],
            vec![("mobile_user", text("4")), ("pan_user", text("5"))],
        ]
    );
}
