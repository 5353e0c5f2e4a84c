DELETE FROM password_links WHERE account_kind = 'candidate';
DELETE FROM mail_outbox WHERE recipient_kind IN ('candidate', 'enrolment');
ALTER TABLE password_links DROP CONSTRAINT password_links_account_kind_check;
ALTER TABLE password_links ADD CONSTRAINT password_links_account_kind_check
    CHECK (account_kind IN ('staff', 'portal'));
ALTER TABLE mail_outbox DROP CONSTRAINT mail_outbox_recipient_kind_check;
ALTER TABLE mail_outbox ADD CONSTRAINT mail_outbox_recipient_kind_check
    CHECK (recipient_kind IN ('partner', 'portal', 'staff'));

DROP TABLE practice_payouts;
DROP TABLE practice_exam_types;
DROP TABLE practice_quarters;
DROP TABLE practice_totals;
DROP TABLE partner_sessions;
DROP TABLE practice_sessions;
DROP TABLE candidate_totals;
DROP TABLE partner_candidates;
DROP TABLE candidate_batches;
DROP TABLE candidates;
