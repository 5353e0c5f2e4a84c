//! Refresh-token families in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use accounts::{Family, Presented, RefreshVerdict, Ruling, TokenFamilies, judge_refresh};
use audit::Event;
use chrono::{DateTime, Utc};
use kernel::{Actor, FamilyId, PartnerId, PortResult, TokenId};
use notices::Letter;

use super::{InMemoryAudit, InMemoryMail, locked};

/// Fake of [`TokenFamilies`].
#[derive(Debug, Clone)]
pub struct InMemoryFamilies {
    rows: Arc<Mutex<HashMap<FamilyId, Row>>>,
    audit: InMemoryAudit,
    mail: InMemoryMail,
}

#[derive(Debug)]
struct Row {
    partner: PartnerId,
    /// `None` when the family was revoked before any token of it was used.
    state: Option<Family>,
    revoked: bool,
    spent: HashMap<u32, TokenId>,
}

impl InMemoryFamilies {
    /// No family; revocations of stolen ones go to `audit`, what partners are told of
    /// them to `mail`.
    pub fn new(audit: InMemoryAudit, mail: InMemoryMail) -> Self {
        Self {
            rows: Arc::default(),
            audit,
            mail,
        }
    }

    pub(super) fn is_revoked(&self, family: FamilyId) -> bool {
        locked(&self.rows)
            .get(&family)
            .is_some_and(|row| row.revoked)
    }
}

impl TokenFamilies for InMemoryFamilies {
    fn present(
        &self,
        presented: &Presented,
        successor: TokenId,
        alarm: Letter,
        now: DateTime<Utc>,
    ) -> PortResult<RefreshVerdict> {
        let mut rows = locked(&self.rows);
        let row = rows.get(&presented.family);
        if row.is_some_and(|row| row.revoked || row.partner != presented.partner) {
            return Ok(RefreshVerdict::Refused);
        }
        let spent_then = row.and_then(|row| row.spent.get(&presented.generation).copied());
        let state = row.and_then(|row| row.state.as_ref());
        let ruling = judge_refresh(presented, state, spent_then, successor);
        let row = match ruling {
            Ruling::Refuse => return Ok(RefreshVerdict::Refused),
            Ruling::Exchange { .. } | Ruling::Revoke => {
                rows.entry(presented.family).or_insert_with(|| Row {
                    partner: presented.partner,
                    state: None,
                    revoked: false,
                    spent: HashMap::new(),
                })
            }
        };
        if let Ruling::Exchange { family, spent } = ruling {
            row.state = Some(family);
            row.spent.extend(spent);
            return Ok(RefreshVerdict::Exchanged {
                generation: family.generation + 1,
            });
        }
        row.revoked = true;
        let event = Event::RefreshTokenReused {
            partner: presented.partner,
        };
        self.audit
            .record(now, Actor::Partner(presented.partner), event);
        self.mail.keep(alarm);
        Ok(RefreshVerdict::Reused)
    }

    fn revoke(
        &self,
        partner: PartnerId,
        family: FamilyId,
        _keep_until: DateTime<Utc>,
        _now: DateTime<Utc>,
    ) -> PortResult<()> {
        let mut rows = locked(&self.rows);
        let row = rows.entry(family).or_insert_with(|| Row {
            partner,
            state: None,
            revoked: true,
            spent: HashMap::new(),
        });
        row.revoked |= row.partner == partner;
        Ok(())
    }
}
