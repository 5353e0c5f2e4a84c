//! Webhooks: the contract, and what only a database can break.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use accounts::PartnerRecord;
use chrono::TimeDelta;
use diesel::connection::SimpleConnection as _;
use kernel::{
    Actor, FieldRef, FieldVault as _, PartnerId, Resealed, SealedColumn, SealedColumns as _,
};
use store::{
    DieselDeliveryLog, DieselDeliveryQueue, DieselEndpoints, DieselSealedColumns, Housekeeping,
    Store,
};
use testkit::{
    FakeVault, SeededEntropy, WebhookPorts, adopt, go_live, midday, new_partner, seconds_after,
    webhook_setup_contract, webhooks_at_once_contract, webhooks_contract,
};
use webhooks::{
    Attempt, AttemptOutcome, DeliveryQueue as _, Endpoint, EventFilter, Health, MOST_REPLAYED,
    NewEndpoint, ReplaySince, Settled, Settlement, Whose,
};

use crate::database::Database;
use crate::harness::over;

on_both_databases! {
    webhooks_keep_their_contract,
    webhooks_keep_their_contract_from_many_sides_at_once,
    other_ports_tell_by_webhooks,
    partners_of_before_are_adopted_once,
    ten_thousand_events_are_delivered_again_at_most,
    a_backlog_of_one_endpoint_delays_no_other,
    what_is_over_is_deleted_after_a_month,
    secrets_that_no_longer_sign_are_wiped,
    what_a_crash_left_waiting_is_given_up,
    keys_can_be_changed_over_endpoints,
}

/// The ports over `store`, an opening of `database`.
fn ports(database: &Arc<Database>, store: &Store, seed: u64) -> WebhookPorts {
    let entropy = |seed| Arc::new(SeededEntropy::new(seed));
    WebhookPorts {
        harness: over(database, store),
        endpoints: Arc::new(DieselEndpoints::new(store.clone())),
        queue: Arc::new(DieselDeliveryQueue::new(store.clone(), entropy(seed))),
        log: Arc::new(DieselDeliveryLog::new(store.clone(), entropy(!seed))),
    }
}

fn webhooks_keep_their_contract(database: &Arc<Database>) {
    webhooks_contract(&ports(database, &database.migrated(), 1));
}

fn webhooks_keep_their_contract_from_many_sides_at_once(database: &Arc<Database>) {
    let stores = [database.migrated(), database.open()];
    let mut seed = 0;
    let instances = stores.map(|store| {
        seed += 1;
        ports(database, &store, seed)
    });
    webhooks_at_once_contract(&instances);
}

fn other_ports_tell_by_webhooks(database: &Arc<Database>) {
    webhook_setup_contract(&ports(database, &database.migrated(), 1));
}

/// Bytes as both databases write them.
fn hex(database: &Database, bytes: &[u8]) -> String {
    let digits = bytes.iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").unwrap();
        digits
    });
    match database {
        Database::Sqlite(_) => format!("x'{digits}'"),
        Database::Postgres { .. } => format!("decode('{digits}', 'hex')"),
    }
}

fn count(database: &Database, what: &str) -> i64 {
    database.integers(&format!("SELECT count(*) AS value FROM {what}"))[0]
}

/// Secrets that lie where activations left them once.
const LEFT: &str = "partner_onboardings WHERE webhook_secret_sealed IS NOT NULL";

