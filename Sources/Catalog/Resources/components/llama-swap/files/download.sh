# Downloads what is not there yet: triples of address, SHA-256 and name. A file gets its name only when its sum is right, so one
# that has its name need not be read again. What was cut short goes on where it ended.
set -eu
while [ $# -ge 3 ]; do
  url=$1 sum=$2 file=/models/$3
  shift 3
  [ ! -e "$file" ] || continue
  echo "downloading $file"
  # The token reaches curl over standard input, where the list of processes does not show it, and goes to nobody but its maker.
  status=0
  code=$(
    case $url in
      https://huggingface.co/*) [ -z "${HF_TOKEN:-}" ] || printf 'header = "Authorization: Bearer %s"\n' "$HF_TOKEN" ;;
    esac | curl --config - --fail --silent --show-error --location --retry 5 --continue-at - \
      --write-out '%{http_code}' --output "$file.part" "$url"
  ) || status=$?
  if [ -e "$file.part" ] && echo "$sum  $file.part" | sha256sum --check --status; then
    mv "$file.part" "$file"
    continue
  fi
  if [ "$status" = 0 ] || [ "$code" = 416 ]; then
    rm -f "$file.part"
    echo "$file is not what its SHA-256 says" >&2
  fi
  exit 1
done
