# The server takes one file of keys; here each consumer has a file of its own. Puts them together and starts what it is told.
set -eu
umask 077
for key in /etc/llama-cpp-keys/*; do
  cat "$key"
  echo
done > /run/llama-cpp/keys
exec "$@" --api-key-file /run/llama-cpp/keys
