-- Entries are chained by a sealer after they were written: it gives each a number
-- and a keyed hash. Staff may act.
ALTER TABLE audit_entries
    -- Both are null until the entry is chained.
    ADD COLUMN sequence BIGINT CHECK (sequence > 0),
    ADD COLUMN hash     BYTEA  CHECK (length(hash) = 32),
    ADD CHECK ((sequence IS NULL) = (hash IS NULL)),
    DROP CONSTRAINT audit_entries_actor_kind_check,
    ADD CONSTRAINT audit_entries_actor_kind_check
        CHECK (actor_kind IN ('system', 'operator', 'partner', 'service', 'staff'));

CREATE UNIQUE INDEX audit_entries_sequence_key ON audit_entries (sequence);
CREATE INDEX audit_entries_unsealed ON audit_entries (id) WHERE sequence IS NULL;

-- The last link of the chain, and a keyed hash that proves it.
CREATE TABLE audit_head (
    id       BIGINT PRIMARY KEY CHECK (id = 1),
    sequence BIGINT NOT NULL CHECK (sequence > 0),
    hash     BYTEA  NOT NULL CHECK (length(hash) = 32),
    mac      BYTEA  NOT NULL CHECK (length(mac) = 32)
);

-- The chain finds out who changes what was written; these keep a slip of the hand
-- from doing it.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only ever added to and sealed';
END
$$;

CREATE TRIGGER audit_entries_are_added BEFORE INSERT ON audit_entries
    FOR EACH ROW WHEN (NEW.sequence IS NOT NULL)
    EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_entries_are_sealed BEFORE UPDATE ON audit_entries
    FOR EACH ROW WHEN (OLD.sequence IS NOT NULL OR NEW.sequence IS NULL
        OR (NEW.id, NEW.at, NEW.actor_kind, NEW.actor_id, NEW.action, NEW.subject_id, NEW.details)
            IS DISTINCT FROM
            (OLD.id, OLD.at, OLD.actor_kind, OLD.actor_id, OLD.action, OLD.subject_id, OLD.details))
    EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_entries_stay BEFORE DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_entries_stay_all BEFORE TRUNCATE ON audit_entries
    EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_head_goes_forward BEFORE UPDATE ON audit_head
    FOR EACH ROW WHEN (NEW.id <> OLD.id OR NEW.sequence <= OLD.sequence)
    EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_head_stays_all BEFORE TRUNCATE ON audit_head
    EXECUTE FUNCTION refuse_audit_change();
