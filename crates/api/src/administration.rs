//! What the routes of partners' administration read: bodies and lists.

mod bodies;
mod documented;
mod list;
mod path;

pub(crate) use bodies::{read_change, read_create, read_decision, read_note, read_overlap};
pub(crate) use documented::{ChangeBody, CreateBody, DecisionBody, NoteBody, OverlapBody};
pub(crate) use list::{partner_query, place};
pub(crate) use path::{document_of, person_of};
