//! Which leads: the part lists, totals and searches share.

use chrono::{Days, NaiveDate, NaiveTime};
use kernel::{PartnerId, PortResult};
use leads::{LeadFilter, SearchTerm};

use super::current::verdict_column;
use super::sql::Sql;
use crate::columns::days;

/// Adds the conditions on `leads l`: `partner`'s, and what `filter` lets through.
pub(super) fn narrow(sql: &mut Sql, partner: PartnerId, filter: &LeadFilter) -> PortResult<()> {
    // A whole number is found by its own index, whatever else is known.
    if names_a_number(filter) {
        sql.with("l.partner_id + 0 = ?", partner.get());
    } else {
        sql.with("l.partner_id = ?", partner.get());
    }
    narrow_rest(sql, filter)
}

/// As [`narrow`], on leads that are found by their keys.
pub(super) fn narrow_found(
    sql: &mut Sql,
    partner: PartnerId,
    filter: &LeadFilter,
) -> PortResult<()> {
    sql.with("l.partner_id + 0 = ?", partner.get());
    narrow_rest(sql, filter)
}

fn narrow_rest(sql: &mut Sql, filter: &LeadFilter) -> PortResult<()> {
    narrow_times(sql, "l", filter)?;
    if let Some(status) = filter.loan_status {
        sql.with(" AND l.loan_status = ?", status.as_str());
    }
    if let Some(status) = filter.payout_status {
        sql.with(" AND l.payout_status = ?", status.as_str());
    }
    match &filter.search {
        None => {}
        Some(SearchTerm::Mobile(index)) => {
            sql.with(" AND l.mobile_index = ?", index.as_bytes().as_slice());
        }
        Some(SearchTerm::Pan(index)) => {
            sql.with(" AND l.pan_index = ?", index.as_bytes().as_slice());
        }
        Some(SearchTerm::MobileLastFour(index)) => {
            let index = index.as_bytes().as_slice();
            sql.with(" AND l.mobile_last_four_index = ?", index);
        }
        Some(SearchTerm::NamePrefix(_) | SearchTerm::NameContains(_)) => {
            let pattern = name_pattern(filter);
            let pattern = pattern.as_str();
            sql.with(" AND (l.first_name_folded LIKE ? ESCAPE '\\'", pattern);
            sql.with(" OR l.last_name_folded LIKE ? ESCAPE '\\')", pattern);
        }
    }
    Ok(())
}

/// Adds the conditions of verdict and days, which `leads` and `lead_names` share;
/// `rows` is what the table is called.
pub(super) fn narrow_times(sql: &mut Sql, rows: &str, filter: &LeadFilter) -> PortResult<()> {
    if let Some(verdict) = filter.verdict {
        let verdict = verdict_column(verdict)?;
        sql.with(&format!(" AND {rows}.verdict = ?"), i64::from(verdict));
    }
    if let Some(day) = filter.from {
        let on = i64::from(days(day));
        sql.with(&format!(" AND {rows}.shared_on >= ?"), on);
        sql.with(&format!(" AND {rows}.shared_at >= ?"), surely_before(day));
    }
    if let Some(day) = filter.to {
        let on = i64::from(days(day));
        sql.with(&format!(" AND {rows}.shared_on <= ?"), on);
        sql.with(&format!(" AND {rows}.shared_at < ?"), surely_after(day));
    }
    Ok(())
}

/// Whether `filter` searches for a whole mobile number or PAN. Without statistics
/// a planner may well prefer to walk all leads of the partner in the order of the
/// list; columns in a sum are out of its reach.
pub(super) const fn names_a_number(filter: &LeadFilter) -> bool {
    matches!(
        filter.search,
        Some(SearchTerm::Mobile(_) | SearchTerm::Pan(_))
    )
}

/// Whether `filter` searches by an index of its own, so that the few rows found
/// are sorted rather than picked out of the list.
pub(super) const fn has_own_index(filter: &LeadFilter) -> bool {
    names_a_number(filter) || matches!(filter.search, Some(SearchTerm::MobileLastFour(_)))
}

/// Whether `filter` searches by name.
pub(super) fn names_a_name(filter: &LeadFilter) -> bool {
    filter.search.as_ref().is_some_and(SearchTerm::is_name)
}

/// The LIKE pattern of a search by name; `%`, `_` and `\` are text.
pub(super) fn name_pattern(filter: &LeadFilter) -> String {
    let (anywhere, text) = match &filter.search {
        Some(SearchTerm::NameContains(text)) => (true, text),
        Some(SearchTerm::NamePrefix(text)) => (false, text),
        _ => return String::new(),
    };
    let mut pattern = String::with_capacity(text.len() + 2);
    if anywhere {
        pattern.push('%');
    }
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// An instant, in microseconds, before the start of `day` in any time zone. The
/// day itself is filtered by `shared_on`; this bound lets the index by time find
/// the range.
fn surely_before(day: NaiveDate) -> i64 {
    midnight(day.checked_sub_days(Days::new(1)).unwrap_or(day))
}

/// An instant, in microseconds, after the end of `day` in any time zone.
fn surely_after(day: NaiveDate) -> i64 {
    day.checked_add_days(Days::new(2))
        .map_or(i64::MAX, midnight)
}

fn midnight(day: NaiveDate) -> i64 {
    day.and_time(NaiveTime::MIN).and_utc().timestamp_micros()
}

#[cfg(test)]
mod tests {
    use leads::{LeadFilter, SearchTerm};

    use super::{name_pattern, surely_after, surely_before};

    fn searching(term: SearchTerm) -> LeadFilter {
        LeadFilter {
            search: Some(term),
            ..LeadFilter::default()
        }
    }

    #[test]
    fn wildcards_in_a_search_are_text() {
        let contains = searching(SearchTerm::NameContains("50%_\\x".to_owned()));
        assert_eq!(name_pattern(&contains), "%50\\%\\_\\\\x%");
        let prefix = searching(SearchTerm::NamePrefix("a_".to_owned()));
        assert_eq!(name_pattern(&prefix), "a\\_%");
    }

    #[test]
    fn the_bounds_hold_in_the_easternmost_and_westernmost_zone() {
        use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeZone as _};
        let day = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        let start = |hours_east: i32, day: NaiveDate| {
            FixedOffset::east_opt(hours_east * 3600)
                .unwrap()
                .from_local_datetime(&day.and_time(NaiveTime::MIN))
                .unwrap()
                .timestamp_micros()
        };
        let next = day.succ_opt().unwrap();
        assert!(surely_before(day) < start(14, day));
        assert!(surely_after(day) >= start(-12, next));
    }
}
