//! Every sealed column there is. A migration that adds a column named
//! `…_sealed` adds an entry here; a test compares the two.

/// A column of a table and what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// An integer.
    Integer(&'static str),
    /// Bytes.
    Bytes(&'static str),
    /// A text.
    Text(&'static str),
}

/// A sealed column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) table: &'static str,
    pub(super) column: &'static str,
    /// The primary key, in its order; at most four parts.
    pub(super) key: &'static [Part],
    /// What a value is bound to ([`kernel::FieldRef::row`]): these parts one after
    /// the other, integers as eight big-endian bytes. At most four.
    pub(super) row: &'static [Part],
}

const ID: &[Part] = &[Part::Integer("id")];

const fn leads(column: &'static str) -> Entry {
    Entry {
        table: "leads",
        column,
        key: ID,
        row: &[Part::Bytes("reference")],
    }
}

const fn users(column: &'static str) -> Entry {
    Entry {
        table: "users",
        column,
        key: ID,
        row: ID,
    }
}

const fn tax_profiles(column: &'static str) -> Entry {
    Entry {
        table: "tax_profiles",
        column,
        key: &[Part::Integer("partner_id")],
        row: &[Part::Integer("partner_id")],
    }
}

const fn disputes(column: &'static str) -> Entry {
    Entry {
        table: "disputes",
        column,
        key: ID,
        row: &[Part::Integer("statement_id"), Part::Integer("line_id")],
    }
}

/// Of a table in which the sealed columns are bound to the row's own uuid.
const fn by_uuid(table: &'static str, column: &'static str) -> Entry {
    Entry {
        table,
        column,
        key: ID,
        row: &[Part::Bytes("uuid")],
    }
}

const fn onboardings(column: &'static str) -> Entry {
    Entry {
        table: "partner_onboardings",
        column,
        key: &[Part::Integer("partner_id")],
        row: &[Part::Integer("partner_id")],
    }
}

/// The columns.
pub(super) const SEALED: &[Entry] = &[
    by_uuid("partners", "email_sealed"),
    onboardings("phone_sealed"),
    onboardings("address_sealed"),
    onboardings("webhook_secret_sealed"),
    onboardings("review_reason_sealed"),
    by_uuid("partner_documents", "name_sealed"),
    by_uuid("partner_documents", "url_sealed"),
    by_uuid("partner_documents", "key_sealed"),
    by_uuid("partner_notes", "content_sealed"),
    by_uuid("portal_accounts", "email_sealed"),
    Entry {
        table: "mail_outbox",
        column: "secret_sealed",
        key: ID,
        row: &[Part::Bytes("reference")],
    },
    tax_profiles("pan_sealed"),
    tax_profiles("gstin_sealed"),
    by_uuid("staff_accounts", "email_sealed"),
    users("mobile_digest_sealed"),
    users("pan_digest_sealed"),
    users("email_sealed"),
    leads("mobile_sealed"),
    leads("pan_sealed"),
    Entry {
        table: "feed_messages",
        column: "content_sealed",
        key: &[
            Part::Text("kind"),
            Part::Integer("entity_id"),
            Part::Integer("occurred_at"),
            Part::Bytes("content"),
        ],
        row: &[Part::Bytes("content")],
    },
    Entry {
        table: "idempotency_keys",
        column: "reply_sealed",
        key: &[
            Part::Integer("partner_id"),
            Part::Text("route"),
            Part::Bytes("key_index"),
        ],
        row: &[Part::Integer("partner_id"), Part::Bytes("key_index")],
    },
    disputes("reason_sealed"),
    disputes("answer_sealed"),
    Entry {
        table: "outbox",
        column: "payload_sealed",
        key: ID,
        row: &[Part::Bytes("event_id")],
    },
    by_uuid("candidates", "email_sealed"),
    by_uuid("partner_candidates", "email_sealed"),
    by_uuid("webhook_endpoints", "url_sealed"),
    by_uuid("webhook_endpoints", "secret_sealed"),
    by_uuid("webhook_endpoints", "previous_secret_sealed"),
];

impl Part {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Integer(name) | Self::Bytes(name) | Self::Text(name) => name,
        }
    }
}
