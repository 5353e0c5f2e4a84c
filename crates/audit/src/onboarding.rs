//! What the audit log records of partners finding their way in, and of who looks after
//! them.

use kernel::PartnerId;

/// What can happen to a partner's record, besides its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerEvent {
    /// To which partner.
    pub partner: PartnerId,
    /// What.
    pub what: PartnerChange,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartnerChange {
    /// A step of the onboarding was done, perhaps again.
    StepDone {
        /// Which.
        step: &'static str,
        /// The names of the fields that changed, comma-separated.
        fields: String,
    },
    /// A new onboarding token took the place of the one before.
    OnboardingTokenIssued,
    /// A document was handed in.
    DocumentAttached {
        /// Its type.
        document: &'static str,
        /// Its public identity.
        uuid: String,
    },
    /// A document was taken back.
    DocumentRemoved {
        /// Its type.
        document: &'static str,
        /// Its public identity.
        uuid: String,
    },
    /// A document was looked at by staff.
    DocumentRead {
        /// Its public identity.
        uuid: String,
    },
    /// The review was decided.
    ReviewDecided {
        /// How.
        verdict: &'static str,
    },
    /// What had been approved was changed, so that it has to be reviewed again.
    ReviewWithdrawn,
    /// It went live and got its credentials.
    Activated,
    /// Fields were changed by staff.
    Changed {
        /// Their names, comma-separated.
        fields: String,
    },
    /// How much it may call was changed by staff.
    LimitsChanged {
        /// What it might before.
        from: CallLimits,
        /// What it may now.
        to: CallLimits,
    },
    /// It was deleted; slug and address are free, its tokens ended.
    Deleted,
    /// It is back.
    Restored,
    /// A note was added.
    NoteAdded {
        /// Its public identity.
        uuid: String,
    },
}

/// Limits of a partner's own; `None` takes the deployment's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CallLimits {
    /// Calls a second.
    pub per_second: Option<u32>,
    /// Calls at once.
    pub burst: Option<u32>,
    /// Calls a month.
    pub monthly_quota: Option<u64>,
}

impl CallLimits {
    fn words(self) -> [String; 3] {
        let word = |limit: Option<u64>| limit.map_or("default".to_owned(), |it| it.to_string());
        [
            word(self.per_second.map(u64::from)),
            word(self.burst.map(u64::from)),
            word(self.monthly_quota),
        ]
    }
}

/// What changed, before and after.
fn limits(from: CallLimits, to: CallLimits) -> Vec<(&'static str, String)> {
    let names = [
        ("per_second_from", "per_second_to"),
        ("burst_from", "burst_to"),
        ("monthly_quota_from", "monthly_quota_to"),
    ];
    let (from, to) = (from.words(), to.words());
    let changes = names.into_iter().zip(from.into_iter().zip(to));
    changes
        .filter(|(_, (from, to))| from != to)
        .flat_map(|(names, (from, to))| [(names.0, from), (names.1, to)])
        .collect()
}

impl PartnerEvent {
    pub(crate) const fn action(&self) -> &'static str {
        use PartnerChange as C;
        match self.what {
            C::StepDone { .. } => "partner.onboarding_step_done",
            C::OnboardingTokenIssued => "partner.onboarding_token_issued",
            C::DocumentAttached { .. } => "partner.document_attached",
            C::DocumentRemoved { .. } => "partner.document_removed",
            C::DocumentRead { .. } => "partner.document_read",
            C::ReviewDecided { .. } => "partner.review_decided",
            C::ReviewWithdrawn => "partner.review_withdrawn",
            C::Activated => "partner.activated",
            C::Changed { .. } => "partner.changed",
            C::LimitsChanged { .. } => "partner.limits_changed",
            C::Deleted => "partner.deleted",
            C::Restored => "partner.restored",
            C::NoteAdded { .. } => "partner.note_added",
        }
    }

    pub(crate) fn details(&self) -> Vec<(&'static str, String)> {
        use PartnerChange as C;
        match &self.what {
            C::StepDone { step, fields } => {
                vec![("step", (*step).to_owned()), ("fields", fields.clone())]
            }
            C::DocumentAttached { document, uuid } | C::DocumentRemoved { document, uuid } => {
                vec![
                    ("document_type", (*document).to_owned()),
                    ("document", uuid.clone()),
                ]
            }
            C::DocumentRead { uuid } => vec![("document", uuid.clone())],
            C::ReviewDecided { verdict } => vec![("verdict", (*verdict).to_owned())],
            C::Changed { fields } => vec![("fields", fields.clone())],
            C::LimitsChanged { from, to } => limits(*from, *to),
            C::NoteAdded { uuid } => vec![("note", uuid.clone())],
            C::OnboardingTokenIssued
            | C::ReviewWithdrawn
            | C::Activated
            | C::Deleted
            | C::Restored => Vec::new(),
        }
    }
}
