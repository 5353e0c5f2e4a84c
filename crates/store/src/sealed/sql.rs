//! The statements, written from an [`Entry`].

use kernel::{Fact, KeyPart, TableIndexes};

use super::registry::{Entry, Part};

/// Reads up to `most` rows; with `after` only those behind a key, whose parts are
/// the parameters. Nulls are read too, so that a statement never runs for long
/// over rows it does not want.
pub(super) fn read(entry: &Entry, after: bool, most: u32) -> String {
    let keys = selected("k", entry.key);
    let rows = selected("r", entry.row);
    let names = names("", entry.key);
    let behind = behind(entry, after);
    format!(
        "SELECT {keys}, {rows}, {} AS sealed FROM {} {behind} ORDER BY {names} LIMIT {most}",
        entry.column, entry.table
    )
}

/// Reads what the indexes of up to `most` rows are computed from, and the indexes.
pub(super) fn read_indexes(entry: &Entry, table: &TableIndexes, after: bool, most: u32) -> String {
    let facts: Vec<Part> = table
        .facts
        .iter()
        .map(|fact| match fact {
            Fact::Integer(name) => Part::Integer(name),
            Fact::Text(name) => Part::Text(name),
        })
        .collect();
    let mut columns = selected("k", entry.key);
    for (letter, names) in [("s", table.sealed), ("x", table.indexes)] {
        for (at, name) in names.iter().enumerate() {
            let at = at + 1;
            columns = format!("{columns}, {name} AS {letter}{at}");
        }
    }
    for (letter, parts) in [("r", entry.row), ("f", facts.as_slice())] {
        if !parts.is_empty() {
            columns = format!("{columns}, {}", selected(letter, parts));
        }
    }
    let names = names("", entry.key);
    let behind = behind(entry, after);
    format!(
        "SELECT {columns} FROM {} {behind} ORDER BY {names} LIMIT {most}",
        table.table
    )
}

/// Writes the indexes of `count` rows. The parameters are, row by row, the parts
/// of the key and the indexes.
pub(super) fn write_indexes(entry: &Entry, table: &TableIndexes, count: usize) -> String {
    let keys = entry.key.len();
    let width = keys + table.indexes.len();
    let values = joined((0..count).map(|at| format!("({})", places(at * width + 1, width))));
    let set = table.indexes.iter().enumerate();
    let set = joined(set.map(|(at, name)| format!("{name} = given.column{}", keys + at + 1)));
    let same = same_row(entry, "one");
    format!(
        "WITH given AS (VALUES {values}) \
         UPDATE {} AS one SET {set} FROM given WHERE {same}",
        table.table
    )
}

fn behind(entry: &Entry, after: bool) -> String {
    if !after {
        return String::new();
    }
    let names = names("", entry.key);
    let places = places(1, entry.key.len());
    format!("WHERE ({names}) > ({places})")
}

/// The parts under names that tell their place and kind: `k1_integer`.
fn selected(letter: &str, parts: &[Part]) -> String {
    let one = |(at, part): (usize, &Part)| {
        let at = at + 1;
        match part {
            Part::Integer(name) => format!("CAST({name} AS BIGINT) AS {letter}{at}_integer"),
            Part::Bytes(name) => format!("{name} AS {letter}{at}_bytes"),
            Part::Text(name) => format!("{name} AS {letter}{at}_text"),
        }
    };
    joined(parts.iter().enumerate().map(one))
}

fn names(before: &str, parts: &[Part]) -> String {
    joined(parts.iter().map(|part| format!("{before}{}", part.name())))
}

/// `count` parameters from number `first` on.
fn places(first: usize, count: usize) -> String {
    joined((first..first + count).map(|number| format!("${number}")))
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

/// Replaces `count` values. The parameters are, value by value, the parts of the
/// key, what was read and what takes its place. `held` narrows the rows down
/// further (see `crate::postgres`).
fn replace(entry: &Entry, count: usize, held: &str, only: &str) -> String {
    let width = entry.key.len() + 2;
    let values = joined((0..count).map(|at| format!("({})", places(at * width + 1, width))));
    let (before, after) = (width - 1, width);
    let same = same_row(entry, "one");
    let (table, column) = (entry.table, entry.column);
    format!(
        "WITH given AS (VALUES {values}){held} \
         UPDATE {table} AS one SET {column} = given.column{after} FROM given \
         WHERE {same} AND one.{column} = given.column{before}{only}"
    )
}

/// As [`replace`], for `SQLite`.
pub(super) fn replace_on_sqlite(entry: &Entry, count: usize) -> String {
    replace(entry, count, "", "")
}

/// As [`replace`], for `PostgreSQL`: rows that somebody is changing are passed
/// over, so that neither waits for the other and no deadlock can be.
pub(super) fn replace_on_postgres(entry: &Entry, count: usize) -> String {
    let keys = names("it.", entry.key);
    let same = same_row(entry, "it");
    let held = format!(
        ", held AS (SELECT {keys} FROM {} AS it JOIN given ON {same} FOR UPDATE OF it SKIP LOCKED)",
        entry.table
    );
    let ours = names("one.", entry.key);
    let theirs = names("", entry.key);
    let only = format!(" AND ({ours}) IN (SELECT {theirs} FROM held)");
    replace(entry, count, &held, &only)
}

fn same_row(entry: &Entry, alias: &str) -> String {
    let one =
        |(at, part): (usize, &Part)| format!("{alias}.{} = given.column{}", part.name(), at + 1);
    entry
        .key
        .iter()
        .enumerate()
        .map(one)
        .collect::<Vec<_>>()
        .join(" AND ")
}

/// What a part is bound to, eight big-endian bytes for an integer.
pub(super) fn row_bytes(parts: &[KeyPart]) -> Vec<u8> {
    parts
        .iter()
        .flat_map(|part| match part {
            KeyPart::Integer(number) => number.to_be_bytes().to_vec(),
            KeyPart::Bytes(bytes) => bytes.clone(),
            KeyPart::Text(text) => text.as_bytes().to_vec(),
        })
        .collect()
}
