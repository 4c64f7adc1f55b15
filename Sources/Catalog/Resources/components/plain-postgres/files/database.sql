-- Makes a role and its database, or brings them to what they should be. Run as often as one likes.
\getenv name DATABASE
\getenv password PASSWORD
-- A statement that fails would be written to the server's log, and the password with it.
set log_statement = 'none';
set log_min_error_statement = 'panic';
set log_min_duration_statement = -1;
set client_min_messages = 'warning';
-- One at a time: jobs of several consumers may come at once.
select pg_advisory_lock(4711) \g /dev/null
select format('create role %I', :'name') where not exists (select from pg_roles where rolname = :'name') \gexec
alter role :"name" with login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'password';
select format('create database %I owner %I template template0 encoding ''UTF8''', :'name', :'name')
  where not exists (select from pg_database where datname = :'name') \gexec
alter database :"name" owner to :"name";
-- What everybody may do by default: connect to each other's databases.
revoke all on database :"name" from public;
revoke all on database postgres from public;
revoke all on database template1 from public;
