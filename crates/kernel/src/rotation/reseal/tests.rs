use std::collections::BTreeMap;
use std::sync::Mutex;

use super::super::{KeyPart, RowKey};
use super::*;
use crate::{BlindIndex, Digest, IndexedField, Sealed};

const NOW: u8 = b'B';
const BEFORE: u8 = b'A';
const GONE: u8 = b'X';

const NAMES: SealedColumn = SealedColumn {
    table: "people",
    column: "name_sealed",
};
const NOTES: SealedColumn = SealedColumn {
    table: "notes",
    column: "text_sealed",
};

/// A key's letter, the row's name and the plain text.
struct LetterVault;

fn sealed(key: u8, row: u8, plain: &[u8]) -> Sealed {
    Sealed::new([&[key, row], plain].concat())
}

impl FieldVault for LetterVault {
    fn digest(&self, _: &[u8]) -> Digest {
        Digest::new([0; 32])
    }

    fn index_digest(&self, _: IndexedField, _: &Digest) -> BlindIndex {
        BlindIndex::new([0; 32])
    }

    fn seal(&self, at: FieldRef<'_>, plain: &[u8]) -> PortResult<Sealed> {
        Ok(sealed(NOW, at.row[0], plain))
    }

    fn open(&self, at: FieldRef<'_>, sealed: &Sealed) -> PortResult<Vec<u8>> {
        match sealed.as_bytes() {
            [NOW | BEFORE, row, plain @ ..] if *row == at.row[0] => Ok(plain.to_vec()),
            _ => Err(PortFailure::corrupt(at.table)),
        }
    }
}

impl SealingKeys for LetterVault {
    fn sealed_under(&self, sealed: &Sealed) -> SealedUnder {
        match sealed.as_bytes() {
            [NOW, ..] => SealedUnder::Current,
            [BEFORE, ..] => SealedUnder::Previous,
            [letter, ..] => SealedUnder::Unknown(KeyId::new([0, 0, 0, *letter])),
            [] => SealedUnder::Unreadable,
        }
    }
}

type Rows = BTreeMap<(SealedColumn, i64), Option<Sealed>>;

/// What somebody else does to the rows just before the batch of this number, from
/// 1 on, is replaced.
type Meddler = Box<dyn Fn(u32, &mut Rows) + Send + Sync>;

struct MemoryColumns {
    rows: Mutex<Rows>,
    batches: Mutex<u32>,
    meddle: Meddler,
}

/// The last byte of a row's number names it.
fn name_of(number: i64) -> u8 {
    number.to_be_bytes()[7]
}

impl MemoryColumns {
    fn new(rows: Rows, meddle: impl Fn(u32, &mut Rows) + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            rows: Mutex::new(rows),
            batches: Mutex::new(0),
            meddle: Box::new(meddle),
        })
    }

    fn reseal(self: &Arc<Self>) -> PortResult<ResealReport> {
        let reseal = ResealStored {
            columns: Arc::<Self>::clone(self),
            vault: Arc::new(LetterVault),
            keys: Arc::new(LetterVault),
        };
        reseal.execute(&mut |_| ())
    }

    fn letters(&self) -> Vec<u8> {
        let rows = self.rows.lock().expect("a lock");
        let values = rows.values().flatten();
        let mut letters: Vec<u8> = values
            .filter_map(|value| value.as_bytes().first().copied())
            .collect();
        letters.sort_unstable();
        letters.dedup();
        letters
    }
}

impl SealedColumns for MemoryColumns {
    fn columns(&self) -> Vec<SealedColumn> {
        vec![NAMES, NOTES]
    }

    fn count(&self, column: SealedColumn) -> PortResult<u64> {
        let rows = self.rows.lock().expect("a lock");
        let of_column = rows.keys().filter(|(found, _)| *found == column);
        Ok(of_column.map(|_| 1).sum())
    }

    fn read(
        &self,
        column: SealedColumn,
        after: Option<&RowKey>,
        most: u32,
    ) -> PortResult<Vec<SealedRow>> {
        let rows = self.rows.lock().expect("a lock");
        let behind = |key: &RowKey| after.is_none_or(|after| key > after);
        let mut found: Vec<SealedRow> = rows
            .iter()
            .filter(|((of, _), _)| *of == column)
            .map(|((_, number), sealed)| SealedRow {
                key: RowKey(vec![KeyPart::Integer(*number)]),
                row: vec![name_of(*number)],
                sealed: sealed.clone(),
            })
            .filter(|row| behind(&row.key))
            .collect();
        found.truncate(usize::try_from(most).expect("few"));
        Ok(found)
    }

    fn replace(&self, column: SealedColumn, values: Vec<Resealed>) -> PortResult<u64> {
        let mut rows = self.rows.lock().expect("a lock");
        let mut batches = self.batches.lock().expect("a lock");
        *batches += 1;
        (self.meddle)(*batches, &mut rows);
        let mut replaced = 0;
        for value in values {
            let [KeyPart::Integer(number)] = value.key.0[..] else {
                panic!("not a key of these tables");
            };
            let place = rows.get_mut(&(column, number));
            if let Some(place) = place.filter(|place| **place == Some(value.before)) {
                *place = Some(value.after);
                replaced += 1;
            }
        }
        Ok(replaced)
    }
}

