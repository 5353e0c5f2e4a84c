//! Which leads: the part lists, totals and exports share.

use chrono::{Days, NaiveDate, NaiveTime};

/// Narrows a boxed query over `leads`, joined or not, to what a
/// [`leads::LeadFilter`] of one partner lets through. A macro, because each
/// query it is used on has a type of its own.
macro_rules! narrowed {
    ($query:expr, $partner:expr, $filter:expr) => {{
        use diesel::{
            BoolExpressionMethods as _, EscapeExpressionMethods as _, ExpressionMethods as _,
            QueryDsl as _, TextExpressionMethods as _,
        };
        use $crate::schema::leads as rows;
        let filter: &leads::LeadFilter = $filter;
        let mut query = $query;
        // A whole number is found by its own index, whatever else is known.
        query = if $crate::leads::filter::names_a_number(filter) {
            query.filter((rows::partner_id + 0).eq($partner.get()))
        } else {
            query.filter(rows::partner_id.eq($partner.get()))
        };
        if let Some(verdict) = filter.verdict {
            query =
                query.filter(rows::verdict.eq($crate::leads::current::verdict_column(verdict)?));
        }
        if let Some(day) = filter.from {
            query = query
                .filter(rows::shared_on.ge($crate::columns::days(day)))
                .filter(rows::shared_at.ge($crate::leads::filter::surely_before(day)));
        }
        if let Some(day) = filter.to {
            query = query
                .filter(rows::shared_on.le($crate::columns::days(day)))
                .filter(rows::shared_at.lt($crate::leads::filter::surely_after(day)));
        }
        if let Some(status) = filter.loan_status {
            query = query.filter(rows::loan_status.eq(status.as_str()));
        }
        if let Some(status) = filter.payout_status {
            query = query.filter(rows::payout_status.eq(status.as_str()));
        }
        match &filter.search {
            None => query,
            Some(leads::SearchTerm::Mobile(index)) => {
                query.filter(rows::mobile_index.eq(index.as_bytes().as_slice()))
            }
            Some(leads::SearchTerm::Pan(index)) => {
                query.filter(rows::pan_index.eq(index.as_bytes().as_slice()))
            }
            Some(leads::SearchTerm::MobileLastFour(index)) => {
                query.filter(rows::mobile_last_four_index.eq(index.as_bytes().as_slice()))
            }
            Some(
                term @ (leads::SearchTerm::NamePrefix(_) | leads::SearchTerm::NameContains(_)),
            ) => {
                let pattern = $crate::leads::filter::name_pattern(term);
                query.filter(
                    rows::first_name_folded
                        .like(pattern.clone())
                        .escape('\\')
                        .or(rows::last_name_folded.like(pattern).escape('\\')),
                )
            }
        }
    }};
}
pub(crate) use narrowed;

/// Whether `filter` searches for a whole mobile number or PAN. Without statistics
/// a planner may well prefer to walk all leads of the partner in the order of the
/// list; columns in a sum are out of its reach.
pub(crate) const fn names_a_number(filter: &leads::LeadFilter) -> bool {
    matches!(
        filter.search,
        Some(leads::SearchTerm::Mobile(_) | leads::SearchTerm::Pan(_))
    )
}

/// Whether `filter` searches by an index of its own, so that the few rows found
/// are sorted rather than picked out of the list.
pub(crate) const fn has_own_index(filter: &leads::LeadFilter) -> bool {
    names_a_number(filter) || matches!(filter.search, Some(leads::SearchTerm::MobileLastFour(_)))
}

/// The LIKE pattern of a search by name; `%`, `_` and `\` are text.
pub(crate) fn name_pattern(term: &leads::SearchTerm) -> String {
    let (anywhere, text) = match term {
        leads::SearchTerm::NameContains(text) => (true, text),
        leads::SearchTerm::NamePrefix(text) => (false, text),
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
pub(crate) fn surely_before(day: NaiveDate) -> i64 {
    midnight(day.checked_sub_days(Days::new(1)).unwrap_or(day))
}

/// An instant, in microseconds, after the end of `day` in any time zone.
pub(crate) fn surely_after(day: NaiveDate) -> i64 {
    day.checked_add_days(Days::new(2))
        .map_or(i64::MAX, midnight)
}

fn midnight(day: NaiveDate) -> i64 {
    day.and_time(NaiveTime::MIN).and_utc().timestamp_micros()
}

#[cfg(test)]
mod tests {
    use leads::SearchTerm;

    use super::{name_pattern, surely_after, surely_before};

    #[test]
    fn wildcards_in_a_search_are_text() {
        let contains = SearchTerm::NameContains("50%_\\x".to_owned());
        assert_eq!(name_pattern(&contains), "%50\\%\\_\\\\x%");
        let prefix = SearchTerm::NamePrefix("a_".to_owned());
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
