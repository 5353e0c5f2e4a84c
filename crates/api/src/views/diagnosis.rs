//! What the envelope doctor says, on the wire.

use envelope::{Diagnosis, StepReport};
use serde::Serialize;

/// One step of the order of work.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct StepView {
    /// `shape`, `partner_id`, `timestamp`, `signature`, `encrypted_key`,
    /// `encrypted_data`, `json` or `replay`.
    #[schema(example = "encrypted_key")]
    step: &'static str,
    /// Whether it passed; null when it could not be examined.
    #[schema(required = true)]
    passed: Option<bool>,
    /// What the platform expects.
    #[schema(example = "RSA-OAEP with SHA-256 and MGF1-SHA-256")]
    expected: String,
    /// What it found.
    found: String,
    /// What to change.
    #[schema(required = true)]
    hint: Option<String>,
}

/// What the platform makes of an envelope.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DiagnosisView {
    /// Whether it would be taken now.
    accepted: bool,
    /// The step at which it would be refused.
    #[schema(required = true, example = "encrypted_key")]
    refused_at: Option<&'static str>,
    /// The form its signature tells: `documented`, `iv-unsigned` or `packed`.
    #[schema(required = true, example = "documented")]
    form: Option<&'static str>,
    /// In the order of work.
    steps: Vec<StepView>,
}

impl DiagnosisView {
    /// `diagnosis` on the wire.
    pub(crate) fn of(diagnosis: &Diagnosis) -> Self {
        Self {
            accepted: diagnosis.accepted,
            refused_at: diagnosis.refused_at().map(envelope::Step::as_str),
            form: diagnosis.form.map(envelope::Form::as_str),
            steps: diagnosis.steps.iter().map(step).collect(),
        }
    }
}

fn step(report: &StepReport) -> StepView {
    StepView {
        step: report.step.as_str(),
        passed: report.passed,
        expected: report.expected.clone(),
        found: report.found.clone(),
        hint: report.hint.clone(),
    }
}
