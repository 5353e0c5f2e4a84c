use std::collections::HashSet;

use super::*;

const PARTNER: PartnerId = PartnerId::new(1);

const STATUS_CHANGED: Event = Event::PartnerStatusChanged {
    partner: PARTNER,
    from: "active",
    to: "suspended",
};

const ROTATED: Event = Event::SecretRotated {
    partner: PARTNER,
    older_end_at: DateTime::UNIX_EPOCH,
};

const TOKEN_CREATED: Event = Event::ServiceTokenCreated {
    token: ServiceTokenId::new(2),
};

const STAFF_CREATED: Event = Event::StaffCreated {
    staff: StaffId::new(6),
    role: "finance",
};

const CONFLICT: Event = Event::IdentityConflict {
    lead: LeadId::new(3),
    mobile_user: UserId::new(4),
    pan_user: UserId::new(5),
};

fn events() -> [(Event, &'static str, i64); 7] {
    let created = Event::PartnerCreated { partner: PARTNER };
    let reused = Event::RefreshTokenReused { partner: PARTNER };
    [
        (created, "partner.created", 1),
        (STATUS_CHANGED, "partner.status_changed", 1),
        (ROTATED, "partner.secret_rotated", 1),
        (reused, "partner.refresh_token_reused", 1),
        (TOKEN_CREATED, "service_token.created", 2),
        (STAFF_CREATED, "staff.created", 6),
        (CONFLICT, "lead.identity_conflict", 3),
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
            vec![("role", text("finance"))],
            vec![("mobile_user", text("4")), ("pan_user", text("5"))],
        ]
    );
}