fn partners_of_before_are_adopted_once(database: &Arc<Database>) {
    let ports = ports(database, &database.migrated(), 1);
    let (partner, secret) = go_live(&ports, 1);
    // As it was before there were endpoints.
    let key = partner.get().to_be_bytes();
    let field = PartnerRecord::onboarding_field("webhook_secret_sealed", &key);
    let sealed = secret.sealed(&FakeVault, field).unwrap();
    database.run("DELETE FROM webhook_endpoints");
    let sealed = hex(database, sealed.as_bytes());
    database.run(&format!(
        "UPDATE partner_onboardings SET webhook_secret_sealed = {sealed}"
    ));
    let adopted: Vec<usize> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| adopt(&ports))).collect();
        threads.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(adopted.iter().sum::<usize>(), 1, "{adopted:?}");
    let endpoints = ports.endpoints.list(partner).unwrap();
    let [endpoint] = endpoints.as_slice() else {
        panic!("{endpoints:?}");
    };
    assert!(endpoint.from_setup);
    let url = endpoint.open_url(&FakeVault).unwrap();
    assert_eq!(url.as_str(), "https://hooks.lead-house.example/in");
    let found = endpoint.open_secrets(&FakeVault, midday()).unwrap();
    assert_eq!(found, (secret, None));
    assert_eq!(count(database, LEFT), 0);

    nothing_is_adopted_twice(database, &ports, endpoint);
}

/// Nor by whoever deleted its endpoint.
fn nothing_is_adopted_twice(database: &Database, ports: &WebhookPorts, endpoint: &Endpoint) {
    let partner = endpoint.partner;
    let by = Actor::Partner(partner);
    assert!(
        ports
            .endpoints
            .delete(partner, endpoint.uuid, by, midday())
            .unwrap()
    );
    assert_eq!(adopt(ports), 0);
    assert!(ports.endpoints.list(partner).unwrap().is_empty());

    // What cannot be read stays for another time.
    database.run(&format!(
        "UPDATE partner_onboardings SET webhook_secret_sealed = {}",
        hex(database, b"sealed under another key")
    ));
    assert_eq!(adopt(ports), 0);
    assert_eq!(count(database, LEFT), 1);
}

/// A partner with an endpoint that wants everything.
fn listening(ports: &WebhookPorts, number: u64) -> (PartnerId, Endpoint) {
    let partner = ports
        .harness
        .partners
        .create(new_partner(number), Actor::Operator);
    let partner = partner.unwrap().id;
    (partner, endpoint(ports, partner, number))
}

fn endpoint(ports: &WebhookPorts, partner: PartnerId, number: u64) -> Endpoint {
    let uuid = kernel::EndpointUuid::draw(&SeededEntropy::new(number));
    let row = uuid.get();
    let url = Endpoint::url_field(row.as_bytes());
    let secret = Endpoint::secret_field(row.as_bytes());
    let new = NewEndpoint {
        uuid,
        partner,
        url: FakeVault.seal(url, b"https://hooks.example/").unwrap(),
        description: None,
        events: EventFilter::Every,
        secret: FakeVault.seal(secret, &[7; 32]).unwrap(),
        by: Actor::Partner(partner),
        at: midday(),
    };
    ports.endpoints.create(new).unwrap()
}

/// So many events for `partner`, one a second from noon on; fanned out if `is_old`.
fn events(database: &Database, partner: PartnerId, many: u32, is_old: bool) {
    let noon = midday().timestamp_micros();
    let (numbers, id) = match database {
        Database::Sqlite(_) => (
            format!(
                "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {})",
                many - 1
            ),
            "randomblob(16)",
        ),
        Database::Postgres { .. } => (
            format!("WITH n AS (SELECT generate_series(0, {}) AS i)", many - 1),
            "decode(md5(random()::text || i::text), 'hex')",
        ),
    };
    let empty = hex(database, &[0]);
    let fanned_out = if is_old { "0" } else { "NULL" };
    database.run(&format!(
        "{numbers} INSERT INTO outbox (event_id, partner_id, event, payload_sealed, created_at, \
         fanned_out_at) SELECT {id}, {partner}, 'payout.paid', {empty}, {noon} + CAST(i AS BIGINT) * 1000000, \
         {fanned_out} FROM n"
    ));
}

