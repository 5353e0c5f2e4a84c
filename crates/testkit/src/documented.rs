//! The programs of the documentation, as tests run them.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The code block of `document` behind the line `<!-- file: NAME -->`.
pub fn documented_program(document: &str, name: &str) -> Option<String> {
    let (_, after) = document.split_once(&format!("\n<!-- file: {name} -->\n```"))?;
    let (_language, after) = after.split_once('\n')?;
    let (code, _) = after.split_once("\n```\n")?;
    Some(format!("{code}\n"))
}

/// What runs a program of `docs/encryption.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runtime {
    /// Node's JavaScript.
    Node,
    /// Python with `cryptography`.
    Python,
    /// Bash with openssl and curl.
    Bash,
    /// Java.
    Java,
}

impl Runtime {
    /// The name of its program.
    pub const fn file(self) -> &'static str {
        match self {
            Self::Node => "envelope.mjs",
            Self::Python => "envelope.py",
            Self::Bash => "envelope.sh",
            Self::Java => "Envelope.java",
        }
    }

    /// What starts a program. Where there is nothing `None`, and a note.
    ///
    /// # Panics
    /// In CI where there is nothing, but for Java.
    pub fn found(self) -> Option<Vec<String>> {
        let command = self.command();
        if command.is_none() {
            let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
            assert!(!ci || self == Self::Java, "{self:?} is missing");
            eprintln!("SKIPPED: there is no {self:?} here");
        }
        command
    }

    /// What starts the program of `document`, written into `place`; `None` as in
    /// [`Runtime::found`].
    ///
    /// # Panics
    /// As there; and when `document` has no such program, or it does not compile.
    pub fn prepare(self, document: &str, place: &Path) -> Option<Vec<String>> {
        let mut command = self.found()?;
        let code = documented_program(document, self.file()).expect("the program");
        fs::create_dir_all(place).expect("a directory");
        let file = place.join(self.file());
        fs::write(&file, code).expect("written");
        if self == Self::Java && compiled(&file, place) {
            command.extend(["-cp".to_owned(), text(place), "Envelope".to_owned()]);
        } else {
            command.push(text(&file));
        }
        Some(command)
    }

    fn command(self) -> Option<Vec<String>> {
        match self {
            Self::Node => first_that_works(&["node"], &["--version"]),
            Self::Python => {
                let pythons = ["python3", "/usr/bin/python3"];
                first_that_works(&pythons, &["-c", "import cryptography"])
            }
            Self::Bash => first_that_works(&["openssl"], &["version"])
                .and_then(|_| first_that_works(&["bash"], &["--version"])),
            Self::Java => first_that_works(&["java"], &["-version"]).map(|mut command| {
                // Processes are short: start quickly, and never mind the rest.
                command.push("-XX:TieredStopAtLevel=1".to_owned());
                command
            }),
        }
    }
}

fn first_that_works(commands: &[&str], args: &[&str]) -> Option<Vec<String>> {
    let works = |command: &&&str| {
        let mut command = Command::new(command);
        command.args(args).stdin(Stdio::null());
        command.output().is_ok_and(|output| output.status.success())
    };
    commands.iter().find(works).map(|it| vec![(*it).to_owned()])
}

/// Compiles Java where that is possible: classes start faster than a source.
fn compiled(file: &Path, into: &Path) -> bool {
    let mut javac = Command::new("javac");
    javac.arg("-d").arg(into).arg(file);
    javac.output().is_ok_and(|output| {
        assert!(output.status.success(), "{output:?}");
        true
    })
}

fn text(path: &Path) -> String {
    path.to_str().expect("a path in UTF-8").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_the_block_behind_its_name() {
        let document = "text\n\n<!-- file: a.sh -->\n```bash\none\n\ntwo\n```\n\n```\nother\n```\n";
        assert_eq!(
            documented_program(document, "a.sh").as_deref(),
            Some("one\n\ntwo\n"),
            "its lines alone"
        );
        assert_eq!(documented_program(document, "b.sh"), None);
    }
}
