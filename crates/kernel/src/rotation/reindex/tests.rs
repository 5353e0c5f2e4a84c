use std::collections::BTreeMap;
use std::sync::Mutex;

use super::*;
use crate::{Digest, IndexedField, PortFailure};

/// Digests and indexes are the first byte, with the key's letter behind.
struct LetterVault;

const KEY: u8 = b'B';
const KEY_BEFORE: u8 = b'A';

fn index(value: u8, key: u8) -> BlindIndex {
    let mut bytes = [0; 32];
    bytes[0] = value;
    bytes[1] = key;
    BlindIndex::new(bytes)
}

impl FieldVault for LetterVault {
    fn digest(&self, value: &[u8]) -> Digest {
        let mut bytes = [0; 32];
        bytes[0] = value[0];
        Digest::new(bytes)
    }

    fn index_digest(&self, _: IndexedField, digest: &Digest) -> BlindIndex {
        index(digest.as_bytes()[0], KEY)
    }

    fn seal(&self, _: FieldRef<'_>, plain: &[u8]) -> PortResult<Sealed> {
        Ok(Sealed::new(plain.to_vec()))
    }

    fn open(&self, at: FieldRef<'_>, sealed: &Sealed) -> PortResult<Vec<u8>> {
        match sealed.as_bytes() {
            [] => Err(PortFailure::corrupt(at.table)),
            bytes => Ok(bytes.to_vec()),
        }
    }
}

struct People;

impl Recompute for People {
    fn table(&self) -> TableIndexes {
        TableIndexes {
            table: "people",
            sealed: &["name_sealed"],
            facts: &[],
            indexes: &["name_index"],
        }
    }

    fn indexes(
        &self,
        vault: &dyn FieldVault,
        row: &OpenedRow,
    ) -> PortResult<Vec<Option<BlindIndex>>> {
        let name = row.plain[0].as_ref();
        Ok(vec![
            name.map(|name| vault.index(IndexedField::Mobile, name)),
        ])
    }
}

type Row = (Option<Sealed>, Option<BlindIndex>);

struct MemoryRows {
    rows: Mutex<BTreeMap<i64, Row>>,
    written: Mutex<usize>,
}

impl IndexedRows for MemoryRows {
    fn read(
        &self,
        _: &TableIndexes,
        after: Option<&RowKey>,
        most: u32,
    ) -> PortResult<Vec<IndexedRow>> {
        let rows = self.rows.lock().expect("a lock");
        let found = rows.iter().map(|(number, (sealed, index))| IndexedRow {
            key: RowKey(vec![KeyPart::Integer(*number)]),
            row: Vec::new(),
            sealed: vec![sealed.clone()],
            facts: Vec::new(),
            indexes: vec![*index],
        });
        let behind = found.filter(|row| after.is_none_or(|after| row.key > *after));
        Ok(behind.take(usize::try_from(most).expect("few")).collect())
    }

    fn write(&self, _: &TableIndexes, changed: Vec<Reindexed>) -> PortResult<()> {
        *self.written.lock().expect("a lock") += changed.len();
        for row in changed {
            let [KeyPart::Integer(number)] = row.key.0[..] else {
                panic!("not a key of this table");
            };
            let mut rows = self.rows.lock().expect("a lock");
            rows.get_mut(&number).expect("a row").1 = row.indexes[0];
        }
        Ok(())
    }
}

fn memory(rows: impl IntoIterator<Item = (i64, u8, u8)>) -> Arc<MemoryRows> {
    let row = |(number, name, key)| {
        let sealed = Sealed::new(vec![name]);
        (number, (Some(sealed), Some(index(name, key))))
    };
    Arc::new(MemoryRows {
        rows: Mutex::new(rows.into_iter().map(row).collect()),
        written: Mutex::new(0),
    })
}

fn reindex(rows: &Arc<MemoryRows>) -> PortResult<Vec<TableReport>> {
    let reindex = ReindexStored {
        rows: Arc::<MemoryRows>::clone(rows),
        tables: vec![Arc::new(People)],
        vault: Arc::new(LetterVault),
    };
    reindex.execute(&mut |_| ())
}

#[test]
fn only_rows_under_the_key_before_are_written() {
    // Two batches; every other row is done already, as after an interruption.
    let rows = memory((0..700).map(|number: i64| {
        let key = if number % 2 == 0 { KEY } else { KEY_BEFORE };
        (number, number.to_be_bytes()[7], key)
    }));
    let empty = (None, None);
    rows.rows.lock().expect("a lock").insert(1000, empty);
    let report = reindex(&rows).expect("a report");
    assert_eq!((report[0].rows, report[0].reindexed), (701, 350));
    assert_eq!(*rows.written.lock().expect("a lock"), 350);
    for (number, (_, found)) in rows.rows.lock().expect("a lock").iter() {
        let expected = (*number < 700).then(|| index(number.to_be_bytes()[7], KEY));
        assert!(*found == expected, "{number}");
    }
    let again = reindex(&rows).expect("a report");
    assert_eq!(again[0].reindexed, 0);
}

#[test]
fn a_value_that_does_not_open_ends_it() {
    let rows = memory([(1, 1, KEY_BEFORE)]);
    let broken = (Some(Sealed::new(Vec::new())), None);
    rows.rows.lock().expect("a lock").insert(2, broken);
    assert_eq!(reindex(&rows), Err(PortFailure::corrupt("people")));
}
