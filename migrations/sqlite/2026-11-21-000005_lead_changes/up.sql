-- Which leads changed after they were shared, for dashboards that are open. Kept for
-- some minutes. The PostgreSQL migration of the same name makes the same table.

-- AUTOINCREMENT: ids are never used again, also when every row has been deleted.
CREATE TABLE lead_changes (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    partner_id INTEGER NOT NULL,
    lead_id    INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

-- For housekeeping.
CREATE INDEX lead_changes_by_time ON lead_changes (changed_at);