fn ten_thousand_events_are_delivered_again_at_most(database: &Arc<Database>) {
    let ports = ports(database, &database.migrated(), 1);
    let (partner, endpoint) = listening(&ports, 1);
    events(database, partner, MOST_REPLAYED + 50, true);
    let replay = ReplaySince {
        endpoint: endpoint.uuid,
        since: seconds_after(10),
        missed_only: true,
    };
    let again = |at| {
        let by = Actor::Partner(partner);
        let whose = Whose::Partner(partner);
        ports.log.replay_since(whose, replay, by, seconds_after(at))
    };
    assert_eq!(again(1), Ok(MOST_REPLAYED));
    // The oldest come first, and what is left comes when it is asked for again.
    let newest = "SELECT max(o.created_at) AS value FROM outbox o \
         JOIN webhook_deliveries d ON d.outbox_id = o.id";
    let last = seconds_after(10 + i64::from(MOST_REPLAYED) - 1);
    assert_eq!(database.integers(newest), [last.timestamp_micros()]);
    assert_eq!(again(2), Ok(40));
    assert_eq!(again(3), Ok(0));
    let entries = "audit_entries WHERE action = 'partner.webhook_replayed'";
    assert_eq!(count(database, entries), 3);
}

/// How many deliveries the endpoint with the backlog has.
const BACKLOG: u32 = 100_000;

/// Lets every event that is there wait for `crowded`.
fn waiting(database: &Database, crowded: &Endpoint) {
    let due = midday().timestamp_micros();
    let uuid = match database {
        Database::Sqlite(_) => "randomblob(16)",
        Database::Postgres { .. } => "decode(md5(id::text), 'hex')",
    };
    database.run(&format!(
        "INSERT INTO webhook_deliveries (uuid, endpoint_id, outbox_id, partner_id, origin, state, \
         created_at, next_attempt_at) SELECT {uuid}, {}, id, partner_id, 'event', 'pending', \
         {due}, {due} FROM outbox",
        crowded.id
    ));
}

fn a_backlog_of_one_endpoint_delays_no_other(database: &Arc<Database>) {
    let store = database.migrated();
    let ports = ports(database, &store, 1);
    let (busy, crowded) = listening(&ports, 1);
    let (quiet, calm) = listening(&ports, 2);
    events(database, busy, BACKLOG, true);
    waiting(database, &crowded);
    events(database, quiet, 1, false);
    let fanned_out = ports.queue.fan_out(seconds_after(1), 100).unwrap();
    assert_eq!((fanned_out.events, fanned_out.deliveries), (1, 1));
    let claim = |limit| {
        let (now, until) = (seconds_after(2), seconds_after(62));
        ports.queue.claim(now, until, &[], 4, limit).unwrap()
    };
    claim(1);
    let begun = Instant::now();
    let claimed = claim(64);
    let took = begun.elapsed();
    assert!(claimed.iter().any(|one| one.endpoint.id == calm.id));
    assert_eq!(claimed.len(), 5);
    // A look through the backlog would take longer than this on any machine.
    assert!(took < Duration::from_millis(100), "{took:?}");

    let dead = claimed
        .iter()
        .find(|one| one.endpoint.id == crowded.id)
        .unwrap();
    a_pause_waits_for_no_backlog(database, &store, settlement(dead, &ports, busy));
}

/// It gives up a part, and housekeeping the rest.
fn a_pause_waits_for_no_backlog(database: &Database, store: &Store, dead: Settlement) {
    let entropy = Arc::new(SeededEntropy::new(9));
    let queue = DieselDeliveryQueue::new(store.clone(), entropy);
    let waiting = || {
        count(
            database,
            "webhook_deliveries WHERE next_attempt_at IS NOT NULL",
        )
    };
    let all = waiting();
    assert!(queue.settle(dead).unwrap());
    let left = waiting();
    assert!(0 < left && left < all, "{left} of {all}");
    let (now, until) = (seconds_after(200), seconds_after(260));
    // The other endpoint's one delivery, whose claim ran out.
    assert_eq!(queue.claim(now, until, &[], 100, 100).unwrap().len(), 1);
    let housekeeping = Housekeeping::new(store.clone());
    housekeeping.purge(seconds_after(300), 500).unwrap();
    assert_eq!(waiting(), 1);
}

