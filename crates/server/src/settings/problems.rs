//! What is wrong with the settings, all of it.

use std::fmt;

/// One thing that is wrong. Never repeats a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The key, or the file or variable, it is wrong with.
    pub at: String,
    /// What is wrong.
    pub reason: String,
}

impl Problem {
    /// `reason` at `at`.
    pub fn new(at: impl Into<String>, reason: impl fmt::Display) -> Self {
        Self {
            at: at.into(),
            reason: reason.to_string(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.at, self.reason)
    }
}

/// Everything that is wrong, in the order it was found; one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Notes a problem.
    pub fn add(&mut self, at: impl Into<String>, reason: impl fmt::Display) {
        self.0.push(Problem::new(at, reason));
    }

    /// The value of `result`, or nothing and a problem noted at `at`.
    pub fn note<T, E: fmt::Display>(&mut self, at: &str, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.add(at, error)).ok()
    }

    /// Notes a problem unless `sane`.
    pub fn unless(&mut self, sane: bool, at: &str, reason: &str) {
        if !sane {
            self.add(at, reason);
        }
    }

    /// Fails if there is anything wrong.
    ///
    /// # Errors
    /// The problems themselves.
    pub fn none(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("configuration: ")?;
        for (at, problem) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("; ")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
