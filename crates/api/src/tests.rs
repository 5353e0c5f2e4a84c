//! The surface over fakes, from request to reply. Its behaviour over real
//! databases is tested in the workspace's `tests`.

pub(crate) mod books;
mod cookie;
mod dashboard;
mod feed;
mod guide;
mod health;
mod issuer;
mod limits;
mod operations;
mod payouts;
mod record;
mod runs;
mod sealed;
mod session;
mod share;
mod staff;
mod stream;
mod wire;
mod world;
