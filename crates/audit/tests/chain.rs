//! Whatever is done to a chained log behind the sealer's back is found, at the
//! right place.
#![expect(
    clippy::expect_used,
    reason = "test code: what cannot fail is reported by a panic if it does"
)]

use audit::{
    Break, ChainHash, ChainHasher, ChainLink, Found, Head, SealedEntry, StoredEntry, Verifier,
    extend, seal, stored,
};
use proptest::prelude::*;
use proptest::sample::Index;
use testkit::FakeChainHasher;

/// Another key.
struct Forger;

impl ChainHasher for Forger {
    fn hash(&self, message: &[u8]) -> ChainHash {
        FakeChainHasher.hash(&[b"another key", message].concat())
    }
}

/// A log and its head, as stored.
#[derive(Debug, Clone)]
struct Log {
    rows: Vec<SealedEntry>,
    head: Option<Head>,
}

impl Log {
    fn of(entries: &[StoredEntry], hasher: &dyn ChainHasher) -> Self {
        let links = extend(ChainLink::START, entries, hasher);
        let rows = entries.iter().zip(&links).map(|(entry, link)| SealedEntry {
            entry: entry.clone(),
            sequence: stored(link.sequence),
            hash: link.hash.as_bytes().to_vec(),
        });
        Self {
            rows: rows.collect(),
            head: links.last().map(|last| Head::of(*last, hasher)),
        }
    }

    /// What a look from the beginning to the end finds.
    fn verdict(&self, noted: Option<ChainLink>) -> Result<(), Break> {
        let mut rows = self.rows.clone();
        rows.sort_by_key(|row| (row.sequence, row.entry.id));
        let mut verifier = Verifier::new(&FakeChainHasher, noted);
        for row in &rows {
            verifier.step(row)?;
        }
        verifier.end(self.head.as_ref())
    }

    fn link(&self, at: usize) -> ChainLink {
        let row = &self.rows[at];
        ChainLink {
            sequence: number(at),
            hash: ChainHash::new(row.hash.clone().try_into().expect("32 bytes")),
        }
    }
}

/// The number of the row at this place.
fn number(at: usize) -> u64 {
    u64::try_from(at).expect("small") + 1
}

prop_compose! {
    fn entry()(
        at in any::<i64>(),
        actor_kind in "[a-z]{0,8}",
        actor_id in any::<Option<i64>>(),
        action in "[a-z.]{0,8}",
        subject_id in any::<i64>(),
        details in ".{0,12}",
    ) -> StoredEntry {
        StoredEntry { id: 0, at, actor_kind, actor_id, action, subject_id, details }
    }
}

fn entries() -> impl Strategy<Value = Vec<StoredEntry>> {
    proptest::collection::vec(entry(), 2..12).prop_map(|mut entries| {
        for (entry, id) in entries.iter_mut().zip(100..) {
            entry.id = id;
        }
        entries
    })
}

/// One change of one column, as an attacker may make it.
type Change = fn(&mut SealedEntry, u8);

fn change_text(text: &mut String, by: u8) {
    let mut bytes: Vec<char> = text.chars().collect();
    let place = usize::from(by) % (bytes.len() + 1);
    match bytes.get_mut(place) {
        Some(byte) => *byte = if *byte == '!' { '?' } else { '!' },
        None => bytes.push('\u{0}'),
    }
    *text = bytes.into_iter().collect();
}

const CHANGES: [Change; 8] = [
    |row, by| row.entry.id = row.entry.id.wrapping_add(i64::from(by) + 1),
    |row, by| row.entry.at ^= 1 << (by % 64),
    |row, by| change_text(&mut row.entry.actor_kind, by),
    |row, by| {
        row.entry.actor_id = match row.entry.actor_id {
            Some(id) if by.is_multiple_of(2) => Some(id ^ 1),
            Some(_) => None,
            None => Some(i64::from(by)),
        }
    },
    |row, by| change_text(&mut row.entry.action, by),
    |row, by| row.entry.subject_id ^= 1 << (by % 64),
    |row, by| change_text(&mut row.entry.details, by),
    |row, by| row.hash[usize::from(by) % 32] ^= (by / 32) + 1,
];

