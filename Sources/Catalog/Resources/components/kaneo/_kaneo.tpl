{{- define "kaneo.labels" -}}
app.kubernetes.io/name: kaneo
app.kubernetes.io/component: server
{{- end }}

{{- /* Variables of its pod beside its address, its secrets and who may make an account. */}}
{{- define "kaneo.environment" -}}
{{- $options := .Values.component.options -}}
- {name: DISABLE_GUEST_ACCESS, value: "true"}
{{- with index .Values.bindings "sign-on" }}
- {name: DISABLE_LOGIN_FORM, value: {{ not $options.passwordLogin | quote }}}
- {name: CUSTOM_OAUTH_CLIENT_ID, value: {{ .clientId | quote }}}
- name: CUSTOM_OAUTH_CLIENT_SECRET
  valueFrom:
    secretKeyRef: {name: {{ .secret.name }}, key: {{ index .secret.keys "client-secret" }}}
- {name: CUSTOM_OAUTH_DISCOVERY_URL, value: {{ .discovery | quote }}}
- {name: CUSTOM_OAUTH_AUTHORIZATION_URL, value: {{ .authorize | quote }}}
- {name: CUSTOM_OAUTH_TOKEN_URL, value: {{ .token | quote }}}
- {name: CUSTOM_OAUTH_USER_INFO_URL, value: {{ .userinfo | quote }}}
- {name: CUSTOM_OAUTH_LOGOUT_URL, value: {{ .logout | quote }}}
- {name: CUSTOM_OAUTH_SCOPES, value: "openid,profile,email"}
{{- end }}
{{- with .Values.bindings.mail }}
- {name: SMTP_HOST, value: {{ .host | quote }}}
- {name: SMTP_PORT, value: {{ .port | quote }}}
- {name: SMTP_FROM, value: {{ .from | quote }}}
- {name: SMTP_SECURE, value: {{ eq .tls "tls" | quote }}}
- {name: SMTP_REQUIRE_TLS, value: {{ eq .tls "starttls" | quote }}}
{{- with .user }}
- {name: SMTP_USER, value: {{ . | quote }}}
{{- end }}
{{- with .secret }}
- name: SMTP_PASSWORD
  valueFrom:
    secretKeyRef: {name: {{ .name }}, key: {{ .keys.password }}}
{{- end }}
{{- end }}
{{- end }}
