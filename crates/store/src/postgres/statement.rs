//! Statements over arrays, prepared once a connection.
//!
//! A batch goes to the server as a few statements whose parameters are arrays,
//! one element a member, whatever its size. diesel's query builder has no
//! `unnest`, and its `sql_query` is prepared anew each time; a type of its own
//! with a static id is prepared once.

/// Makes a struct of arrays a statement: its text in parts, with a field's name
/// wherever its array is bound, and the types of the columns it returns.
macro_rules! statement {
    (
        $name:ident returns $returns:ty;
        $($sql:literal $(, $field:ident: $kind:ty)?;)+
    ) => {
        impl diesel::query_builder::QueryFragment<diesel::pg::Pg> for $name<'_> {
            fn walk_ast<'b>(
                &'b self,
                mut out: diesel::query_builder::AstPass<'_, 'b, diesel::pg::Pg>,
            ) -> diesel::QueryResult<()> {
                $(
                    out.push_sql($sql);
                    $(out.push_bind_param::<diesel::sql_types::Array<$kind>, _>(&self.$field)?;)?
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

        impl diesel::RunQueryDsl<diesel::pg::PgConnection> for $name<'_> {}
    };
}
pub(super) use statement;
