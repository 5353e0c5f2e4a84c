//! Which shares are new, although their keys come out of order.
//!
//! A key is drawn before the row is committed, so a small one may be seen after a
//! greater one. What makes up for it: on `PostgreSQL` every share has a part in a turn
//! ([`crate::postgres::turn::Turn::Leads`]) from before it draws a key until its commit
//! is seen by everyone. A look reads first the rows, then who has a part. A key below
//! the greatest one of a look that was not seen then was drawn by a transaction which
//! either had a part at the end of that look or has ended before it; once none of those
//! has a part at the end of a later look, all that will ever come below that key is
//! there for the look after that one. Until then all keys above the last such floor
//! are read again, and those seen before are dropped. On `SQLite` nobody ever has a
//! part: there is one writer, and keys are committed in order.

use std::collections::BTreeSet;

/// The transactions that have a part.
pub(super) type UnderWay = BTreeSet<String>;

/// The keys that may still come.
#[derive(Debug)]
pub(super) struct Window {
    /// All there will ever be up to here has been seen.
    floor: i64,
    /// Keys above that were seen.
    seen: BTreeSet<i64>,
    mark: Option<Mark>,
}

/// Where the floor goes next.
#[derive(Debug)]
struct Mark {
    up_to: i64,
    /// Who may still commit a smaller key.
    under_way: UnderWay,
    /// Whether all of them had ended when the last look did.
    ended: bool,
    /// Whether keys up to here may have been missed.
    blind: bool,
}

impl Window {
    /// Everything up to `newest` is old, but what `under_way` may still commit; that
    /// cannot be told from the rest.
    pub(super) fn beginning(newest: i64, under_way: UnderWay) -> Self {
        let mark = (!under_way.is_empty()).then_some(Mark {
            up_to: newest,
            under_way,
            ended: false,
            blind: true,
        });
        Self {
            floor: newest,
            seen: BTreeSet::new(),
            mark,
        }
    }

    /// Keys above this one are to be read.
    pub(super) const fn floor(&self) -> i64 {
        self.floor
    }

    /// Takes in a look: all `keys` there are above the floor, and who had a part
    /// afterwards. Returns the new ones, or `None` when others may have come that
    /// cannot be told.
    pub(super) fn look(&mut self, keys: &[i64], under_way: UnderWay) -> Option<Vec<i64>> {
        let new = keys.iter().copied().filter(|key| self.seen.insert(*key));
        let new: Vec<i64> = new.collect();
        let mut blind = false;
        if let Some(mark) = self.mark.take_if(|mark| mark.ended) {
            self.floor = self.floor.max(mark.up_to);
            self.seen = self.seen.split_off(&self.floor.saturating_add(1));
            blind = mark.blind;
        }
        match (&mut self.mark, self.seen.last()) {
            (Some(mark), _) => mark.ended = mark.under_way.is_disjoint(&under_way),
            (None, None) => {}
            (None, Some(newest)) => {
                self.mark = Some(Mark {
                    up_to: *newest,
                    ended: under_way.is_empty(),
                    under_way,
                    blind: false,
                });
            }
        }
        (!blind).then_some(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nobody() -> UnderWay {
        UnderWay::new()
    }

    fn some(names: &[&str]) -> UnderWay {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn keys_are_new_once_and_the_floor_follows() {
        let mut window = Window::beginning(7, nobody());
        assert_eq!(window.look(&[], nobody()), Some(vec![]));
        assert_eq!(window.look(&[8, 9], nobody()), Some(vec![8, 9]));
        assert_eq!(window.look(&[8, 9, 10], nobody()), Some(vec![10]));
        assert_eq!(window.floor(), 9);
        assert_eq!(window.look(&[10], nobody()), Some(vec![]));
        assert_eq!(window.floor(), 10);
        assert!(window.seen.is_empty());
    }

    #[test]
    fn a_smaller_key_that_comes_late_is_not_lost() {
        let mut window = Window::beginning(0, nobody());
        // 3 is committed, 1 and 2 are not.
        let late = ["1/1", "2/2"];
        assert_eq!(window.look(&[3], some(&late)), Some(vec![3]));
        for _ in 0..9 {
            assert_eq!(window.look(&[3], some(&late)), Some(vec![]));
            assert_eq!(window.floor(), 0);
        }
        // 2 ends; others come, and what they draw is greater.
        let look = window.look(&[2, 3], some(&["1/1", "3/3"]));
        assert_eq!(look, Some(vec![2]));
        // 1 is committed after the rows of this look were read, before its end.
        assert_eq!(window.look(&[2, 3], some(&["3/3"])), Some(vec![]));
        assert_eq!(window.floor(), 0, "a look later than the end was needed");
        assert_eq!(window.look(&[1, 2, 3], some(&["3/3"])), Some(vec![1]));
        assert_eq!(window.floor(), 3);
    }

    #[test]
    fn what_was_under_way_at_the_beginning_cannot_be_told() {
        let mut window = Window::beginning(7, some(&["1/1"]));
        assert_eq!(window.look(&[9], some(&["1/1"])), Some(vec![9]));
        // It commits 6, which nobody reads.
        assert_eq!(window.look(&[9], nobody()), Some(vec![]));
        assert_eq!(window.look(&[9, 10], nobody()), None);
        assert_eq!(window.look(&[9, 10, 11], nobody()), Some(vec![11]));
    }
}