proptest! {
    #[test]
    fn an_untouched_log_holds(entries in entries(), at in any::<Index>()) {
        let log = Log::of(&entries, &FakeChainHasher);
        let noted = log.link(at.index(entries.len()));
        prop_assert_eq!(log.verdict(None), Ok(()));
        prop_assert_eq!(log.verdict(Some(noted)), Ok(()));
    }

    #[test]
    fn a_changed_column_is_found(
        entries in entries(),
        at in any::<Index>(),
        which in 0..CHANGES.len(),
        by in any::<u8>(),
    ) {
        let mut log = Log::of(&entries, &FakeChainHasher);
        let at = at.index(entries.len());
        let row = &mut log.rows[at];
        CHANGES[which](row, by);
        let (sequence, entry) = (number(at), row.entry.id);
        prop_assert_eq!(log.verdict(None), Err(Break::Changed { sequence, entry }));
    }

    #[test]
    fn a_removed_entry_is_missed(entries in entries(), at in any::<Index>()) {
        let mut log = Log::of(&entries, &FakeChainHasher);
        let at = at.index(entries.len());
        let last = at + 1 == entries.len();
        log.rows.remove(at);
        let sequence = number(at);
        let head = number(entries.len() - 1);
        let expected = if last {
            Break::TailCut { sequence, head }
        } else {
            Break::Missing { sequence }
        };
        prop_assert_eq!(log.verdict(None), Err(expected));
    }

    #[test]
    fn a_cut_tail_is_found(entries in entries(), at in any::<Index>()) {
        let mut log = Log::of(&entries, &FakeChainHasher);
        let at = at.index(entries.len());
        let noted = log.link(entries.len() - 1);
        log.rows.truncate(at);
        let sequence = number(at);
        let cut = Break::TailCut { sequence, head: noted.sequence };
        prop_assert_eq!(log.verdict(None), Err(cut));
        // With a head that was kept from that day only who noted a link can tell.
        let links = extend(ChainLink::START, &entries[..at], &FakeChainHasher);
        log.head = links.last().map(|last| Head::of(*last, &FakeChainHasher));
        prop_assert_eq!(log.verdict(None), Ok(()));
        prop_assert_eq!(log.verdict(Some(noted)), Err(cut));
    }

    #[test]
    fn swapped_entries_are_found(entries in entries(), one in any::<Index>(), two in any::<Index>()) {
        let (one, two) = (one.index(entries.len()), two.index(entries.len()));
        prop_assume!(one != two);
        let (first, second) = (one.min(two), one.max(two));
        let log = Log::of(&entries, &FakeChainHasher);
        // They change places, with their hashes or without.
        let mut moved = log.clone();
        moved.rows.swap(first, second);
        moved.rows[first].sequence = log.rows[first].sequence;
        moved.rows[second].sequence = log.rows[second].sequence;
        let (sequence, entry) = (number(first), entries[second].id);
        prop_assert_eq!(moved.verdict(None), Err(Break::Changed { sequence, entry }));
        moved.rows[first].hash = log.rows[first].hash.clone();
        moved.rows[second].hash = log.rows[second].hash.clone();
        prop_assert_eq!(moved.verdict(None), Err(Break::Changed { sequence, entry }));
    }

    #[test]
    fn an_entry_put_in_is_found(
        entries in entries(),
        more in entry(),
        at in any::<Index>(),
        push in any::<bool>(),
    ) {
        let log = Log::of(&entries, &FakeChainHasher);
        let at = at.index(entries.len());
        let previous = if at == 0 { ChainLink::START } else { log.link(at - 1) };
        let sequence = number(at);
        let entry = if push { 1 } else { 1000 };
        let more = StoredEntry { id: entry, ..more };
        let forged = seal(previous, &more, &Forger);
        let put_in = SealedEntry {
            entry: more,
            sequence: stored(sequence),
            hash: forged.hash.as_bytes().to_vec(),
        };
        // Beside the one that has the number: the first of the two is looked at first.
        let mut beside = log.clone();
        beside.rows.push(put_in.clone());
        let expected = if push {
            Break::Changed { sequence, entry }
        } else {
            Break::PutIn { sequence: stored(sequence), entry }
        };
        prop_assert_eq!(beside.verdict(None), Err(expected));
        // Or in its place, the others moved up.
        let mut between = log.clone();
        for row in &mut between.rows[at..] {
            row.sequence += 1;
        }
        between.rows.push(put_in.clone());
        prop_assert_eq!(between.verdict(None), Err(Break::Changed { sequence, entry }));
        // Or where nobody looks.
        let mut below = log;
        below.rows.push(SealedEntry { sequence: -1, ..put_in });
        prop_assert_eq!(below.verdict(None), Err(Break::PutIn { sequence: -1, entry }));
    }

    #[test]
    fn a_log_under_another_key_is_wrong_from_the_beginning(entries in entries()) {
        let log = Log::of(&entries, &Forger);
        let (sequence, entry) = (1, entries[0].id);
        prop_assert_eq!(log.verdict(None), Err(Break::Changed { sequence, entry }));
        let head = log.head;
        let true_rows = Log { head, ..Log::of(&entries, &FakeChainHasher) };
        prop_assert_eq!(true_rows.verdict(None), Err(Break::HeadForged));
    }
}

