# The password goes through a file in memory: arguments of a process can be read by others.
set -eu
umask 077
printf 'password: %s\n' "$PASSWORD" >/run/mongodump/config.yaml
mongodump --config /run/mongodump/config.yaml --host "$SERVER" --port 27017 \
  --username "$USERNAME" --authenticationDatabase "$DATABASE" --db "$DATABASE" \
  --gzip --archive="/copies/$(date -u +%Y-%m-%dT%H-%M-%SZ).archive.gz"
