//! A lead as a line of CSV.

use super::{LeadRow, Rupees, UtcMillis};

/// A cell of a line of CSV.
pub(crate) enum Cell<'a> {
    /// Written by people.
    Text(&'a str),
    /// Written by us.
    Ours(String),
    /// Null.
    Empty,
}

/// What a field looks like in a cell.
trait Field<'a> {
    fn cell(self) -> Cell<'a>;
}

impl<'a> Field<'a> for &'a str {
    fn cell(self) -> Cell<'a> {
        Cell::Text(self)
    }
}

impl<'a, T: Field<'a>> Field<'a> for Option<T> {
    fn cell(self) -> Cell<'a> {
        self.map_or(Cell::Empty, T::cell)
    }
}

impl<'a> Field<'a> for Rupees {
    fn cell(self) -> Cell<'a> {
        Cell::Ours(self.0.to_string())
    }
}

macro_rules! ours {
    ($($kind:ty)+) => {
        $(impl<'a> Field<'a> for $kind {
            fn cell(self) -> Cell<'a> {
                Cell::Ours(self.to_string())
            }
        })+
    };
}

ours! { i64 u16 u8 UtcMillis }

macro_rules! columns {
    ($($field:ident)+) => {
        /// The header of the CSV: the list's fields, in their order.
        pub(crate) const COLUMNS: &[&str] = &[$(stringify!($field),)+];

        impl<'a> LeadRow<'a> {
            /// The line of this lead, under [`COLUMNS`].
            pub(crate) fn cells(&self) -> Vec<Cell<'a>> {
                vec![$(self.$field.cell(),)+]
            }
        }
    };
}

columns! {
    id
    first_name
    last_name
    mobile_number
    pan_number
    dedupe_status
    dedupe_code
    utm_link
    lead_shared_at
    user_registered_at
    loan_application_id
    loan_status
    disbursed_at
    disbursal_amount
    payout_eligible
    payout_amount
    payout_grade
    payout_status
    user_id
    email
    application_number
    days_to_disbursal
}
