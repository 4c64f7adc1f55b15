{{- define "gitea.labels" -}}
app.kubernetes.io/name: gitea
app.kubernetes.io/component: server
{{- end }}

{{- /* The variable that holds a consumer's client secret; the same name as the key of the Secret. */}}
{{- define "gitea.variable" -}}
{{ .id | upper | replace "-" "_" | replace "." "_" }}
{{- end }}

{{- /* Everything that Gitea is told, as GITEA__section__KEY; what is secret comes out of Secrets. */}}
{{- define "gitea.environment" -}}
{{- $options := .Values.component.options }}
{{- $database := .Values.bindings.database }}
{{- $signOn := index .Values.bindings "sign-on" }}
{{- $host := .Values.component.host }}
GITEA____APP_NAME: {{ $options.title | default .Values.platform.name | quote }}
GITEA____RUN_MODE: prod
GITEA__server__DOMAIN: {{ $host | quote }}
GITEA__server__ROOT_URL: {{ printf "https://%s/" $host | quote }}
GITEA__server__HTTP_PORT: "3000"
GITEA__server__OFFLINE_MODE: "true"
GITEA__server__LFS_START_SERVER: "true"
GITEA__server__LANDING_PAGE: explore
{{- if $options.ssh }}
GITEA__server__DISABLE_SSH: "false"
GITEA__server__START_SSH_SERVER: "true"
GITEA__server__SSH_DOMAIN: {{ $options.sshHost | default $host | quote }}
GITEA__server__SSH_PORT: "22"
GITEA__server__SSH_LISTEN_PORT: "2222"
{{- else }}
GITEA__server__DISABLE_SSH: "true"
{{- end }}
GITEA__database__DB_TYPE: postgres
GITEA__database__HOST: {{ printf "%s:%v" $database.host $database.port | quote }}
GITEA__database__NAME: {{ $database.database | quote }}
GITEA__database__USER: {{ $database.user | quote }}
GITEA__cache__ADAPTER: redis
GITEA__session__PROVIDER: redis
GITEA__session__COOKIE_SECURE: "true"
# On the disk: work that is waiting outlives a restart there, and not in the cache.
GITEA__queue__TYPE: level
GITEA__security__INSTALL_LOCK: "true"
GITEA__security__MIN_PASSWORD_LENGTH: "12"
GITEA__service__REQUIRE_SIGNIN_VIEW: {{ not $options.public | quote }}
GITEA__service__DEFAULT_KEEP_EMAIL_PRIVATE: "true"
GITEA__service__ENABLE_PASSWORD_SIGNIN_FORM: {{ $options.passwordLogin | quote }}
# Nobody makes an account for himself: either the sign-on knows people, or an administrator.
GITEA__service__DISABLE_REGISTRATION: {{ empty $signOn | quote }}
GITEA__service__ALLOW_ONLY_EXTERNAL_REGISTRATION: "true"
GITEA__service__SHOW_REGISTRATION_BUTTON: "false"
{{- if $signOn }}
GITEA__oauth2_client__ENABLE_AUTO_REGISTRATION: "true"
GITEA__oauth2_client__USERNAME: nickname
# An account that has the same name or address is asked for its password first.
GITEA__oauth2_client__ACCOUNT_LINKING: login
{{- end }}
GITEA__openid__ENABLE_OPENID_SIGNIN: "false"
GITEA__openid__ENABLE_OPENID_SIGNUP: "false"
GITEA__actions__ENABLED: {{ $options.actions | quote }}
# Hooks may call the platform's own hosts, and nothing else inside.
GITEA__webhook__ALLOWED_HOST_LIST: {{ printf "external,*.%s" .Values.platform.domain | quote }}
GITEA__metrics__ENABLED: "true"
GITEA__picture__DISABLE_GRAVATAR: "true"
GITEA__cron_0X2E_update_checker__ENABLED: "false"
GITEA__log__LEVEL: Warn
GITEA__repository__DEFAULT_PRIVATE: private
{{- with .Values.bindings.mail }}
GITEA__mailer__ENABLED: "true"
GITEA__mailer__PROTOCOL: {{ get (dict "none" "smtp" "starttls" "smtp+starttls" "tls" "smtps") .tls }}
GITEA__mailer__SMTP_ADDR: {{ .host | quote }}
GITEA__mailer__SMTP_PORT: {{ .port | quote }}
GITEA__mailer__FROM: {{ .from | quote }}
{{- with .user }}
GITEA__mailer__USER: {{ . | quote }}
{{- end }}
{{- end }}
{{- end }}

{{- define "gitea.secretEnvironment" -}}
- name: GITEA__database__PASSWD
  valueFrom:
    secretKeyRef: {name: {{ .Values.bindings.database.secret.name }}, key: {{ .Values.bindings.database.secret.keys.password }}}
{{- with .Values.bindings.mail }}
{{- with .secret }}
- name: GITEA__mailer__PASSWD
  valueFrom:
    secretKeyRef: {name: {{ .name }}, key: {{ .keys.password }}}
{{- end }}
{{- end }}
{{- end }}

{{- define "gitea.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "gitea.mounts" -}}
- {name: data, mountPath: /var/lib/gitea}
- {name: configuration, mountPath: /etc/gitea}
- {name: tmp, mountPath: /tmp}
{{- end }}

{{- /*
The applications through which others sign people on. Gitea makes ids and secrets of them by chance and shows a secret once, so that
nothing outside could know them beforehand; what is declared is therefore written into its table. It keeps a secret as a bcrypt hash.
*/}}
{{- define "gitea.applications" -}}
\set ON_ERROR_STOP on
CREATE EXTENSION IF NOT EXISTS pgcrypto;
BEGIN;
{{- range .Values.consumers.git }}
{{- if and .host .with.redirect }}
\getenv secret {{ include "gitea.variable" . }}
INSERT INTO oauth2_application (uid, name, client_id, client_secret, redirect_uris, confidential_client, created_unix, updated_unix)
  VALUES (0, {{ printf "Platform: %s" .title | replace "'" "''" | squote }}, {{ .id | squote }}, crypt(:'secret', gen_salt('bf', 10)),
    {{ list (printf "https://%s%s" .host .with.redirect) | toJson | squote }}, true,
    extract(epoch from now())::bigint, extract(epoch from now())::bigint)
  ON CONFLICT (client_id) DO UPDATE SET name = excluded.name, redirect_uris = excluded.redirect_uris, confidential_client = true,
    client_secret = CASE WHEN oauth2_application.client_secret NOT LIKE '$2%' THEN excluded.client_secret
      WHEN oauth2_application.client_secret = crypt(:'secret', oauth2_application.client_secret) THEN oauth2_application.client_secret
      ELSE excluded.client_secret END;
{{- end }}
{{- end }}
-- Who has left the platform signs nobody on any more.
DELETE FROM oauth2_application WHERE uid = 0 AND name LIKE 'Platform: %' AND client_id NOT IN (''
{{- range .Values.consumers.git }}{{ if and .host .with.redirect }}, {{ .id | squote }}{{ end }}{{ end }});
COMMIT;
{{- end }}
