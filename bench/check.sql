-- The dedupe check as one statement, for pgbench: find the person among the users,
-- judge, keep the lead once. As in dedupe.lua one person in five is a known user.
\set n random(1, 1000000000)
\set known random(1, 5 * :users)
WITH person AS (
    SELECT coalesce(u.mobile_index, sha256(int8send(:n::bigint))) AS mobile,
           coalesce(u.pan_index, sha256(int8send(-(:n::bigint)))) AS pan
    FROM (VALUES (1)) AS one
    LEFT JOIN users u ON u.id = :known::bigint
), found AS (
    SELECT u.id, u.status, u.hold_until FROM users u, person WHERE u.mobile_index = person.mobile
    UNION
    SELECT u.id, u.status, u.hold_until FROM users u, person WHERE u.pan_index = person.pan
), judged AS (
    SELECT max(found.id) AS id,
           coalesce(bool_or(
               found.status IN ('suspended', 'inactive', 'not_eligible')
               OR (found.status = 'on_hold'
                   AND coalesce(found.hold_until > extract(epoch FROM now()) * 1000000, true))
               OR EXISTS (
                   SELECT 1 FROM loan_applications l
                   WHERE l.user_id = found.id
                     AND l.status IN ('submitted', 'under_review', 'follow_up', 'approved',
                                      'ready_for_disbursement', 'disbursal', 'disbursed',
                                      'account_manager'))), false) AS active
    FROM found
)
INSERT INTO leads (reference, partner_id, first_name, last_name, first_name_folded,
                   last_name_folded, mobile_index, mobile_sealed, mobile_last_four_index,
                   pan_index, pan_sealed, verdict, campaign, campaign_index, shared_at,
                   shared_on, user_id)
SELECT decode(md5(:n::bigint::text), 'hex'), 1, 'Asha', 'Rao', 'asha', 'rao', person.mobile,
       decode(repeat('5a', 40), 'hex'), sha256(int8send(:n::bigint % 10000)), person.pan,
       decode(repeat('5a', 40), 'hex'),
       CASE WHEN judged.id IS NULL THEN 2005 WHEN judged.active THEN 2006 ELSE 2004 END,
       'documented', sha256(int8send(:n::bigint + 1)),
       (extract(epoch FROM now()) * 1000000)::bigint, 20000, judged.id
FROM person, judged
ON CONFLICT (mobile_index, pan_index, partner_id, superseded) DO NOTHING
RETURNING id, verdict;