fn five() -> Log {
    let entries: Vec<StoredEntry> = (1..=5)
        .map(|id| StoredEntry {
            id,
            at: id,
            actor_kind: "system".to_owned(),
            actor_id: None,
            action: "partner.created".to_owned(),
            subject_id: 7,
            details: "{}".to_owned(),
        })
        .collect();
    Log::of(&entries, &FakeChainHasher)
}

#[test]
fn an_empty_log_holds() {
    assert_eq!(Log::of(&[], &FakeChainHasher).verdict(None), Ok(()));
}

#[test]
fn a_head_that_does_not_fit_is_found() {
    let log = five();
    let with = |head| Log {
        head,
        ..log.clone()
    };
    assert_eq!(with(None).verdict(None), Err(Break::HeadMissing));
    let earlier = Head::of(log.link(2), &FakeChainHasher);
    let set_back = Break::HeadSetBack {
        head: 3,
        sequence: 5,
    };
    assert_eq!(with(Some(earlier)).verdict(None), Err(set_back));
    let elsewhere = ChainLink {
        sequence: 5,
        hash: ChainHash::new([1; 32]),
    };
    let elsewhere = Head::of(elsewhere, &FakeChainHasher);
    let sequence = 5;
    assert_eq!(
        with(Some(elsewhere)).verdict(None),
        Err(Break::HeadElsewhere { sequence })
    );
}

#[test]
fn a_log_made_anew_is_not_the_one_that_was_noted() {
    let noted = five().link(3);
    let mut entries: Vec<StoredEntry> = five().rows.into_iter().map(|row| row.entry).collect();
    entries[1].subject_id = 8;
    let anew = Log::of(&entries, &FakeChainHasher);
    assert_eq!(anew.verdict(None), Ok(()));
    let sequence = 4;
    assert_eq!(
        anew.verdict(Some(noted)),
        Err(Break::NotAsNoted { sequence })
    );
}

#[test]
fn a_sealer_goes_on_from_a_true_end_only() {
    let log = five();
    let (last, before) = (log.link(4), log.link(3));
    let found = |head, numbered, known| {
        let found = Found {
            head,
            numbered,
            known,
        };
        found.last(&FakeChainHasher)
    };
    let head = log.head.as_ref();
    let hash = |link: ChainLink| Some(link.hash.as_bytes().to_vec());
    assert_eq!(found(None, false, None), Ok(ChainLink::START));
    assert_eq!(found(head, false, None), Ok(last));
    assert_eq!(found(head, false, Some((before, hash(before)))), Ok(last));
    assert_eq!(found(None, true, None), Err(Break::HeadMissing));
    let forged = Head::of(last, &Forger);
    assert_eq!(found(Some(&forged), false, None), Err(Break::HeadForged));
    let sequence = 4;
    assert_eq!(
        found(head, false, Some((before, None))),
        Err(Break::Missing { sequence })
    );
    assert_eq!(
        found(head, false, Some((before, hash(last)))),
        Err(Break::NotAsNoted { sequence })
    );
    let earlier = Head::of(before, &FakeChainHasher);
    let (head, sequence) = (4, 5);
    assert_eq!(
        found(Some(&earlier), false, Some((last, hash(last)))),
        Err(Break::HeadSetBack { head, sequence })
    );
}
