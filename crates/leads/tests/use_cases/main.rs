//! The use cases of leads, over mocked and faked ports.

mod paging;
mod read;
mod records;
mod share;
mod share_errors;