/// The end of an endpoint.
fn settlement(
    delivery: &webhooks::ClaimedDelivery,
    ports: &WebhookPorts,
    partner: PartnerId,
) -> Settlement {
    let partners = ports.harness.partners.list().unwrap();
    let partner = partners.iter().find(|one| one.id == partner).unwrap();
    Settlement {
        delivery: delivery.id,
        claimed_until: delivery.claimed_until,
        attempt: Attempt {
            at: seconds_after(3),
            took_ms: 100,
            outcome: AttemptOutcome::Failed("timeout"),
        },
        settled: Settled::GivenUp,
        health: Health::Dead(testkit::letter_to(partner, midday())),
    }
}

/// Three events for two endpoints: one takes two of them and the other is deleted. An event
/// more that nobody looked at.
fn past(database: &Database, ports: &WebhookPorts) -> (PartnerId, Endpoint) {
    let (partner, kept) = listening(ports, 1);
    let gone = endpoint(ports, partner, 2);
    events(database, partner, 3, false);
    ports.queue.fan_out(seconds_after(5), 100).unwrap();
    let (now, until) = (seconds_after(5), seconds_after(65));
    let claimed = ports.queue.claim(now, until, &[], 9, 9).unwrap();
    assert_eq!(claimed.len(), 6);
    let to_kept = claimed.iter().filter(|one| one.endpoint.id == kept.id);
    for delivery in to_kept.take(2) {
        let mut settled = settlement(delivery, ports, partner);
        settled.attempt.outcome = AttemptOutcome::Answered {
            status: 200,
            retry_after: None,
        };
        settled.settled = Settled::Delivered;
        settled.health = Health::Fine;
        assert!(ports.queue.settle(settled).unwrap());
    }
    let (by, at) = (Actor::Partner(partner), seconds_after(10));
    let deleted = ports.endpoints.delete(partner, gone.uuid, by, at);
    assert!(deleted.unwrap());
    events(database, partner, 1, false);
    (partner, kept)
}

fn what_is_over_is_deleted_after_a_month(database: &Arc<Database>) {
    let store = database.migrated();
    let ports = ports(database, &store, 1);
    past(database, &ports);
    let housekeeping = Housekeeping::new(store);
    let month = TimeDelta::days(30);
    let purged = |at| {
        let done = housekeeping.purge(at, 2).unwrap();
        let endpoints = done.webhook_endpoints;
        (done.webhook_deliveries, done.outbox_events, endpoints)
    };
    let ended = seconds_after(3) + TimeDelta::milliseconds(100);
    let just_before = ended + month - TimeDelta::microseconds(1);
    assert_eq!(purged(just_before), (0, 0, 0));
    assert_eq!(count(database, "webhook_attempts"), 2);
    assert_eq!(purged(ended + month), (2, 0, 0));
    assert_eq!(count(database, "webhook_attempts"), 0);
    // With the deleted endpoint's deliveries go its events but the one that still waits.
    assert_eq!(purged(seconds_after(10) + month), (3, 2, 1));
    // That, and the one nobody looked at, stay however old they are.
    assert_eq!(purged(midday() + month * 100), (0, 0, 0));
    assert_eq!(count(database, "outbox"), 2);
    assert_eq!(count(database, "webhook_deliveries"), 1);
}

fn secrets_that_no_longer_sign_are_wiped(database: &Arc<Database>) {
    let store = database.migrated();
    let ports = ports(database, &store, 1);
    let (partner, _) = listening(&ports, 1);
    database.run(&format!(
        "UPDATE webhook_endpoints SET previous_secret_sealed = secret_sealed, \
         previous_ends_at = {}",
        seconds_after(100).timestamp_micros()
    ));
    let housekeeping = Housekeeping::new(store);
    let wiped = |at| housekeeping.purge(at, 1).unwrap().webhook_secrets;
    assert_eq!(wiped(seconds_after(99)), 0);
    assert_eq!(wiped(seconds_after(100)), 1);
    assert_eq!(ports.endpoints.list(partner).unwrap()[0].previous, None);
}

