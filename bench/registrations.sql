-- Registrations, one on each of :registrations accounts of partners, for bench/conflicts.py. Two
-- accounts on average stand for one customer. What differs between rows comes from hashes of :seed.

INSERT INTO companies (id, version, created_at, kind, legal_name, trade_name, code, country)
SELECT gen_random_uuid(), 1, now(), 'PARTNER', 'Partner ' || n || ' Trading GmbH',
       'Partner ' || n || ' Trading', 'P' || n, 'DE'
FROM generate_series(100, 579) n;

CREATE FUNCTION bench_roll(n bigint, what bigint, sides bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
  RETURN (hashint8extended(n, :seed + what) & 9223372036854775807) % sides;

INSERT INTO accounts (id, version, created_at, owner_company_id, name, domain, country, place,
  parent_name, parent_country, parent_domain, parent_number)
SELECT gen_random_uuid(), 1, now(), t.ids[1 + bench_roll(n, 1, cardinality(t.ids))],
       initcap((ARRAY['hal','ros','vis','ber','stral','tal','mal','gdy','nor','sand','wis','ham',
           'kol','lin','mar','pet','ols','eke','brun','frei','gold','sten','val','tor','kar'])
             [1 + floor(25 * power(bench_roll(c, 2, 1000) / 1000.0, 2))]
         || (ARRAY['den','tock','by','gen','sund','lin','mo','nia','heim','berg','mar','burg','stad',
           'koping','dorf','vik','holm','feld','wald','bach','rup','son','ik','aw','ov'])
             [1 + bench_roll(c, 3, 25)])
         || ' ' || (ARRAY['Logistics','Shipyard','Cranes','Paper','Steel','Dairy','Rail','Energy',
           'Pharma','Foods','Textile','Systems','Automation','Glass','Timber','Ceramics','Optics',
           'Marine','Plastics','Chemie','Bau','Technik','Maschinenbau','Elektro'])
             [1 + bench_roll(c, 4, 24)]
         || CASE WHEN bench_roll(c, 5, 3) > 0 THEN ' ' || initcap(
           substr(md5(c::text), 1, 1) || (ARRAY['ander','eller','ill','ohm','unde','iel','arsen',
             'ovak','inter','auer'])[1 + bench_roll(c, 6, 10)]) ELSE '' END
         || (ARRAY[' GmbH',' AG',' AS',' AB',' Sp. z o.o.',' Ltd','','',''])[1 + bench_roll(n, 7, 9)],
       CASE WHEN bench_roll(n, 8, 10) < 6 THEN 'customer-' || c || '.example' END,
       (ARRAY['DE','DE','DE','NO','SE','PL','EE'])[1 + bench_roll(c, 9, 7)], n::text,
       -- A tenth belongs to groups of twenty customers on average; not everybody says all of it.
       CASE WHEN p.is_known AND bench_roll(n, 17, 10) < 9 THEN 'Gruppe ' || p.head || ' Holding AG' END,
       CASE WHEN p.is_known AND bench_roll(n, 17, 10) < 9 THEN 'DE' END,
       CASE WHEN p.is_known AND bench_roll(n, 18, 2) = 0 THEN 'group-' || p.head || '.example' END,
       CASE WHEN p.is_known AND (bench_roll(n, 17, 10) = 9 OR bench_roll(n, 19, 4) = 0)
         THEN lpad(p.head::text, 9, '9') END
FROM (SELECT n, bench_roll(n, 10, :registrations / 2) AS c
      FROM generate_series(1, :registrations) n) numbered
CROSS JOIN LATERAL (SELECT bench_roll(c, 20, 10) = 0 AS is_known,
  bench_roll(c, 21, greatest(:registrations / 400, 1)) AS head) p
CROSS JOIN (SELECT array_agg(id ORDER BY code) FILTER (WHERE kind = 'PARTNER') AS ids
  FROM companies) t;

INSERT INTO account_identities (account_id, kind, value, owner_company_id)
SELECT a.id, i.kind, i.value, a.owner_company_id FROM accounts a, LATERAL (VALUES
  ('NAME_KEY', kontor_name_key(a.name)), ('DOMAIN', kontor_plain(a.domain)),
  ('NAME_STEM', kontor_name_stem(a.name, a.country)),
  ('DUNS', CASE WHEN bench_roll(a.place::bigint, 11, 10) = 0
     THEN lpad(bench_roll(a.place::bigint, 10, :registrations / 2)::text, 9, '0') END)
) i(kind, value) WHERE i.value <> '';

INSERT INTO contacts (id, version, created_at, owner_company_id, account_id, audience, name, email,
  consent)
SELECT gen_random_uuid(), 1, now(), owner_company_id, id, 'SHARED', 'Somebody',
  'somebody@customer-' || bench_roll(place::bigint, 10, :registrations / 2) || '.example', 'UNKNOWN'
FROM accounts WHERE bench_roll(place::bigint, 12, 5) = 0;

INSERT INTO deals (id, version, created_at, owner_company_id, number, account_id, submitter_name,
  customer_name, customer_key, motion, kind, territory_code, currency, value, expected_close,
  progress, is_named_in_writing, review, protection, stage, submitted_at, submission_sequence,
  answer_due_at, decided_at, protected_until, warned, is_exclusive, left_out, consent,
  parent_name, parent_country)
SELECT gen_random_uuid(), 1, now(), owner_company_id, 'DR-' || place, id, 'Somebody', name,
  coalesce(domain, id::text), 'RESELL', 'NET_NEW',
  CASE country WHEN 'DE' THEN (ARRAY['DE-N','DE-S'])[1 + bench_roll(place::bigint, 13, 2)]
    WHEN 'NO' THEN (ARRAY['NO-E','NO-W'])[1 + bench_roll(place::bigint, 13, 2)] ELSE country END,
  'EUR', 1000, '2027-03-31', 'Site survey', false,
  CASE WHEN state < 15 THEN 'IN_REVIEW' WHEN state < 70 THEN 'APPROVED' ELSE 'REJECTED' END,
  CASE WHEN state < 15 OR state >= 70 THEN 'NONE' WHEN state < 40 THEN 'ACTIVE' ELSE 'EXPIRED' END,
  'QUALIFIED', now(), place::bigint, now(), now(),
  CASE WHEN state >= 15 AND state < 70 THEN now() + (40 - state) * interval '3 days' END, 0, true, '{}', 'NONE',
  -- Of the others, one in thirty says it when registering.
  CASE WHEN bench_roll(place::bigint, 22, 30) = 0 THEN 'Gruppe '
    || bench_roll(place::bigint, 21, greatest(:registrations / 400, 1)) || ' Holding' END,
  CASE WHEN bench_roll(place::bigint, 22, 30) = 0 THEN 'DE' END
FROM (SELECT *, bench_roll(place::bigint, 14, 100) AS state FROM accounts) a;

INSERT INTO deal_lines (id, version, created_at, owner_company_id, deal_id, position, family_code,
  quantity, amount)
SELECT gen_random_uuid(), 1, now(), owner_company_id, id, place,
  (ARRAY['DRIVES','GATEWAYS','CABINETS','SENSORS'])
    [1 + (bench_roll(submission_sequence, 15, 4) + place) % 4], 10, 1000
FROM deals CROSS JOIN generate_series(1, 2) place
WHERE place = 1 OR bench_roll(submission_sequence, 16, 3) = 0
