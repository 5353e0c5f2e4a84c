//! What the doctor says.

use std::fmt;

use crate::{Form, Step};

/// One step of the order of work, in plain words. Of what it shows, everything came
/// with the envelope or follows from it without a private key: no key, no plain text.
#[derive(Clone, PartialEq, Eq)]
pub struct StepReport {
    /// Which.
    pub step: Step,
    /// Whether it passed; `None` when it could not be examined.
    pub passed: Option<bool>,
    /// What the platform expects.
    pub expected: String,
    /// What it found.
    pub found: String,
    /// What to change.
    pub hint: Option<String>,
}

impl StepReport {
    pub(super) fn passed(step: Step, expected: String, found: String) -> Self {
        Self {
            step,
            passed: Some(true),
            expected,
            found,
            hint: None,
        }
    }

    pub(super) fn failed(step: Step, expected: String, found: String) -> Self {
        Self {
            passed: Some(false),
            ..Self::passed(step, expected, found)
        }
    }

    /// Not examined, and why.
    pub(super) fn skipped(step: Step, expected: String, why: &str) -> Self {
        Self {
            passed: None,
            ..Self::passed(step, expected, format!("not examined: {why}"))
        }
    }

    pub(super) fn with_hint(self, hint: impl Into<Option<String>>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }
}

/// Shows nothing that came from a request.
impl fmt::Debug for StepReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StepReport")
            .field("step", &self.step)
            .field("passed", &self.passed)
            .finish_non_exhaustive()
    }
}

/// What became of an envelope, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// Whether the platform would take it now.
    pub accepted: bool,
    /// The form its signature tells; `None` when that does not verify.
    pub form: Option<Form>,
    /// Every step, in the order of work. The first that did not pass is where the
    /// platform would refuse it.
    pub steps: Vec<StepReport>,
}

impl Diagnosis {
    /// The step at which the platform would refuse it.
    pub fn refused_at(&self) -> Option<Step> {
        let failed = self.steps.iter().find(|step| step.passed == Some(false));
        failed.map(|report| report.step)
    }
}

/// `text`, but for the middle of a long one.
pub(super) fn shown(text: &str, longest: usize) -> String {
    let count = text.chars().count();
    if count <= longest {
        return text.to_owned();
    }
    let half = longest / 2;
    let head: String = text.chars().take(half).collect();
    let tail: String = text.chars().skip(count - half).collect();
    format!("{head} [... {} characters ...] {tail}", count - 2 * half)
}
