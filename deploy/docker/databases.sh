#!/bin/bash
# A role and a database for each service; no service's role can open another's. Each may take the erased off the disk.
# PostgreSQL's image runs this once, when the volume is new. Passwords come by the environment, which other users can't read.
set -euo pipefail
for name in registry bookings support finance notify gateway; do
  password="${name^^}_PASSWORD"
  ROLE_PASSWORD="${!password}" psql --username postgres --set ON_ERROR_STOP=1 --set name="$name" <<'SQL'
\getenv password ROLE_PASSWORD
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT pg_checkpoint, pg_monitor TO :"name";
\connect :"name"
GRANT EXECUTE ON FUNCTION pg_switch_wal() TO :"name";
SQL
done
psql --username postgres --set ON_ERROR_STOP=1 <<'SQL'
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
SQL
