//! Pages of partners.

use std::collections::HashMap;

use accounts::{PartnerFilter, PartnerOrder, PartnerQuery, PartnerRecord, ReviewFilter};
use diesel::prelude::*;

use crate::conn::Conn;
use crate::fault::StoreError;
use crate::leads::sql::Sql;
use crate::onboarding::rows::records;
use crate::partner_rows::PartnerRow;
use crate::schema::partners;

/// Every partner has an onboarding.
const FROM: &str = " FROM partners p JOIN partner_onboardings o ON o.partner_id = p.id WHERE ";

/// What a partner is called, deleted or not.
const SLUG: &str = "coalesce(p.deleted_slug, p.slug)";

/// See [`accounts::PartnerAdministration::page`].
pub(super) fn page(
    conn: &mut Conn,
    query: &PartnerQuery,
) -> Result<(Vec<PartnerRecord>, u64), StoreError> {
    let mut count = Sql::new("SELECT count(*) AS value");
    narrow(&mut count, &query.filter);
    let total = count.number(conn)?.unwrap_or(0);

    let mut list = Sql::new("SELECT p.created_at AS at, p.id AS id");
    narrow(&mut list, &query.filter);
    let by = order(conn, query.order);
    list.order(&[by.as_str(), "p.id"], query.descending);
    list.limit(i64::from(query.size.get()), query.page.offset(query.size));
    let keys: Vec<i64> = list.places(conn)?.iter().map(|place| place.id).collect();
    let found = rows(conn, &keys)?;
    let total = u64::try_from(total).unwrap_or(0);
    Ok((records(conn, found)?, total))
}

/// The rows of `keys`, in their order.
fn rows(conn: &mut Conn, keys: &[i64]) -> QueryResult<Vec<PartnerRow>> {
    let rows: Vec<PartnerRow> = partners::table
        .filter(partners::id.eq_any(keys.to_vec()))
        .load(conn)?;
    let mut rows: HashMap<i64, PartnerRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(keys.iter().filter_map(|key| rows.remove(key)).collect())
}

/// Texts are ordered by their bytes on both databases.
fn order(conn: &Conn, order: PartnerOrder) -> String {
    let text = |column: &str| match conn {
        Conn::Postgres(_) => format!("{column} COLLATE \"C\""),
        Conn::Sqlite(_) => column.to_owned(),
    };
    match order {
        PartnerOrder::CreatedAt => "p.created_at".to_owned(),
        PartnerOrder::UpdatedAt => "p.updated_at".to_owned(),
        PartnerOrder::Name => text("lower(p.name)"),
        PartnerOrder::Status => text("p.status"),
        PartnerOrder::Slug => text(SLUG),
    }
}

fn narrow(sql: &mut Sql, filter: &PartnerFilter) {
    sql.push(FROM);
    sql.push(if filter.deleted {
        "p.deleted_at IS NOT NULL"
    } else {
        "p.deleted_at IS NULL"
    });
    if let Some(status) = filter.status {
        sql.with(" AND p.status = ?", status.as_str());
    }
    if let Some(kind) = filter.kind {
        sql.with(" AND p.partner_type = ?", kind.as_str());
    }
    match filter.onboarding_completed {
        None => {}
        Some(true) => drop(sql.push(" AND o.activated_at IS NOT NULL")),
        Some(false) => drop(sql.push(" AND o.activated_at IS NULL")),
    }
    narrow_review(sql, filter.review);
    narrow_search(sql, filter);
}

fn narrow_review(sql: &mut Sql, review: Option<ReviewFilter>) {
    match review {
        None => {}
        Some(ReviewFilter::Waiting) => {
            sql.push(
                " AND o.review IS NULL AND o.verification_at IS NOT NULL \
                 AND o.activated_at IS NULL AND o.business_info_at IS NOT NULL \
                 AND o.api_setup_at IS NOT NULL AND p.status = 'pending'",
            );
        }
        Some(decided) => {
            sql.with(" AND o.review = ?", decided.as_str());
        }
    }
}

/// Partners are few enough to be looked through. The databases fold the case of letters
/// outside of ASCII each in its own way, so such texts are also looked for as they are.
fn narrow_search(sql: &mut Sql, filter: &PartnerFilter) {
    let Some(search) = &filter.search else {
        return;
    };
    sql.push(" AND (");
    if let Some(email) = &search.email {
        sql.with("p.email_index = ? OR ", email.as_bytes().as_slice());
    }
    let folded = pattern(&search.text.to_lowercase());
    let given = pattern(&search.text);
    for column in ["p.name", "o.company_name"] {
        let folded_column = format!("lower({column}) LIKE ? ESCAPE '\\' OR ");
        sql.with(&folded_column, folded.as_str());
        let column = format!("{column} LIKE ? ESCAPE '\\' OR ");
        sql.with(&column, given.as_str());
    }
    let slug = format!("{SLUG} LIKE ? ESCAPE '\\')");
    sql.with(&slug, folded.as_str());
}

/// A pattern for what contains `text`.
fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn wildcards_stand_for_themselves() {
        assert_eq!(pattern("50%_a\\b"), "%50\\%\\_a\\\\b%");
        assert_eq!(pattern(""), "%%");
    }
}
