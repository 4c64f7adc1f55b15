# What the steps of all scenarios share; scripts/test-podman reads this inside of the namespaces, then the steps.

failures=0
passed() { say "ok       $*"; }
failed() {
    say "FAILED   $*"
    failures=$((failures + 1))
}
check() {
    local what=$1
    shift
    if "$@" >"$scratch/last" 2>&1; then passed "$what: $(tail -n 1 "$scratch/last" | LC_ALL=C tr -cd '[:print:]' | cut -c1-100)"; else
        failed "$what"
        sed 's/^/         /' "$scratch/last" | tail -n 20
    fi
}
fl() { "$fairlead" "$@" --catalog "$tests/catalog" --no-input; }
container() { podman ps --all --quiet --filter "label=fairlead.dev/component=$1" --filter "name=${2:-$1}\$" | sed -n 1p; }
running() { podman ps --format '{{ .ID }} {{ .Names }} {{ .StartedAt }}' --filter label=fairlead.dev/platform=machine | sort -k 2; }
seconds() { awk "BEGIN { printf \"%.1f\", $(date +%s.%N) - $1 }"; }
remember() { podman ps --all --quiet --no-trunc >>"$scratch/ids"; }

# up TIMEOUT [COMMAND...]: brings the platform up for the first time, or ends the test and shows why not.
began=
up() {
    began=$(date +%s.%N)
    if fl up --yes --timeout "$1" >"$scratch/up.log" 2>&1; then passed "up in $(seconds "$began") s"; else
        failed 'up'
        tail -n 60 "$scratch/up.log"
        podman ps --all
        for id in $(podman ps --all --quiet); do
            echo "--- $(podman inspect --format '{{ .Name }}' "$id")"
            podman logs --tail 15 "$id" 2>&1
        done
        remember
        exit 1
    fi
    remember
}

again() {
    running >"$scratch/before"
    local start
    start=$(date +%s.%N)
    fl up --yes --timeout 5m >"$scratch/up-again.log" 2>&1 || { cat "$scratch/up-again.log"; return 1; }
    local took
    took=$(seconds "$start")
    running >"$scratch/after"
    diff "$scratch/before" "$scratch/after" && echo "$took s, nothing restarted"
}

# The certificate of the platform's own root, as a browser is given it once.
root_certificate() { podman exec "$(container caddy)" cat /data/caddy/pki/authorities/local/root.crt >"$scratch/root.crt"; }

wipe() {
    fl down --delete-data machine --yes || return 1
    local left
    left=$(podman ps --all --quiet; podman volume ls --quiet; podman secret ls --quiet; podman network ls --quiet --filter name=machine)
    [ -z "$left" ] && echo 'nothing left' || { podman ps --all; podman volume ls; podman secret ls; podman network ls; return 1; }
}
restore() { fl restore "$scratch/backup.age" && fl up --yes --timeout 5m; }

# leaks NAME...: no value of the store is in what was written on the way, nor in what any of the containers said.
leaks() {
    local id name value found=0 values=0
    for id in $(podman ps --all --quiet); do podman logs "$id" >"$scratch/said.$id.log" 2>&1; done
    for name in "$@"; do
        value=$(fl secrets show "$name" --reveal 2>/dev/null) && [ "${#value}" -ge 16 ] || { echo "there is no $name"; return 1; }
        values=$((values + 1))
        if grep -r -l -F -- "$value" "$scratch"/*.log "$scratch/out" >"$scratch/leak"; then
            echo "$name is in $(tr '\n' ' ' <"$scratch/leak")"
            found=1
        fi
    done
    echo "$values values looked for"
    [ "$found" = 0 ]
}
