//! Which column holds what.

use candidates::RawRow;
use csv::StringRecord;

use super::fault::FileFault;

/// The columns there must be.
const NAMES: [&str; 3] = ["firstname", "lastname", "email"];

/// Where they are, from the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    first_name: usize,
    last_name: usize,
    email: usize,
    /// How many there are with those that mean nothing here.
    pub(super) count: usize,
}

impl Columns {
    /// Understands `header`: columns in any order, their names in any case, with blanks,
    /// `_` or `-` in them. Others are ignored.
    ///
    /// # Errors
    /// [`FileFault::Missing`], [`FileFault::Twice`].
    pub(super) fn find(header: &StringRecord) -> Result<Self, FileFault> {
        let mut places: [Option<usize>; 3] = [None; 3];
        for (at, given) in header.iter().enumerate() {
            let given = folded(given);
            for (name, place) in NAMES.into_iter().zip(&mut places) {
                if given != name {
                    continue;
                }
                if place.replace(at).is_some() {
                    return Err(FileFault::Twice(name));
                }
            }
        }
        let [Some(first_name), Some(last_name), Some(email)] = places else {
            let missing = NAMES.into_iter().zip(places);
            let missing = missing.filter(|(_, place)| place.is_none());
            return Err(FileFault::Missing(missing.map(|(name, _)| name).collect()));
        };
        Ok(Self {
            first_name,
            last_name,
            email,
            count: header.len(),
        })
    }

    /// The row that begins on `line`.
    pub(super) fn row<'a>(&self, line: u32, cells: &'a StringRecord) -> RawRow<'a> {
        let cell = |at| cells.get(at).unwrap_or_default();
        RawRow {
            line,
            first_name: cell(self.first_name),
            last_name: cell(self.last_name),
            email: cell(self.email),
        }
    }
}

fn folded(name: &str) -> String {
    let letters = name
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-'));
    letters.flat_map(char::to_lowercase).collect()
}
