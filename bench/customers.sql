-- A house full of customers, for bench/accounts.py: one statement and one transaction each, as the
-- portal's own role. Of :accounts a fifth belong to partners, the others to the host; of the :grants
-- half go to partners in turn and half, at the most 400, to the one whose people read. Beyond the newest
-- 800 they are on accounts from anywhere in the alphabet: else a list by name would begin with a hundred
-- thousand that are all shared. It owns one in
-- so many of the partners' accounts as there are partners, and a hundred at the least.

INSERT INTO companies (id, version, created_at, kind, legal_name, trade_name, code, country)
SELECT gen_random_uuid(), 1, now(), 'PARTNER', 'Partner ' || n || ' Trading GmbH',
       'Partner ' || n || ' Trading', 'P' || n, 'DE'
FROM generate_series(100, 99 + :partners) n;

INSERT INTO partner_relationships (id, version, created_at, owner_company_id, partner_id, type,
  state, channel_manager_id)
SELECT gen_random_uuid(), 1, now(), r.owner_company_id, c.id, r.type, r.state, r.channel_manager_id
FROM companies c CROSS JOIN (SELECT r.* FROM partner_relationships r JOIN companies c
  ON c.id = r.partner_id WHERE c.code = 'P01') r
WHERE c.kind = 'PARTNER' AND length(c.code) > 3;

INSERT INTO accounts (id, version, created_at, owner_company_id, name, domain, country, place)
SELECT gen_random_uuid(), 1, now() - n * interval '1 second',
       CASE WHEN n % 5 > 0 THEN t.host_id
            WHEN n / 5 % least(cardinality(t.ids), greatest(1, :accounts / 500)) = 0 THEN t.ids[1]
            ELSE t.ids[2 + n / 5 % (cardinality(t.ids) - 1)] END,
       (ARRAY['Halden','Rostock','Visby','Bergen','Stralsund','Tallinn','Malmö','Gdynia'])[1 + n % 8]
         || ' ' || (ARRAY['Logistics','Shipyard','Cranes','Paper','Steel','Dairy','Rail'])[1 + n % 7]
         || ' ' || n,
       'customer-' || n || '.example',
       (ARRAY['DE','NO','SE','PL','EE','DK','FI','LV','LT','NL'])[1 + n % 10], 'Lübeck'
FROM generate_series(1, :accounts) n
CROSS JOIN (SELECT array_agg(id ORDER BY code) FILTER (WHERE kind = 'PARTNER') AS ids,
  (array_agg(id) FILTER (WHERE kind = 'HOST'))[1] AS host_id FROM companies) t;

INSERT INTO account_share_grants (id, version, created_at, owner_company_id, account_id,
  customer_name, grantee_company_id, objects, access, purpose, valid_until, state)
SELECT gen_random_uuid(), 1, now(), a.owner_company_id, a.id, a.name,
       CASE WHEN a.place % 2 = 0 AND a.place <= 800 THEN t.reader_id
            ELSE t.ids[1 + a.place % cardinality(t.ids)] END,
       ARRAY['PROFILE','DEALS','DOCUMENTS'], 'READ', 'Sell together', now() + interval '180 days',
       'ACTIVE'
FROM (SELECT id, name, owner_company_id,
             row_number() OVER (ORDER BY least(newest, 801), md5(name)) AS place
      FROM (SELECT *, row_number() OVER (ORDER BY created_at DESC) AS newest FROM accounts
            WHERE owner_company_id = (SELECT id FROM companies WHERE kind = 'HOST')) n
      ORDER BY place LIMIT :grants) a
CROSS JOIN (SELECT array_agg(id ORDER BY code) FILTER (WHERE code <> 'P01') AS ids,
  (array_agg(id) FILTER (WHERE code = 'P01'))[1] AS reader_id
  FROM companies WHERE kind = 'PARTNER') t;

INSERT INTO activities (id, at, owner_company_id, actor_kind, actor_name, actor_company_id,
  actor_company_name, kind, verb, subject_type, subject_id, subject_label, account_id, facts)
SELECT gen_random_uuid(), a.created_at, a.owner_company_id, 'PERSON', 'Somebody',
       a.owner_company_id, 'Company', 'OTHER', 'account-opened', 'account', a.id, a.name, a.id, '{}'
FROM accounts a;

INSERT INTO account_identities (account_id, kind, value, owner_company_id)
SELECT id, 'DUNS', lpad((place / 2)::text, 9, '0'), owner_company_id
FROM (SELECT id, owner_company_id, row_number() OVER (ORDER BY id) AS place FROM accounts
      WHERE owner_company_id = (SELECT id FROM companies WHERE kind = 'HOST')
      ORDER BY id LIMIT 20000) twins
