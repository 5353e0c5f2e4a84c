//! Statements for one row of many, prepared once a connection.
//!
//! A row's columns are a tree of types to diesel's query builder, which walks it half a dozen
//! times for each row; of a hundred thousand rows that takes as long as `SQLite` does. A type of
//! its own with a static id has its text ready and is walked for its parameters alone.

/// Makes a struct a statement: its text in parts, with a field's name wherever its value is
/// bound, and the types of the columns it returns.
macro_rules! row_statement {
    (
        $name:ident returns $returns:ty;
        $($sql:literal $(, $field:ident: $kind:ty)?;)+
    ) => {
        impl diesel::query_builder::QueryFragment<diesel::sqlite::Sqlite> for $name<'_> {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, diesel::sqlite::Sqlite>,
            ) -> diesel::QueryResult<()> {
                $(
                    out.push_sql($sql);
                    $(out.push_bind_param::<$kind, _>(&self.$field)?;)?
                )+
                Ok(())
            }
        }

        impl diesel::query_builder::QueryId for $name<'_> {
            type QueryId = $name<'static>;

            const HAS_STATIC_QUERY_ID: bool = true;
        }

        impl diesel::query_builder::Query for $name<'_> {
            type SqlType = $returns;
        }

        impl diesel::RunQueryDsl<diesel::sqlite::SqliteConnection> for $name<'_> {}
    };
}
pub(super) use row_statement;
