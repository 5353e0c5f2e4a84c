//! What the routes of partners' administration read: bodies and lists.

mod bodies;
mod list;
mod path;

pub(crate) use bodies::{
    ChangeBody, CreateBody, DecisionBody, NoteBody, OverlapBody, read_change, read_create,
    read_decision, read_note, read_overlap,
};
pub(crate) use list::{partner_query, place};
pub(crate) use path::{document_of, person_of};
