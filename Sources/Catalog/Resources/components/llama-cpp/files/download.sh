# Downloads what is not there yet: an address, a SHA-256 and a file, as often as there are. A file has its name only once its sum was
# right, so what has a name is not read again; what was cut short goes on where it ended.
set -eu
while [ $# -ge 3 ]; do
  address=$1 sum=$2 file=$3
  shift 3
  [ ! -e "$file" ] || continue
  echo "downloading $file"
  failed=
  # The token goes to curl through a pipe, since everybody may read the list of processes, and to nobody but its maker.
  case $address in
    https://huggingface.co/*) [ -z "${HF_TOKEN:-}" ] || printf 'header = "Authorization: Bearer %s"\n' "$HF_TOKEN" ;;
  esac | curl --config - --fail --silent --show-error --location --retry 5 --continue-at - --output "$file.part" "$address" || failed=yes
  if [ -e "$file.part" ] && echo "$sum  $file.part" | sha256sum --check --status; then
    mv "$file.part" "$file"
    continue
  fi
  if [ -z "$failed" ]; then
    rm -f "$file.part"
    echo "what $address gives is not what its SHA-256 says" >&2
  fi
  exit 1
done
