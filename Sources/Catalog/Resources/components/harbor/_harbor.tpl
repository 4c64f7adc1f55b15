{{- define "harbor.scanner" -}}
app.kubernetes.io/name: harbor
app.kubernetes.io/component: scanner
{{- end }}

{{- /* Settings that Harbor takes from the environment at every start; the client secret is put in by the kubelet. */}}
{{- define "harbor.settings" -}}
{{- $settings := dict "robot_name_prefix" "robot-" "self_registration" false "project_creation_restriction" "adminonly" }}
{{- with index .Values.bindings "sign-on" }}
{{- $settings = merge $settings (dict
  "auth_mode" "oidc_auth"
  "oidc_name" .name
  "oidc_endpoint" .issuer
  "oidc_client_id" .clientId
  "oidc_client_secret" "$(OIDC_CLIENT_SECRET)"
  "oidc_scope" "openid,profile,email,offline_access"
  "oidc_user_claim" "preferred_username"
  "oidc_groups_claim" "groups"
  "oidc_admin_group" $.Values.component.options.adminGroup
  "oidc_auto_onboard" true
  "oidc_verify_cert" true
  ) }}
{{- else }}
{{- $_ := set $settings "auth_mode" "db_auth" }}
{{- end }}
{{- toJson $settings }}
{{- end }}

{{- /* What is made in Harbor itself. */}}
{{- define "harbor.wishes" -}}
{{- $options := .Values.component.options }}
{{- $projects := $options.projects }}
{{- $robots := list }}
{{- range index .Values.consumers "image-registry" }}
{{- $project := dig "with" "project" "" . | default .name }}
{{- $projects = append $projects $project }}
{{- $robots = append $robots (dict "name" .id "project" $project "title" .title) }}
{{- end }}
{{- dict "projects" ($projects | uniq | sortAlpha) "proxies" $options.proxies "publicProxies" $options.publicProxies "scan" (and $options.scan $options.scanOnPush) "cleanup" $options.cleanup "robots" $robots | toPrettyJson }}
{{- end }}

{{- define "harbor.setup" -}}
restartPolicy: OnFailure
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10000
  runAsGroup: 10000
  fsGroup: 10000
  seccompProfile: {type: RuntimeDefault}
containers:
  - name: setup
    image: docker.io/library/python:3.13.7-alpine3.22
    command: [python, /etc/harbor-setup/setup.py]
    env:
      - {name: HARBOR_URL, value: "http://harbor-core"}
      - name: HARBOR_ADMIN_PASSWORD
        valueFrom:
          secretKeyRef: {name: {{ .Values.secrets.harbor.name }}, key: HARBOR_ADMIN_PASSWORD}
      - {name: PYTHONDONTWRITEBYTECODE, value: "1"}
    resources:
      requests: {cpu: 10m, memory: 32Mi}
      limits: {memory: 128Mi}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities: {drop: [ALL]}
    volumeMounts:
      - {name: setup, mountPath: /etc/harbor-setup, readOnly: true}
      {{- if index .Values.secrets "harbor-robots" }}
      - {name: robots, mountPath: /etc/harbor-robots, readOnly: true}
      {{- end }}
volumes:
  - name: setup
    configMap: {name: harbor-setup}
  {{- with index .Values.secrets "harbor-robots" }}
  - name: robots
    secret: {secretName: {{ .name }}}
  {{- end }}
{{- end }}

{{- define "harbor.budget" }}
podDisruptionBudget:
  enabled: {{ . }}
  minAvailable: 1
{{- if . }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
{{- end }}
{{- end }}

{{- define "harbor.part" }}
resources:
  requests: {cpu: 50m, memory: {{ index . 1 }}}
  limits: {memory: {{ index . 2 }}}
{{- include "harbor.budget" (index . 0) }}
{{- end }}
