ALTER TABLE partner_totals DROP COLUMN paid;
