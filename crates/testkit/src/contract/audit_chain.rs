//! [`audit::AuditChain`].

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use accounts::{NewServiceToken, SecretHash, ServiceScope};
use audit::{
    Break, ChainHash, ChainLink, Proof, ProveAuditLog, SealError, Sealed, SealedEntry, Waiting,
};
use chrono::{DateTime, Utc};
use kernel::{Actor, FixedClock};

use crate::{FakeChainHasher, Harness, midday, seconds_after};

/// How many seal at once.
const SEALERS: usize = 4;

/// How many write at the same time, and how much each.
const WRITERS: u32 = 4;
const WRITTEN_BY_EACH: u32 = 30;

/// Tries every promise of the chained audit log on `harness`, which must be empty.
///
/// # Panics
/// Where a promise is broken.
pub fn audit_chain_contract(harness: &Harness) {
    let chain = &harness.audit_chain;
    let nothing = Sealed {
        entries: 0,
        last: None,
    };
    assert_eq!(chain.seal(10, None), Ok(nothing));
    assert_eq!(chain.head(), Ok(None));
    assert_eq!(chain.waiting(), Ok(Waiting::default()));
    assert_eq!(chain.sealed_after(None, 10), Ok(Vec::new()));
    assert!(proof_at(harness, midday()).holds());

    for second in [20, 10, 30, 40, 50] {
        write(harness, second, second);
    }
    let waiting = Waiting {
        entries: 5,
        oldest: Some(seconds_after(10)),
    };
    assert_eq!(chain.waiting(), Ok(waiting));
    entries_are_chained_in_the_order_of_their_keys(harness);
    what_waits_for_long_is_no_proof(harness);
    a_sealer_that_knows_better_does_not_go_on(harness);
}

fn entries_are_chained_in_the_order_of_their_keys(harness: &Harness) {
    let chain = &harness.audit_chain;
    let first = chain.seal(2, None).expect("sealed");
    let known = first.last.expect("a link");
    assert_eq!((first.entries, known.sequence), (2, 2));
    let rest = chain.seal(10, Some(known)).expect("sealed");
    assert_eq!(rest.entries, 3);
    assert_eq!(rest.last.map(|link| link.sequence), Some(5));
    let again = chain.seal(10, rest.last);
    let nothing = Sealed {
        entries: 0,
        last: rest.last,
    };
    assert_eq!(again, Ok(nothing));
    assert_eq!(chain.waiting(), Ok(Waiting::default()));

    let all = chain.sealed_after(None, 10).expect("read");
    let sequences: Vec<i64> = all.iter().map(|sealed| sealed.sequence).collect();
    assert_eq!(sequences, [1, 2, 3, 4, 5]);
    assert!(all.is_sorted_by_key(|sealed| sealed.entry.id));
    let seconds = all.iter().map(|sealed| sealed.entry.at / 1_000_000);
    let midday = midday().timestamp();
    let seconds: Vec<i64> = seconds.map(|at| at - midday).collect();
    assert_eq!(seconds, [20, 10, 30, 40, 50]);
    let place = |sealed: &SealedEntry| Some((sealed.sequence, sealed.entry.id));
    let page = chain.sealed_after(place(&all[1]), 2);
    assert_eq!(page.as_deref(), Ok(&all[2..4]));
    assert_eq!(chain.sealed_after(place(&all[4]), 2), Ok(Vec::new()));

    let proof = proof_at(harness, seconds_after(1000));
    assert_eq!((Some(proof.last), proof.broken), (rest.last, None));
    assert!(proof.holds());
}

fn what_waits_for_long_is_no_proof(harness: &Harness) {
    write(harness, 60, 60);
    let soon = proof_at(harness, seconds_after(70));
    assert_eq!((soon.waiting.entries, soon.holds()), (1, true));
    let late = proof_at(harness, seconds_after(71));
    assert_eq!((late.broken, late.unattended()), (None, true));
    assert!(!late.holds());
    harness.audit_chain.seal(10, None).expect("sealed");
    assert!(proof_at(harness, seconds_after(71)).holds());
}

fn a_sealer_that_knows_better_does_not_go_on(harness: &Harness) {
    write(harness, 80, 80);
    let hash = ChainHash::new([1; 32]);
    let known = |sequence| Some(ChainLink { sequence, hash });
    let seal = |known| harness.audit_chain.seal(10, known);
    let broken = |broken: Break| Err(SealError::Broken(broken));
    assert_eq!(seal(known(4)), broken(Break::NotAsNoted { sequence: 4 }));
    let (head, sequence) = (6, 7);
    let set_back = Break::HeadSetBack { head, sequence };
    assert_eq!(seal(known(7)), broken(set_back));
    let waiting = harness.audit_chain.waiting().expect("read");
    assert_eq!(waiting.entries, 1, "nothing was sealed");
    assert_eq!(seal(None).map(|sealed| sealed.entries), Ok(1));
}

/// Seals from every side of `instances`, each an opening of the same state, while
/// others write.
///
/// # Panics
/// When that makes no single unbroken chain.
pub fn audit_chain_at_once_contract(instances: &[Harness]) {
    let written = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for (_, harness) in (0..SEALERS).zip(instances.iter().cycle()) {
            let written = &written;
            scope.spawn(move || seal_until(harness, written));
        }
        let writers: Vec<_> = (0..WRITERS)
            .zip(instances.iter().cycle())
            .map(|(writer, harness)| {
                scope.spawn(move || {
                    for nth in 0..WRITTEN_BY_EACH {
                        let number = writer * WRITTEN_BY_EACH + nth;
                        write(harness, number, 0);
                    }
                })
            })
            .collect();
        for writer in writers {
            writer.join().expect("written");
        }
        written.store(true, Ordering::SeqCst);
    });
    for harness in instances {
        let proof = proof_at(harness, midday());
        assert_eq!(proof.broken, None);
        assert_eq!(proof.last.sequence, u64::from(WRITERS * WRITTEN_BY_EACH));
        assert_eq!(proof.waiting.entries, 0);
    }
}

fn seal_until(harness: &Harness, written: &AtomicBool) {
    let mut known = None;
    loop {
        let last_round = written.load(Ordering::SeqCst);
        let sealed = harness.audit_chain.seal(7, known).expect("sealed");
        known = sealed.last;
        if last_round && sealed.entries == 0 {
            return;
        }
    }
}

fn write(harness: &Harness, number: u32, second: u32) {
    let token = NewServiceToken {
        name: "core system".to_owned(),
        scope: ServiceScope::Internal,
        hash: SecretHash::new(format!("token {number}").into_bytes()),
        created_at: seconds_after(second.into()),
    };
    let created = harness.service_tokens.create(token, Actor::Operator);
    created.expect("created");
}

fn proof_at(harness: &Harness, now: DateTime<Utc>) -> Proof {
    let prove = ProveAuditLog {
        chain: Arc::clone(&harness.audit_chain),
        hasher: Arc::new(FakeChainHasher),
        clock: Arc::new(FixedClock::at(now)),
    };
    prove.execute(None, &mut |_, _| ()).expect("read")
}
