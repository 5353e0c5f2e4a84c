//! How a store is opened, and why it cannot be.

use std::time::Duration;

use kernel::{PortFailure, Underway};

use crate::target::UrlError;

/// How to open a [`Store`].
#[derive(Clone)]
pub struct StoreOptions {
    /// `sqlite://path` (relative), `sqlite:///path` (absolute), `postgres://…`.
    pub url: String,
    /// The most pooled connections: readers on `SQLite`, readers and ordinary
    /// writers on `PostgreSQL`. At least 1.
    pub readers: u32,
    /// How long a write waits for its commit before it is answered "unavailable".
    pub patience: Duration,
    /// What the connections are set up for.
    pub purpose: Purpose,
    /// Callers of whom it is known that they come to write within milliseconds; a
    /// commit waits for some of them.
    pub underway: Underway,
}

/// What a [`Store`] is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    /// Many small units of work, each answered within two seconds.
    #[default]
    Serving,
    /// Large writes one after the other: more memory, fewer checkpoints, longer
    /// time-outs.
    Loading,
}

impl StoreOptions {
    /// The defaults for `url`: 4 connections, 1.5 s, serving.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            readers: 4,
            patience: Duration::from_millis(1500),
            purpose: Purpose::Serving,
            underway: Underway::default(),
        }
    }
}

/// Why a [`Store`] could not be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The URL.
    #[error(transparent)]
    Url(#[from] UrlError),
    /// The machine.
    #[error(transparent)]
    Port(#[from] PortFailure),
}
