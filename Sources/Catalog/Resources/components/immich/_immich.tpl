{{- define "immich.labels" -}}
app.kubernetes.io/name: immich
app.kubernetes.io/component: {{ . }}
{{- end }}

{{- define "immich.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "immich.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "immich.claim" -}}
accessModes: [ReadWriteOnce]
{{- with .root.Values.bindings.disk.class }}
storageClassName: {{ . }}
{{- end }}
resources:
  requests:
    storage: {{ .size }}
{{- end }}

{{- /* With a file of settings nobody can click others: what stands in the platform file holds. */}}
{{- define "immich.settings" -}}
{{- $options := .Values.component.options -}}
{{- $settings := dict
    "newVersionCheck" (dict "enabled" false)
    "server" (dict "externalDomain" (ternary (printf "https://%s" .Values.component.host) "" (not (empty .Values.component.host))) "publicUsers" false)
    "passwordLogin" (dict "enabled" $options.passwordLogin)
    "backup" (dict "database" (dict "enabled" true "cronExpression" "0 02 * * *" "keepLastAmount" 14))
    "machineLearning" (dict "enabled" $options.machineLearning "urls" (list "http://immich-machine-learning:3003") "clip" (dict "enabled" true "modelName" $options.clipModel)) -}}
{{- with index .Values.bindings "sign-on" -}}
{{- $_ := set $settings "oauth" (dict "enabled" true "autoRegister" true "autoLaunch" (not $options.passwordLogin) "buttonText" (printf "Sign in with %s" .name) "clientId" .clientId "issuerUrl" .discovery "scope" "openid email profile" "storageLabelClaim" "preferred_username") -}}
{{- end -}}
{{- with .Values.bindings.mail -}}
{{- $_ := set $settings "notifications" (dict "smtp" (dict "enabled" true "from" .from "transport" (dict "host" .host "port" (int .port) "username" (.user | default "") "ignoreCert" false "secure" (eq .tls "tls")))) -}}
{{- end -}}
{{- mergeOverwrite $settings (deepCopy $options.settings) | toPrettyJson -}}
{{- end }}
