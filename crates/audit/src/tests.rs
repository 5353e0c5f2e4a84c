use std::collections::HashSet;

use super::*;
use kernel::MaintenanceId;

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

const KEY_ENROLLED: Event = Event::EnvelopeKeyEnrolled {
    partner: PARTNER,
    fingerprint: [0x0a; 32],
};

const KEY_RETIRED: Event = Event::EnvelopeKeyRetired {
    partner: PARTNER,
    fingerprint: [0xf0; 32],
};

const ENCRYPTION_CHANGED: Event = Event::EncryptionChanged {
    partner: PARTNER,
    from: EncryptionRule {
        policy: "unset",
        form: "any",
    },
    to: EncryptionRule {
        policy: "required",
        form: "packed",
    },
};

fn maintenance(cancelled: bool) -> Event {
    Event::Maintenance(MaintenanceEvent {
        maintenance: MaintenanceId::new(8),
        uuid: "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11".to_owned(),
        from: DateTime::UNIX_EPOCH,
        to: DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(1),
        told: 3,
        cancelled,
    })
}

fn events() -> [(Event, &'static str, i64); 12] {
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
        (KEY_ENROLLED, "partner.envelope_key_enrolled", 1),
        (KEY_RETIRED, "partner.envelope_key_retired", 1),
        (ENCRYPTION_CHANGED, "partner.encryption_changed", 1),
        (maintenance(false), "maintenance.announced", 8),
        (maintenance(true), "maintenance.cancelled", 8),
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
    let window = vec![
        ("uuid", text("5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")),
        ("starts_at", text("1970-01-01T00:00:00.000Z")),
        ("ends_at", text("1970-01-01T01:00:00.000Z")),
        ("partners", text("3")),
    ];
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
            vec![("fingerprint", "0a".repeat(32))],
            vec![("fingerprint", "f0".repeat(32))],
            vec![
                ("from", text("unset")),
                ("to", text("required")),
                ("form_from", text("any")),
                ("form_to", text("packed")),
            ],
            window.clone(),
            window,
        ]
    );
}