/// `count` values of `column` under `key`.
fn rows(column: SealedColumn, key: u8, count: i64) -> Rows {
    (1..=count)
        .map(|number| {
            let value = sealed(key, name_of(number), b"plain");
            ((column, number), Some(value))
        })
        .collect()
}

#[test]
fn everything_ends_under_the_current_key_and_says_the_same() {
    // More than two batches, and a column that mixes keys and nulls.
    let mut all = rows(NAMES, BEFORE, 1_200);
    all.insert((NOTES, 1), Some(sealed(NOW, 1, b"new")));
    all.insert((NOTES, 2), None);
    all.insert((NOTES, 3), Some(sealed(BEFORE, 3, b"old")));
    let columns = MemoryColumns::new(all, |_, _| ());
    let report = columns.reseal().expect("a report");
    assert!(report.is_complete());
    let done: Vec<(u64, u64)> = report
        .columns
        .iter()
        .map(|column| (column.values, column.resealed))
        .collect();
    assert_eq!(done, [(1_200, 1_200), (2, 1)]);
    assert_eq!(columns.letters(), [NOW]);
    let rows = columns.rows.lock().expect("a lock");
    assert_eq!(rows[&(NOTES, 3)], Some(sealed(NOW, 3, b"old")));
    assert_eq!(
        rows[&(NAMES, 777)],
        Some(sealed(NOW, name_of(777), b"plain"))
    );
}

#[test]
fn a_second_run_finds_nothing_to_do() {
    let columns = MemoryColumns::new(rows(NAMES, BEFORE, 3), |_, _| ());
    assert_eq!(columns.reseal().expect("a report").resealed(), 3);
    let again = columns.reseal().expect("a report");
    assert!(again.is_complete());
    assert_eq!(again.resealed(), 0);
    assert_eq!(*columns.batches.lock().expect("a lock"), 1);
}

#[test]
fn a_change_of_somebody_elses_stays_and_a_late_old_value_is_found() {
    let columns = MemoryColumns::new(rows(NAMES, BEFORE, 3), |batch, rows| {
        if batch == 1 {
            rows.insert((NAMES, 1), Some(sealed(NOW, 1, b"newer")));
            rows.remove(&(NAMES, 2));
            // Behind the walk's back, and in front of it.
            rows.insert((NAMES, 0), Some(sealed(BEFORE, 0, b"late")));
        }
    });
    let report = columns.reseal().expect("a report");
    assert!(report.is_complete());
    assert_eq!(report.resealed(), 2);
    let rows = columns.rows.lock().expect("a lock");
    assert_eq!(rows[&(NAMES, 1)], Some(sealed(NOW, 1, b"newer")));
    assert_eq!(rows[&(NAMES, 0)], Some(sealed(NOW, 0, b"late")));
    assert!(!rows.contains_key(&(NAMES, 2)), "nothing comes back");
}

#[test]
fn what_cannot_be_opened_is_told_and_everything_else_is_done() {
    let mut all = rows(NAMES, BEFORE, 4);
    all.insert((NAMES, 1), Some(sealed(GONE, 1, b"lost")));
    // Moved here from another row.
    all.insert((NAMES, 2), Some(sealed(BEFORE, 9, b"moved")));
    all.insert((NAMES, 3), Some(Sealed::new(Vec::new())));
    all.extend(rows(NOTES, BEFORE, 1));
    let columns = MemoryColumns::new(all, |_, _| ());
    let report = columns.reseal().expect("a report");
    assert!(!report.is_complete());
    let names = &report.columns[0];
    let unknown: Vec<(String, u64)> = names
        .unknown
        .iter()
        .map(|(key, count)| (key.to_string(), *count))
        .collect();
    assert_eq!(unknown, [("00000058".to_owned(), 1)]);
    assert_eq!((names.damaged, names.resealed, names.left), (2, 1, 0));
    assert_eq!(report.columns[1].resealed, 1);
    let rows = columns.rows.lock().expect("a lock");
    assert_eq!(rows[&(NAMES, 1)], Some(sealed(GONE, 1, b"lost")));
}

#[test]
fn whoever_goes_on_sealing_under_a_previous_key_is_told() {
    let columns = MemoryColumns::new(rows(NAMES, BEFORE, 1), |batch, rows| {
        let number = i64::from(batch) + 1;
        rows.insert((NAMES, number), Some(sealed(BEFORE, name_of(number), b"")));
    });
    let report = columns.reseal().expect("a report");
    assert!(!report.is_complete());
    assert_eq!(report.columns[0].left, 1);
}

#[test]
fn progress_counts_rows_of_every_column() {
    let mut all = rows(NAMES, BEFORE, 501);
    all.extend(rows(NOTES, NOW, 1));
    let columns = MemoryColumns::new(all, |_, _| ());
    let reseal = ResealStored {
        columns,
        vault: Arc::new(LetterVault),
        keys: Arc::new(LetterVault),
    };
    let mut told = Vec::new();
    let tell = &mut |progress: &ResealProgress| told.push(*progress);
    reseal.execute(tell).expect("a report");
    let first: Vec<(u64, u64, u64)> = told
        .iter()
        .filter(|progress| progress.walk == 1)
        .map(|progress| (progress.rows, progress.rows_in_all, progress.resealed))
        .collect();
    assert_eq!(first, [(500, 502, 500), (501, 502, 501), (502, 502, 501)]);
}
