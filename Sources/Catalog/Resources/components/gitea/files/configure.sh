set -eu

# Brings the database to the form of this release, so that the account and the sign-on below have somewhere to go.
gitea migrate

account() {
  gitea admin user list --admin | awk -v name="$ADMINISTRATOR" '$2 == name { print $1 }'
}
if [ -z "$(account)" ]; then
  gitea admin user create --admin --username "$ADMINISTRATOR" --password "$ADMINISTRATOR_PASSWORD" \
    --email "$ADMINISTRATOR_EMAIL" --must-change-password=false
fi

[ -n "${SIGN_ON_CLIENT:-}" ] || exit 0

source_id() {
  gitea admin auth list --vertical-bars | awk -F '|' '{ gsub(/ /, "") } $2 == "SSO" { print $1 }'
}
set -- --name SSO --provider openidConnect --key "$SIGN_ON_CLIENT" --secret "$SIGN_ON_SECRET" \
  --auto-discover-url "$SIGN_ON_DISCOVERY" --scopes openid --scopes email --scopes profile \
  --group-claim-name groups --admin-group "$ADMIN_GROUP"
if [ -n "${USER_GROUP:-}" ]; then
  set -- "$@" --required-claim-name groups --required-claim-value "$USER_GROUP"
fi
known="$(source_id)"
# The sign-on may be away for a while; repositories are worth more than it.
if [ -z "$known" ]; then
  gitea admin auth add-oauth "$@" || echo "the sign-on does not answer: it is added at the next start"
else
  gitea admin auth update-oauth --id "$known" "$@" || echo "the sign-on does not answer: it stays as it was"
fi