fn what_a_crash_left_waiting_is_given_up(database: &Arc<Database>) {
    let store = database.migrated();
    let ports = ports(database, &store, 1);
    let (partner, endpoint) = listening(&ports, 1);
    events(database, partner, 3, false);
    ports.queue.fan_out(seconds_after(5), 100).unwrap();
    // The process died between the pause and what comes of it.
    let at = seconds_after(6).timestamp_micros();
    database.run(&format!(
        "UPDATE webhook_endpoints SET status = 'paused', paused_at = {at}, updated_at = {at}"
    ));
    let claimed = ports
        .queue
        .claim(seconds_after(7), seconds_after(8), &[], 9, 9);
    assert!(claimed.unwrap().is_empty());
    let housekeeping = Housekeeping::new(store);
    let given_up = |at| housekeeping.purge(at, 10).unwrap().given_up_deliveries;
    assert_eq!(given_up(seconds_after(9)), 3);
    assert_eq!(given_up(seconds_after(9)), 0);
    let words = database.texts("SELECT DISTINCT last_error AS value FROM webhook_deliveries");
    assert_eq!(words, ["endpoint_paused"]);
    assert_eq!(ports.endpoints.list(partner).unwrap()[0].id, endpoint.id);
}

fn keys_can_be_changed_over_endpoints(database: &Arc<Database>) {
    let store = database.migrated();
    let ports = ports(database, &store, 1);
    let (partner, _) = listening(&ports, 1);
    // The one before lies in a place of its own.
    let row = ports.endpoints.list(partner).unwrap()[0].uuid.get();
    let previous = FakeVault.seal(Endpoint::previous_field(row.as_bytes()), &[8; 32]);
    database.run(&format!(
        "UPDATE webhook_endpoints SET previous_ends_at = 1, previous_secret_sealed = {}",
        hex(database, previous.unwrap().as_bytes())
    ));
    let columns = DieselSealedColumns::new(store);
    let known = columns.columns().into_iter();
    let of_endpoints: Vec<SealedColumn> = known
        .filter(|column| column.table == "webhook_endpoints")
        .collect();
    assert_eq!(of_endpoints.len(), 3);
    for column in of_endpoints {
        let rows = columns.read(column, None, 10).unwrap();
        let [row] = rows.as_slice() else {
            panic!("{column}");
        };
        let at = FieldRef {
            table: column.table,
            column: column.column,
            row: &row.row,
        };
        let before = row.sealed.clone().unwrap();
        let plain = FakeVault.open(at, &before).unwrap();
        // Sealed otherwise, as under another key.
        let after = FakeVault
            .seal(at, &[plain.as_slice(), b"!"].concat())
            .unwrap();
        let resealed = Resealed {
            key: row.key.clone(),
            before,
            after: after.clone(),
        };
        assert_eq!(columns.replace(column, vec![resealed]), Ok(1));
        let now = columns.read(column, None, 10).unwrap();
        assert_eq!(now[0].sealed, Some(after));
    }
}

/// Keys are drawn before a transaction ends: one that ends late has a key that others have
/// passed already.
#[test]
fn an_event_whose_transaction_ends_late_is_not_lost() {
    let Some(database) = Database::postgres() else {
        return;
    };
    let database = Arc::new(database);
    let ports = ports(&database, &database.migrated(), 1);
    let (partner, endpoint) = listening(&ports, 1);
    let mut late = database.holding(&format!(
        "INSERT INTO outbox (event_id, partner_id, event, payload_sealed, created_at) \
         VALUES (decode(md5('late'), 'hex'), {partner}, 'payout.paid', '\\x00', 0)"
    ));
    events(&database, partner, 2, false);
    let fan_out = |at| {
        let done = ports.queue.fan_out(seconds_after(at), 100).unwrap();
        (done.events, done.deliveries)
    };
    assert_eq!(fan_out(1), (2, 2));
    assert_eq!(fan_out(2), (0, 0));
    late.batch_execute("COMMIT").unwrap();
    assert_eq!(fan_out(3), (1, 1));
    let outbox = database.integers("SELECT outbox_id AS value FROM webhook_deliveries ORDER BY id");
    assert!(outbox[2] < outbox[0], "{outbox:?}");
    assert_eq!(ports.endpoints.list(partner).unwrap()[0].id, endpoint.id);
}
