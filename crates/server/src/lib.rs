//! The binary `partner-api`: settings, keys, the command line, and the server
//! put together from the other crates. Everything is here but `main` itself, so
//! that it can be tested.

pub mod cli;
pub mod commands;
pub mod console;
pub mod demo;
pub mod failure;
pub mod health;
pub mod import;
pub mod keys;
pub mod kit;
mod run;
pub mod serve;
pub mod settings;
pub mod telemetry;
#[cfg(test)]
mod testing;

pub use run::run;
