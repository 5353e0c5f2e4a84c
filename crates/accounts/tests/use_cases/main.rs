//! The use cases of accounts, over mocked and faked ports.

mod authenticate;
mod manage;
mod refresh;
mod sign_in;
mod support;
