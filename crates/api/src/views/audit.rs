//! Entries of the audit log, as they are shown.

use audit::{LogEntry, Proof, Shown};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{Cell, UtcMillis};
use crate::error::{Code, Refusal};

/// Who did something.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AuditParty)]
pub(crate) struct PartyView<'a> {
    /// Of an actor `system`, `operator`, `partner`, `service` or `staff`; of a subject
    /// the action's first word.
    #[schema(example = "staff")]
    kind: &'a str,
    /// Public identity of partners, their people and staff; the key of anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(
        required = false,
        nullable = false,
        example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11"
    )]
    id: Option<&'a str>,
    /// A partner's slug, a staff member's address, a service token's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, example = "ops@lender.example")]
    name: Option<&'a str>,
}

impl<'a> PartyView<'a> {
    fn of(kind: &'a str, shown: Option<&'a Shown>) -> Self {
        Self {
            kind,
            id: shown.map(|shown| shown.id.as_str()),
            name: shown.and_then(|shown| shown.name.as_deref()),
        }
    }
}

/// An entry.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AuditEntry)]
pub(crate) struct EntryView<'a> {
    /// Key.
    #[schema(example = 42)]
    id: i64,
    /// Its number in the chain; null while it waits to be sealed, a second at most.
    #[schema(example = 41)]
    sequence: Option<i64>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: UtcMillis,
    /// Who did it.
    actor: PartyView<'a>,
    /// What happened, `subject.verb`.
    #[schema(example = "partner.status_changed")]
    action: &'a str,
    /// What it happened to.
    subject: PartyView<'a>,
    /// What else there is to say: texts by name.
    #[schema(value_type = Object, example = json!({"from": "active", "to": "suspended"}))]
    details: &'a RawValue,
}

impl<'a> EntryView<'a> {
    /// `entry`, whose details must be what was written.
    pub(crate) fn of(entry: &'a LogEntry) -> Result<Self, Refusal> {
        let details = serde_json::from_str(&entry.entry.details)
            .map_err(|_| Refusal::caused(Code::Internal, &"audit_entries.details is no JSON"))?;
        Ok(Self {
            id: entry.entry.id,
            sequence: entry.sequence,
            at: UtcMillis(entry.at),
            actor: PartyView::of(&entry.entry.actor_kind, entry.actor.as_ref()),
            action: &entry.entry.action,
            subject: PartyView::of(entry.subject_kind(), Some(&entry.subject)),
            details,
        })
    }
}

/// A page of entries.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AuditPage)]
pub(crate) struct AuditPageView<'a> {
    /// Newest first.
    pub(crate) entries: Vec<EntryView<'a>>,
    /// Where the next page begins; null on the last.
    pub(crate) next_cursor: Option<String>,
}

/// The columns of the export.
pub(crate) const AUDIT_COLUMNS: &[&str] = &[
    "id",
    "sequence",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "action",
    "subject_kind",
    "subject_id",
    "subject_name",
    "details",
];

/// The cells of `entry`, in the order of [`AUDIT_COLUMNS`].
pub(crate) fn audit_cells(entry: &LogEntry) -> Vec<Cell<'_>> {
    let (actor, subject) = (entry.actor.as_ref(), &entry.subject);
    let number = |number: i64| Cell::Ours(number.to_string());
    vec![
        number(entry.entry.id),
        entry.sequence.map_or(Cell::Empty, number),
        Cell::Ours(UtcMillis(entry.at).to_string()),
        Cell::Text(&entry.entry.actor_kind),
        actor.map_or(Cell::Empty, |actor| Cell::Text(&actor.id)),
        name_of(actor),
        Cell::Text(&entry.entry.action),
        Cell::Text(entry.subject_kind()),
        Cell::Text(&subject.id),
        name_of(Some(subject)),
        Cell::Text(&entry.entry.details),
    ]
}

fn name_of(shown: Option<&Shown>) -> Cell<'_> {
    let name = shown.and_then(|shown| shown.name.as_deref());
    name.map_or(Cell::Empty, Cell::Text)
}

/// Whether the log is as it was written.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AuditProof)]
pub(crate) struct ProofView {
    /// Whether every sealed entry is as it was sealed, and none is missing.
    #[schema(example = true)]
    intact: bool,
    /// How many are right, and how many wait to be sealed.
    #[schema(example = 43)]
    entries: u64,
    /// The number up to which every entry is right; 0 for none.
    #[schema(example = 42)]
    sealed_up_to: u64,
    /// The first wrong place.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    broken_at: Option<BreakView>,
}

/// The first wrong place of the log.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AuditBreak)]
pub(crate) struct BreakView {
    /// The number it is about; null where it is the end of the chain itself.
    #[schema(example = 7)]
    sequence: Option<u64>,
    /// What is wrong there.
    #[schema(example = "number 7 is missing: its entry was removed")]
    reason: String,
}

impl ProofView {
    /// What was found.
    pub(crate) fn of(proof: &Proof) -> Self {
        let sealed = proof.last.sequence;
        Self {
            intact: proof.broken.is_none(),
            entries: sealed.saturating_add(proof.waiting.entries),
            sealed_up_to: sealed,
            broken_at: proof.broken.map(|broken| BreakView {
                sequence: broken.sequence(),
                reason: broken.to_string(),
            }),
        }
    }
}
