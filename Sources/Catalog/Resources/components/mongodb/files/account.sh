# Makes the account what the Secret says, before anybody can connect: the server listens inside of this container only, and asks nobody who he is.
set -eu
export HOME=/tmp
mongod --dbpath /data/db --bind_ip 127.0.0.1 --unixSocketPrefix /tmp >/tmp/mongod.log 2>&1 &
server=$!
# After a crash it reads its journal first; that may take long, and is told apart from not starting at all.
until mongosh --quiet --norc --eval 'db.hello().isWritablePrimary || quit(1)' >/dev/null 2>&1; do
  if ! kill -0 "$server" 2>/dev/null; then
    tail -n 40 /tmp/mongod.log >&2
    exit 1
  fi
  sleep 1
done
mongosh --quiet --norc --file /etc/mongodb/account.js
kill -TERM "$server"
wait "$server"
