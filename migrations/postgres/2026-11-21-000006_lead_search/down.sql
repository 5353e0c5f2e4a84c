DROP INDEX leads_disbursed_by_day;
DROP INDEX leads_by_loan_status;
CREATE INDEX leads_by_loan_status
    ON leads (partner_id, loan_status, disbursed_on) WHERE loan_status IS NOT NULL;
DROP INDEX leads_by_payout;
CREATE INDEX leads_by_payout
    ON leads (partner_id, payout_status, payout_amount_paise) WHERE payout_status IS NOT NULL;
DROP INDEX leads_by_disbursal;
CREATE INDEX leads_by_disbursal
    ON leads (partner_id, disbursal_amount_paise, id) WHERE disbursal_amount_paise IS NOT NULL;
DROP TRIGGER leads_take_their_names ON leads;
DROP FUNCTION leads_take_their_names();
DROP TABLE lead_names_mark;
DROP TABLE partner_names;
DROP TABLE lead_names;
