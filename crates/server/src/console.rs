//! Standard output, for results only; errors go to standard error.

use std::io::{self, Write};

use serde_json::Value;

use crate::failure::Failure;

/// Where a command's result goes, and in which form.
pub struct Console<'a> {
    out: &'a mut dyn Write,
    /// Whether records are printed as JSON.
    pub json: bool,
}

impl<'a> Console<'a> {
    /// Results to `out`.
    pub fn new(out: &'a mut dyn Write, json: bool) -> Self {
        Self { out, json }
    }

    /// One line.
    ///
    /// # Errors
    /// When nobody takes it.
    pub fn line(&mut self, text: &str) -> Result<(), Failure> {
        writeln!(self.out, "{text}")?;
        Ok(())
    }

    /// A record: `json` as one line, or the lines of `text`.
    ///
    /// # Errors
    /// When nobody takes it.
    pub fn record(
        &mut self,
        json: &Value,
        text: impl FnOnce() -> Vec<String>,
    ) -> Result<(), Failure> {
        if self.json {
            return self.line(&json.to_string());
        }
        for line in text() {
            self.line(&line)?;
        }
        Ok(())
    }

    /// The stream itself, for what writes by itself.
    pub fn stream(&mut self) -> &mut dyn Write {
        self.out
    }

    /// Hands everything over to the operating system.
    ///
    /// # Errors
    /// When nobody takes it.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
