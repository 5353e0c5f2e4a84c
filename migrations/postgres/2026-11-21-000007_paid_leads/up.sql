-- How many leads were paid for: the last step of the funnel. The SQLite migration of the
-- same name adds the same column.
ALTER TABLE partner_totals ADD COLUMN paid BIGINT NOT NULL DEFAULT 0;

-- In the shard that everything but shares adds to; only payments count here. A lead that
-- is paid for was changed there, so there is a row.
UPDATE partner_totals SET paid =
    (SELECT COUNT(*) FROM leads
     WHERE leads.partner_id = partner_totals.partner_id AND payout_status = 'paid')
    WHERE shard = 0;
