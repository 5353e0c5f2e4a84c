DROP TABLE lead_changes;
