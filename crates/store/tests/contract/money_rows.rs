//! Many ledger lines, made behind the store's back: telling the feed of each would
//! take longer than what is tried.

use kernel::StaffId;
use payouts::{NewRun, TaxTable};
use testkit::midday;

use crate::database::Database;

/// How much there is.
#[derive(Clone, Copy)]
pub(crate) struct Scale {
    /// Leads with an eligible payout, half of each of two partners.
    pub(crate) leads: i64,
    /// Lines of each.
    pub(crate) each: i64,
}

/// What a lead earns.
pub(crate) const PAISE: i64 = 100_000;

pub(crate) const CHECKER: StaffId = StaffId::new(2);

/// A run of everything, by the maker.
pub(crate) fn run() -> NewRun {
    NewRun {
        from: midday().date_naive(),
        to: midday().date_naive(),
        by: StaffId::new(1),
        at: midday(),
        taxes: TaxTable::default(),
    }
}

/// Odd leads and their lines are partner 2's, even ones partner 1's.
///
/// Two partners, two of the staff, and leads `1..` with what belongs to them: user,
/// loan, payout and lines of the same number.
pub(crate) fn insert(database: &Database, scale: Scale) {
    let text = Dialect::of(database);
    insert_people(database, &text);
    let Scale { leads, each } = scale;
    for sql in [users(&text), loans(&text), leads_sql(&text), payouts(&text)] {
        database.run(&text.numbers(leads, &sql));
    }
    database.run(&text.numbers(leads * each, &lines(each)));
    database.run(TOTALS);
}

const BASIS: &str = "disbursed_at, disbursal_amount_paise, days, grade, rate_bps, window_days, \
                     grades, rule_version";

fn basis() -> String {
    format!("{}, {}, 1, 'A', 200, 20, 'D:0', 'test-1'", at(), PAISE * 50)
}

fn at() -> i64 {
    midday().timestamp_micros()
}

fn day() -> i64 {
    midday().timestamp() / 86_400
}

fn insert_people(database: &Database, text: &Dialect) {
    let (at, zero, no) = (at(), text.bytes("0"), text.boolean());
    for number in [1, 2] {
        let name = text.bytes(&number.to_string());
        database.run(&format!(
            "INSERT INTO partners (id, uuid, slug, client_id, name, email_sealed, email_index, \
             status, sandbox, created_at, updated_at) VALUES ({number}, {name}, \
             'partner-{number}', 'client-{number}', 'Partner', {zero}, {name}, 'active', {no}, \
             {at}, {at}); \
             INSERT INTO staff_accounts (id, uuid, email_sealed, email_index, role, status, \
             password_hash, created_at, updated_at) VALUES ({number}, {name}, {zero}, {name}, \
             'finance', 'active', 'hash', {at}, {at})"
        ));
    }
}

fn users(text: &Dialect) -> String {
    let (at, zero, bytes) = (at(), text.bytes("0"), text.bytes("n"));
    format!(
        "INSERT INTO users (id, mobile_index, mobile_digest_sealed, status, registered_at, \
         state_occurred_at, state_content) \
         SELECT n, {bytes}, {zero}, 'active', {at}, {at}, {zero}"
    )
}

fn loans(text: &Dialect) -> String {
    let (at, zero) = (at(), text.bytes("0"));
    format!(
        "INSERT INTO loan_applications (id, user_id, application_number, status, \
         loan_amount_paise, created_at, state_occurred_at, state_content) \
         SELECT n, n, 'APP', 'disbursed', 100, {at}, {at}, {zero}"
    )
}

fn leads_sql(text: &Dialect) -> String {
    let (at, day, zero, bytes) = (at(), day(), text.bytes("0"), text.bytes("n"));
    format!(
        "INSERT INTO leads (id, reference, partner_id, first_name, last_name, first_name_folded, \
         last_name_folded, mobile_index, mobile_sealed, mobile_last_four_index, pan_index, \
         pan_sealed, verdict, campaign, campaign_index, shared_at, shared_on, superseded, user_id, \
         loan_application_id, loan_status, disbursed_on, disbursal_amount_paise, payout_status, \
         payout_amount_paise, payout_grade) \
         SELECT n, {bytes}, 1 + n % 2, 'A', 'B', 'a', 'b', {bytes}, {zero}, {zero}, {bytes}, \
         {zero}, 2005, 'documented', {zero}, {at}, {day}, 0, n, n, 'disbursed', {day}, 100, \
         'eligible', {PAISE}, 'A'"
    )
}

fn payouts(text: &Dialect) -> String {
    let (basis, no) = (basis(), text.boolean());
    format!(
        "INSERT INTO payouts (lead_id, loan_application_id, status, amount_paise, {BASIS}, frozen) \
         SELECT n, n, 'eligible', {PAISE}, {basis}, {no}"
    )
}

fn lines(each: i64) -> String {
    let (at, day, basis, amount) = (at(), day(), basis(), PAISE / each);
    let lead = format!("(1 + (n - 1) / {each})");
    format!(
        "INSERT INTO ledger_lines (id, partner_id, lead_id, loan_application_id, kind, reason, \
         amount_paise, {BASIS}, booked_at, booked_on) \
         SELECT n, 1 + {lead} % 2, {lead}, {lead}, 'adjustment', 'amount_changed', {amount}, \
         {basis}, {at}, {day}"
    )
}

const TOTALS: &str = "
    INSERT INTO unsettled_lines SELECT id, partner_id, booked_on FROM ledger_lines;
    INSERT INTO partner_totals (partner_id, shard, fresh, linked, loan_applications, disbursed,
            payout_eligible, pending_paise)
        SELECT partner_id, 0, COUNT(*), COUNT(*), COUNT(*), COUNT(*), COUNT(*),
            SUM(payout_amount_paise)
        FROM leads GROUP BY partner_id;
    INSERT INTO partner_days (partner_id, day, shard, fresh, disbursed)
        SELECT partner_id, shared_on, 0, COUNT(*), COUNT(*)
        FROM leads GROUP BY partner_id, shared_on";

/// How a database says it.
enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    fn of(database: &Database) -> Self {
        match database {
            Database::Sqlite(_) => Self::Sqlite,
            Database::Postgres { .. } => Self::Postgres,
        }
    }

    /// Bytes of the length of an index, different for each number.
    fn bytes(&self, number: &str) -> String {
        match self {
            Self::Sqlite => format!("CAST(printf('%032d', {number}) AS BLOB)"),
            Self::Postgres => format!("convert_to(lpad(({number})::text, 32, '0'), 'UTF8')"),
        }
    }

    const fn boolean(&self) -> &'static str {
        match self {
            Self::Sqlite => "0",
            Self::Postgres => "FALSE",
        }
    }

    /// `select` for every `n` from 1 to `last`.
    fn numbers(&self, last: i64, select: &str) -> String {
        match self {
            Self::Sqlite => {
                let (insert, values) = select.split_once("SELECT").unwrap();
                format!(
                    "{insert} WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 \
                     FROM numbers WHERE n < {last}) SELECT {values} FROM numbers"
                )
            }
            Self::Postgres => format!("{select} FROM generate_series(1, {last}) AS numbers(n)"),
        }
    }
}
