# Waits for the server, then makes what the consumer needs.
set -eu
tries=0
until pg_isready --quiet; do
  tries=$((tries + 1))
  [ "$tries" -lt 300 ] || { echo "no server answers at $PGHOST" >&2; exit 1; }
  sleep 1
done
exec psql --no-psqlrc --quiet --no-password --set=ON_ERROR_STOP=1 --file=/etc/plain-postgres/database.sql
