//! Maintenance on the wire.

use accounts::Maintenance;
use serde::Serialize;

use super::UtcMillis;

/// A maintenance to be announced.
#[derive(utoipa::ToSchema)]
#[schema(as = NewMaintenance)]
#[expect(dead_code, reason = "only documents the body")]
pub(crate) struct MaintenanceBody {
    /// When it begins, RFC 3339 with an offset; may be in the past for one that runs, and at
    /// most 366 days ahead. Fractions of a millisecond are cut off.
    #[schema(format = DateTime, example = "2026-12-05T20:30:00Z")]
    from: String,
    /// When it ends: after `from`, in the future, at most 30 days after `from`.
    #[schema(format = DateTime, example = "2026-12-05T22:00:00Z")]
    to: String,
    /// What partners read in the e-mail, the webhook and the banner. Line feeds are kept.
    #[schema(
        min_length = 1,
        max_length = 500,
        example = "The database moves. Sharing leads will fail with code 5030; please try again afterwards."
    )]
    text: String,
}

/// A maintenance, as staff see it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Maintenance)]
pub(crate) struct MaintenanceView {
    /// Its id.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    id: String,
    /// When it begins.
    #[schema(value_type = String, format = DateTime, example = "2026-12-05T20:30:00.000Z")]
    from: UtcMillis,
    /// When it ends.
    #[schema(value_type = String, format = DateTime, example = "2026-12-05T22:00:00.000Z")]
    to: UtcMillis,
    /// What partners are told.
    #[schema(example = "The database moves.")]
    text: String,
    /// When it was announced.
    #[schema(value_type = String, format = DateTime)]
    announced_at: UtcMillis,
    /// When it was cancelled; null where it was not.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    cancelled_at: Option<UtcMillis>,
}

impl MaintenanceView {
    pub(crate) fn of(maintenance: &Maintenance) -> Self {
        Self {
            id: maintenance.uuid.to_string(),
            from: UtcMillis(maintenance.span.from()),
            to: UtcMillis(maintenance.span.to()),
            text: maintenance.text.as_str().to_owned(),
            announced_at: UtcMillis(maintenance.announced_at),
            cancelled_at: maintenance.cancelled_at.map(UtcMillis),
        }
    }
}

/// What was announced.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = MaintenanceList)]
pub(crate) struct MaintenanceListView {
    /// The newest announcement first; the newest 200.
    windows: Vec<MaintenanceView>,
}

impl MaintenanceListView {
    pub(crate) fn of(windows: &[Maintenance]) -> Self {
        Self {
            windows: windows.iter().map(MaintenanceView::of).collect(),
        }
    }
}

/// A maintenance, as everybody sees it.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ShownMaintenance)]
pub(crate) struct ShownMaintenanceView {
    /// Its id.
    #[schema(example = "5f0c9a2e-8d61-4a50-9b1c-0f6f6f4f2d11")]
    id: String,
    /// When it begins.
    #[schema(value_type = String, format = DateTime, example = "2026-12-05T20:30:00.000Z")]
    from: UtcMillis,
    /// When it ends.
    #[schema(value_type = String, format = DateTime, example = "2026-12-05T22:00:00.000Z")]
    to: UtcMillis,
    /// What it is about.
    #[schema(example = "The database moves.")]
    text: String,
}

/// What everybody should know of.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = UpcomingMaintenance)]
pub(crate) struct UpcomingView {
    /// The first to begin first; empty most of the time.
    windows: Vec<ShownMaintenanceView>,
}

impl UpcomingView {
    pub(crate) fn of(windows: &[Maintenance]) -> Self {
        let shown = |maintenance: &Maintenance| ShownMaintenanceView {
            id: maintenance.uuid.to_string(),
            from: UtcMillis(maintenance.span.from()),
            to: UtcMillis(maintenance.span.to()),
            text: maintenance.text.as_str().to_owned(),
        };
        Self {
            windows: windows.iter().map(shown).collect(),
        }
    }
}
