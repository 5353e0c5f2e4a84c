-- What leads are searched and filtered by, so that a list of a million is as quick as
-- one of a thousand. A share pays for none of it: the names are filled in behind it,
-- the indexes are partial. The PostgreSQL migration of the same name makes the same
-- tables.

-- Each lead under both its names, folded to lower case, a partner's leads of a name
-- in the order of the list.
CREATE TABLE lead_names (
    partner_id INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    shared_at  INTEGER NOT NULL,
    lead_id    INTEGER NOT NULL,
    shared_on  INTEGER NOT NULL,
    verdict    INTEGER NOT NULL,
    PRIMARY KEY (partner_id, name, shared_at, lead_id)
) STRICT, WITHOUT ROWID;

-- Each name that a partner's leads ever had, once: a search looks through these.
CREATE TABLE partner_names (
    partner_id INTEGER NOT NULL,
    name       TEXT    NOT NULL,
    PRIMARY KEY (partner_id, name)
) STRICT, WITHOUT ROWID;

-- Leads up to this key are in the two tables; those above are looked through
-- themselves. The server moves it on.
CREATE TABLE lead_names_mark (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    lead_id INTEGER NOT NULL
) STRICT;

INSERT INTO lead_names_mark (id, lead_id) VALUES (1, 0);

-- Nothing deletes a lead today. Whoever does takes its names along; the key of the
-- last one is given out again.
CREATE TRIGGER leads_take_their_names AFTER DELETE ON leads
BEGIN
    DELETE FROM lead_names
        WHERE partner_id = OLD.partner_id
          AND name IN (OLD.first_name_folded, OLD.last_name_folded)
          AND shared_at = OLD.shared_at AND lead_id = OLD.id;
    UPDATE lead_names_mark SET lead_id = OLD.id - 1
        WHERE lead_id >= OLD.id AND NOT EXISTS (SELECT 1 FROM leads WHERE id > OLD.id);
END;

-- In the order of the list, with all that filters and searches look at.
DROP INDEX leads_by_loan_status;
CREATE INDEX leads_by_loan_status
    ON leads (partner_id, loan_status, shared_at, id, shared_on, verdict, payout_status,
              first_name_folded, last_name_folded)
    WHERE loan_status IS NOT NULL;
DROP INDEX leads_by_payout;
CREATE INDEX leads_by_payout
    ON leads (partner_id, payout_status, shared_at, id, shared_on, verdict, loan_status,
              first_name_folded, last_name_folded)
    WHERE payout_status IS NOT NULL;
DROP INDEX leads_by_disbursal;
CREATE INDEX leads_by_disbursal
    ON leads (partner_id, disbursal_amount_paise, id, shared_on, verdict, loan_status,
              payout_status, shared_at, first_name_folded, last_name_folded)
    WHERE disbursal_amount_paise IS NOT NULL;
-- How many leads of a day have a disbursal: where a list by amount is entered far down.
CREATE INDEX leads_disbursed_by_day
    ON leads (partner_id, shared_on, verdict, shared_at, disbursed_on)
    WHERE disbursed_on IS NOT NULL;
