# Makes a bucket, its user and the user's rights, or brings them to what they should be. Keys come in over standard input: the list
# of processes does not show them.
set -eu
printf '%s\n%s\n' "$MINIO_ROOT_USER" "$MINIO_ROOT_PASSWORD" | mc --quiet alias set store "$ENDPOINT" --api S3v4 >/dev/null
mc --quiet ready store
mc --quiet mb --ignore-existing "store/$BUCKET"
mc --quiet anonymous set private "store/$BUCKET"
mc --quiet admin policy create store "$BUCKET" /etc/minio-bucket/policy.json
printf '%s\n%s\n' "$ACCOUNT" "$SECRET_KEY" | mc --quiet admin user add store >/dev/null
mc --quiet admin policy attach store "$BUCKET" --user "$ACCOUNT"
