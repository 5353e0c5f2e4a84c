//! "Is one of these", with all of them in one parameter.

use diesel::dsl::sql;
use diesel::expression::{SqlLiteral, UncheckedBind};
use diesel::internal::derives::as_expression::Bound;
use diesel::sql_types::{Bool, Text};
use kernel::BlindIndex;

/// Whether `column`, which names its table, is one of `ids`. They travel as one
/// JSON array: a statement with a parameter for each would be parsed anew for
/// every number of them.
pub(crate) fn is_one_of(
    column: &str,
    ids: &[i64],
) -> SqlLiteral<Bool, UncheckedBind<SqlLiteral<Bool>, Bound<Text, String>>> {
    let list: Vec<String> = ids.iter().map(i64::to_string).collect();
    sql::<Bool>(&format!("{column} IN (SELECT value FROM json_each("))
        .bind::<Text, _>(format!("[{}]", list.join(",")))
        .sql("))")
}

/// The same for a column of keyed hashes.
pub(crate) fn is_one_of_keys(
    column: &str,
    keys: &[BlindIndex],
) -> SqlLiteral<Bool, UncheckedBind<SqlLiteral<Bool>, Bound<Text, String>>> {
    let mut list = String::with_capacity(67 * keys.len() + 2);
    list.push('[');
    for (at, key) in keys.iter().enumerate() {
        list.push_str(if at == 0 { "\"" } else { ",\"" });
        for byte in key.as_bytes() {
            for half in [byte >> 4, byte & 15] {
                list.extend(char::from_digit(half.into(), 16));
            }
        }
        list.push('"');
    }
    list.push(']');
    sql::<Bool>(&format!("{column} IN (SELECT unhex(value) FROM json_each("))
        .bind::<Text, _>(list)
        .sql("))")
}
