//! The same messages from many sides at the same moment.

use std::sync::Arc;

use testkit::feed_at_once_contract;

use crate::database::Database;
use crate::harness::{harness, over};

on_both_databases! {
    messages_arriving_everywhere_at_once_end_in_the_same_state,
}

fn messages_arriving_everywhere_at_once_end_in_the_same_state(database: &Arc<Database>) {
    let stores = [database.migrated(), database.open()];
    let instances = stores.each_ref().map(|store| over(database, store));
    let calm = harness(&Arc::new(database.another()));
    feed_at_once_contract(&instances, &calm);
}
