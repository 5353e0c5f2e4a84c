//! The surface over fakes, from request to reply. Its behaviour over real
//! databases is tested in the workspace's `tests`.

mod dashboard;
mod feed;
mod issuer;
mod operations;
mod record;
mod session;
mod share;
mod wire;
mod world;
