//! Until when keys of leads may still be missing.
//!
//! A key is drawn before its lead is committed, and another instance may commit a
//! greater one first. Shares have a part in the turn at leads from before they draw
//! a key until they end. So once everyone has ended who had a part after a key was
//! seen, no lead with a lesser key comes any more. Nobody waits for this but the
//! caller.

use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Text};
use kernel::PortResult;

use super::turn::Turn;
use crate::Store;
use crate::conn::Conn;
use crate::fault::StoreError;

/// How often it looks, and the pause between.
const LOOKS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(10);

/// The transactions with a part in turn `$1`. A lock's number is shown in halves.
const SHARING: &str = "SELECT virtualtransaction AS value FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND mode = 'ShareLock' AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND ((classid::bigint << 32) | objid::bigint) = $1";

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    value: String,
}

/// Waits until every share that is under way now has ended; `false` if some take
/// too long. Called after a key was seen.
pub(crate) fn wait_until_settled(store: &Store) -> PortResult<bool> {
    let sharing = |among: Option<&[String]>| {
        store.read(|conn| {
            let Conn::Postgres(one) = conn else {
                return Ok(Vec::new());
            };
            let number = Turn::Leads.number();
            let words: Vec<Word> = match among {
                None => sql_query(SHARING).bind::<BigInt, _>(number).load(one),
                Some(among) => sql_query(format!("{SHARING} AND virtualtransaction = ANY($2)"))
                    .bind::<BigInt, _>(number)
                    .bind::<Array<Text>, _>(among)
                    .load(one),
            }?;
            let words = words.into_iter().map(|word| word.value).collect();
            Ok::<Vec<String>, StoreError>(words)
        })
    };
    let mut under_way = sharing(None)?;
    for _ in 0..LOOKS {
        if under_way.is_empty() {
            return Ok(true);
        }
        std::thread::sleep(PAUSE);
        under_way = sharing(Some(&under_way))?;
    }
    Ok(under_way.is_empty())
}
