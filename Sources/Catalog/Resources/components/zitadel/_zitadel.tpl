{{- define "zitadel.labels" -}}
app.kubernetes.io/name: zitadel
app.kubernetes.io/component: server
{{- end }}

{{- define "zitadel.image" -}}
ghcr.io/zitadel/zitadel:v4.17.3
{{- end }}

{{- define "zitadel.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "zitadel.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "zitadel.config" -}}
Log:
  Level: info
  Formatter:
    Format: json
Port: 8080
ExternalDomain: {{ .Values.component.host }}
ExternalPort: 443
ExternalSecure: true
TLS:
  Enabled: false
Telemetry:
  Enabled: false
Machine:
  Identification:
    Hostname:
      Enabled: true
    Webhook:
      Enabled: false
{{- with .Values.bindings.database }}
Database:
  Postgres:
    Host: {{ .host | quote }}
    Port: {{ int .port }}
    Database: {{ .database | quote }}
    MaxOpenConns: 20
    MaxIdleConns: 10
    User:
      Username: {{ .user | quote }}
      SSL:
        # Encrypted where the server can; certificates inside of the cluster are the database's own.
        Mode: prefer
{{- end }}
# Whoever signs with the platform's key may do everything: the job that makes clients, nobody else has it.
SystemAPIUsers:
  fairlead:
    Path: /etc/zitadel-system/system.pub
    Memberships:
      - MemberType: System
        Roles: [SYSTEM_OWNER, IAM_OWNER, ORG_OWNER]
{{- end }}

{{- define "zitadel.environment" -}}
- name: POD_IP
  valueFrom: {fieldRef: {fieldPath: status.podIP}}
- name: ZITADEL_MASTERKEY
  valueFrom:
    secretKeyRef: {name: {{ .Values.secrets.zitadel.name }}, key: masterkey}
- {name: ZITADEL_DATABASE_POSTGRES_AWAITINITIALCONN, value: 5m}
{{- with .Values.bindings.database }}
- name: ZITADEL_DATABASE_POSTGRES_USER_PASSWORD
  valueFrom:
    secretKeyRef: {name: {{ .secret.name }}, key: {{ .secret.keys.password }}}
{{- end }}
# The first organisation and its administrator; read when the database is new.
- {name: ZITADEL_FIRSTINSTANCE_ORG_NAME, value: {{ .Values.platform.name | quote }}}
- {name: ZITADEL_FIRSTINSTANCE_ORG_HUMAN_USERNAME, value: {{ .Values.platform.contact | quote }}}
- {name: ZITADEL_FIRSTINSTANCE_ORG_HUMAN_FIRSTNAME, value: Platform}
- {name: ZITADEL_FIRSTINSTANCE_ORG_HUMAN_LASTNAME, value: Administrator}
- {name: ZITADEL_FIRSTINSTANCE_ORG_HUMAN_EMAIL_ADDRESS, value: {{ .Values.platform.contact | quote }}}
- {name: ZITADEL_FIRSTINSTANCE_ORG_HUMAN_EMAIL_VERIFIED, value: "true"}
- {name: ZITADEL_FIRSTINSTANCE_ORG_HUMAN_PASSWORDCHANGEREQUIRED, value: "true"}
- name: ZITADEL_FIRSTINSTANCE_ORG_HUMAN_PASSWORD
  valueFrom:
    secretKeyRef: {name: {{ .Values.secrets.zitadel.name }}, key: admin-password}
# The pages for signing in that the server has itself; the others are one more deployment.
- {name: ZITADEL_DEFAULTINSTANCE_FEATURES_LOGINV2_REQUIRED, value: "false"}
- {name: ZITADEL_DEFAULTINSTANCE_LOGINPOLICY_ALLOWREGISTER, value: {{ .Values.component.options.selfRegistration | quote }}}
{{- with .Values.bindings.mail }}
- {name: ZITADEL_DEFAULTINSTANCE_SMTPCONFIGURATION_SMTP_HOST, value: {{ printf "%s:%d" .host (int .port) | quote }}}
- {name: ZITADEL_DEFAULTINSTANCE_SMTPCONFIGURATION_TLS, value: {{ ne .tls "none" | quote }}}
- {name: ZITADEL_DEFAULTINSTANCE_SMTPCONFIGURATION_FROM, value: {{ .from | quote }}}
- {name: ZITADEL_DEFAULTINSTANCE_SMTPCONFIGURATION_FROMNAME, value: {{ $.Values.platform.name | quote }}}
{{- if and .user .secret }}
- {name: ZITADEL_DEFAULTINSTANCE_SMTPCONFIGURATION_SMTP_USER, value: {{ .user | quote }}}
- name: ZITADEL_DEFAULTINSTANCE_SMTPCONFIGURATION_SMTP_PASSWORD
  valueFrom:
    secretKeyRef: {name: {{ .secret.name }}, key: {{ .secret.keys.password }}}
{{- end }}
{{- end }}
{{- end }}

{{- /* What is made in Zitadel itself. */}}
{{- define "zitadel.wishes" -}}
{{- $groups := list .Values.component.options.adminGroup }}
{{- $clients := list }}
{{- range .Values.consumers.oidc }}
{{- $groups = concat $groups (dig "with" "groups" list .) }}
{{- if .host }}
{{- $clients = append $clients (dict "id" .id "title" .title "redirect" (printf "https://%s%s" .host (dig "with" "redirect" "/" .)) "home" (printf "https://%s/" .host)) }}
{{- end }}
{{- end }}
{{- dict "project" .Values.platform.name "administrator" .Values.platform.contact "groups" ($groups | uniq | sortAlpha) "clients" $clients "host" .Values.component.host "namespace" .Values.component.namespace | toPrettyJson }}
{{- end }}
