{{- define "keycloak.labels" -}}
app.kubernetes.io/name: keycloak
app.kubernetes.io/component: server
{{- end }}

{{- define "keycloak.realm" -}}
{{ .Values.component.options.realm | default .Values.platform.name }}
{{- end }}

{{- define "keycloak.issuer" -}}
https://{{ .Values.component.host }}/realms/{{ include "keycloak.realm" . }}
{{- end }}

{{- define "keycloak.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- /* What is made in Keycloak itself. */}}
{{- define "keycloak.wishes" -}}
{{- $options := .Values.component.options }}
{{- $groups := list $options.adminGroup }}
{{- $clients := list }}
{{- range .Values.consumers.oidc }}
{{- $groups = concat $groups (dig "with" "groups" list .) }}
{{- if .host }}
{{- $clients = append $clients (dict "id" .id "title" .title "redirect" (printf "https://%s%s" .host (dig "with" "redirect" "/" .)) "home" (printf "https://%s%s" .host (dig "with" "launch" "/" .)) "origin" (printf "https://%s" .host)) }}
{{- end }}
{{- end }}
{{- $mail := dict }}
{{- with .Values.bindings.mail }}
{{- $mail = dict "host" .host "port" (toString (int .port)) "from" .from "fromDisplayName" $.Values.platform.name "ssl" (eq .tls "tls" | toString) "starttls" (eq .tls "starttls" | toString) "auth" "false" }}
{{- if and .user .secret }}{{ $mail = merge (dict "auth" "true" "user" .user) $mail }}{{ end }}
{{- end }}
{{- dict "realm" (include "keycloak.realm" .) "title" ($options.name | default .Values.platform.name) "locale" (.Values.platform.locale | splitList "-" | first) "administrator" .Values.platform.contact "registration" $options.selfRegistration "groups" ($groups | uniq | sortAlpha) "clients" $clients "mail" $mail | toPrettyJson }}
{{- end }}

{{- define "keycloak.setup" -}}
restartPolicy: OnFailure
automountServiceAccountToken: false
enableServiceLinks: false
securityContext: {{- include "keycloak.podSecurity" . | nindent 2 }}
containers:
  - name: setup
    image: docker.io/library/python:3.13.7-alpine3.22
    command: [python, /etc/keycloak-setup/setup.py]
    env:
      - {name: KEYCLOAK_URL, value: "http://keycloak:8080"}
      - {name: PYTHONDONTWRITEBYTECODE, value: "1"}
      {{- with .Values.bindings.mail }}
      {{- if and .user .secret }}
      - name: MAIL_PASSWORD
        valueFrom:
          secretKeyRef: {name: {{ .secret.name }}, key: {{ .secret.keys.password }}}
      {{- end }}
      {{- end }}
    resources:
      requests: {cpu: 10m, memory: 32Mi}
      limits: {memory: 128Mi}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities: {drop: [ALL]}
    volumeMounts:
      - {name: setup, mountPath: /etc/keycloak-setup, readOnly: true}
      - {name: secrets, mountPath: /etc/keycloak-secrets, readOnly: true}
      {{- if index .Values.secrets "keycloak-clients" }}
      - {name: clients, mountPath: /etc/keycloak-clients, readOnly: true}
      {{- end }}
volumes:
  - name: setup
    configMap: {name: keycloak-setup}
  - name: secrets
    secret: {secretName: {{ index .Values.secrets "keycloak-setup" "name" }}}
  {{- with index .Values.secrets "keycloak-clients" }}
  - name: clients
    secret: {secretName: {{ .name }}}
  {{- end }}
{{- end }}
