-- What a year of trade leaves behind, by the hundred thousand rows. Loaded by bench/house.py, one
-- statement and one transaction each, as the portal's own role.

-- Each partner with its place (0 to 19) and its four sellers.
CREATE OR REPLACE VIEW bench_traders WITH (security_invoker) AS
SELECT c.id AS partner_id, c.code, row_number() OVER (ORDER BY c.code) - 1 AS place,
       array_agg(p.id ORDER BY p.email) AS sellers, array_agg(p.name ORDER BY p.email) AS names,
       (SELECT id FROM companies WHERE kind = 'HOST') AS host_id
FROM companies c
JOIN memberships m ON m.owner_company_id = c.id AND m.roles::text LIKE '%SELLER%'
JOIN people p ON p.id = m.person_id
WHERE c.kind = 'PARTNER' GROUP BY c.id, c.code;

INSERT INTO accounts (id, version, created_at, owner_company_id, name, domain, country, place)
SELECT gen_random_uuid(), 1, now(), t.host_id,
       (ARRAY['Halden','Rostock','Visby','Bergen','Stralsund','Tallinn','Malmö','Gdynia'])[1 + n % 8]
         || ' ' || (ARRAY['Logistics','Shipyard','Cranes','Paper','Steel','Dairy'])[1 + n % 6]
         || ' ' || n,
       'customer-' || n || '.example', 'DE', 'Lübeck'
FROM generate_series(:partners,
                     :accounts + :partners * 2 - 1) n
JOIN bench_traders t ON t.place = n % :partners
WHERE NOT EXISTS (SELECT FROM accounts WHERE domain = 'customer-' || n || '.example');

INSERT INTO account_share_grants (id, version, created_at, owner_company_id, account_id,
  customer_name, grantee_company_id, objects, access, purpose, valid_until, state)
SELECT gen_random_uuid(), 1, now(), a.owner_company_id, a.id, a.name, t.partner_id,
       ARRAY['PROFILE','DEALS','DOCUMENTS'], 'READ', 'Sell together', now() + interval '180 days',
       'ACTIVE'
FROM accounts a JOIN bench_traders t
  ON t.place = split_part(split_part(a.domain, '.', 1), '-', 2)::int % :partners
WHERE NOT EXISTS (SELECT FROM account_share_grants g WHERE g.account_id = a.id);

-- A deal every five minutes for a year: one in 300 waits for a decision, one in five is protected.
INSERT INTO deals (id, version, created_at, owner_company_id, number, account_id, submitter_id,
  submitter_name, customer_name, customer_key, motion, kind, territory_code, currency, value,
  expected_close, progress, review, protection, stage, submitted_at, submission_sequence,
  answer_due_at, decided_at, protected_until, is_named_in_writing, clock_from, warned, is_exclusive,
  protected_from, left_out, consent)
SELECT gen_random_uuid(), 1, s.at, t.partner_id, 'DR-' || t.code || '-' || lpad(n::text, 6, '0'),
       a.id, t.sellers[1 + n / :partners % 4], t.names[1 + n / :partners % 4], a.name, a.domain,
       'RESELL', 'NET_NEW', 'NO-E', 'EUR', 1000 + n % 90000, current_date + 90,
       'Site survey done, budget offer sent.', s.review,
       CASE WHEN s.review = 'APPROVED' AND n % 5 = 1 THEN 'ACTIVE' ELSE 'NONE' END,
       'QUALIFIED', s.at, n, s.at + interval '2 days',
       CASE WHEN s.review IN ('APPROVED', 'REJECTED') THEN s.at + interval '1 day' END,
       CASE WHEN s.review = 'APPROVED' AND n % 5 = 1
            THEN now() + (n % 90 + 1) * interval '1 day' END, false, s.at, 0, true,
       CASE WHEN s.review = 'APPROVED' AND n % 5 = 1 THEN s.at + interval '1 day' END,
       '{}', 'NONE'
FROM generate_series(:first, :last) n
JOIN bench_traders t ON t.place = n % :partners
JOIN accounts a ON a.domain = 'customer-' || (n % :accounts / :partners * :partners
                                              + n % :partners + :partners) || '.example'
CROSS JOIN LATERAL (SELECT now() - n * interval '5 minutes' AS at,
  CASE WHEN n < 30 OR n % 307 = 0 THEN (ARRAY['SUBMITTED','IN_REVIEW','ACTION_REQUIRED'])[1 + n % 3]
       WHEN n % 5 = 2 THEN 'REJECTED' ELSE 'APPROVED' END AS review) s;

INSERT INTO deal_lines (id, version, created_at, owner_company_id, deal_id, position, family_code,
  quantity, amount)
SELECT gen_random_uuid(), 1, d.created_at, d.owner_company_id, d.id, p,
       (ARRAY['DRIVES','GATEWAYS','CABINETS','SENSORS'])[1 + (d.submission_sequence + p) % 4],
       10, d.value / 2
FROM deals d CROSS JOIN generate_series(1, 2) p
WHERE d.submission_sequence BETWEEN :first AND :last;

INSERT INTO activities (id, at, owner_company_id, actor_kind, actor_id, actor_name,
  actor_company_id, actor_company_name, kind, verb, subject_type, subject_id, subject_label, account_id,
  facts)
SELECT gen_random_uuid(), d.submitted_at + p * interval '1 hour', d.owner_company_id, 'PERSON',
       d.submitter_id, d.submitter_name, d.owner_company_id, 'Partner', 'DEALS',
       (ARRAY['deal-registered','deal-review-started'])[p], 'deal', d.id, d.number, d.account_id,
       '{}'
FROM deals d CROSS JOIN generate_series(1, 2) p
WHERE d.submission_sequence BETWEEN :first AND :last;

INSERT INTO notifications (id, version, created_at, owner_company_id, person_id, activity_id, kind,
  mode)
SELECT gen_random_uuid(), 1, a.at, m.owner_company_id, m.person_id, a.id, 'DEALS', 'INSTANT'
FROM memberships m JOIN LATERAL (SELECT id, at FROM activities
  WHERE owner_company_id = m.owner_company_id ORDER BY at DESC LIMIT 40) a ON true
ON CONFLICT DO NOTHING;
