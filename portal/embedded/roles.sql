-- The roles and the database of Kontor, for psql as superuser. Safe to repeat.
-- The embedded server trusts its socket's peer; elsewhere pass -v owner_password=... and
-- -v app_password=... .

SELECT 'CREATE ROLE kontor_owner LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kontor_owner') \gexec
SELECT 'CREATE ROLE kontor_app LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kontor_app') \gexec
SELECT 'CREATE ROLE kontor_system NOLOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kontor_system') \gexec

ALTER ROLE kontor_owner NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE kontor_app NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE kontor_system NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- The app becomes the system role by saying so (SET ROLE), never by being itself.
GRANT kontor_system TO kontor_app WITH INHERIT FALSE, SET TRUE;

\if :{?owner_password}
ALTER ROLE kontor_owner PASSWORD :'owner_password';
\endif
\if :{?app_password}
ALTER ROLE kontor_app PASSWORD :'app_password';
\endif

SELECT 'CREATE DATABASE kontor OWNER kontor_owner'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'kontor') \gexec
