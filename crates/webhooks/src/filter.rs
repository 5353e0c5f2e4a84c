//! Which events an endpoint wants.

use crate::EventKind;

/// Which events an endpoint wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventFilter {
    /// Every one, also of kinds that do not exist yet.
    Every,
    /// These; at least one, each once, never [`EventKind::WebhookTest`].
    Only(Vec<EventKind>),
}

/// Why a list of words is no such wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EventFilterError {
    /// There is none.
    #[error("must name at least one event, or * for every one")]
    Empty,
    /// A word is no event one can ask for.
    #[error("must name known events, or * alone for every one")]
    Unknown,
    /// An event is named twice.
    #[error("must name each event once")]
    Twice,
}

impl EventFilter {
    /// The word for every event.
    pub const EVERY: &'static str = "*";

    /// Reads the words of the wire: [`EventFilter::EVERY`] alone, or kinds that can be
    /// asked for.
    ///
    /// # Errors
    /// See [`EventFilterError`].
    pub fn parse<T: AsRef<str>>(words: &[T]) -> Result<Self, EventFilterError> {
        if let [only] = words
            && only.as_ref() == Self::EVERY
        {
            return Ok(Self::Every);
        }
        let mut kinds = Vec::with_capacity(words.len());
        for word in words {
            let kind: EventKind = word
                .as_ref()
                .parse()
                .map_err(|_| EventFilterError::Unknown)?;
            if kind == EventKind::WebhookTest {
                return Err(EventFilterError::Unknown);
            }
            if kinds.contains(&kind) {
                return Err(EventFilterError::Twice);
            }
            kinds.push(kind);
        }
        if kinds.is_empty() {
            return Err(EventFilterError::Empty);
        }
        Ok(Self::Only(kinds))
    }

    /// The words of the wire and of the database.
    pub fn words(&self) -> Vec<&'static str> {
        match self {
            Self::Every => vec![Self::EVERY],
            Self::Only(kinds) => kinds.iter().map(|kind| kind.as_str()).collect(),
        }
    }

    /// The kinds one can ask for: every one but the test's.
    pub fn known() -> impl Iterator<Item = EventKind> {
        let every = EventKind::ALL.iter().copied();
        every.filter(|kind| *kind != EventKind::WebhookTest)
    }

    /// Whether an event of this kind is wanted.
    pub fn wants(&self, kind: EventKind) -> bool {
        match self {
            Self::Every => true,
            Self::Only(kinds) => kinds.contains(&kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_as_they_were_given() {
        for words in [&["*"][..], &["payout.paid", "loan.disbursed"]] {
            assert_eq!(EventFilter::parse(words).unwrap().words(), words);
        }
        let every: Vec<&str> = EventFilter::known().map(EventKind::as_str).collect();
        assert_eq!(EventFilter::parse(&every).unwrap().words(), every);
    }

    #[test]
    fn nothing_else_can_be_wished_for() {
        for (words, error) in [
            (&[][..], EventFilterError::Empty),
            (&["*", "payout.paid"], EventFilterError::Unknown),
            (&["payout.paid", "*"], EventFilterError::Unknown),
            (&["*", "*"], EventFilterError::Unknown),
            (&["webhook.test"], EventFilterError::Unknown),
            (&["Payout.paid"], EventFilterError::Unknown),
            (&["payout.*"], EventFilterError::Unknown),
            (&[""], EventFilterError::Unknown),
            (&["payout.paid", "payout.paid"], EventFilterError::Twice),
        ] {
            assert_eq!(EventFilter::parse(words), Err(error), "{words:?}");
        }
    }

    #[test]
    fn only_what_was_named_is_wanted() {
        let some = EventFilter::parse(&["payout.paid"]).unwrap();
        assert!(some.wants(EventKind::PayoutPaid));
        assert!(!some.wants(EventKind::PayoutReversed));
        assert!(EventFilter::Every.wants(EventKind::PayoutReversed));
    }
}
