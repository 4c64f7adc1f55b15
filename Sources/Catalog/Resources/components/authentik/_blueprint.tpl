{{- /* The variable of the worker that holds a consumer's client secret; the same name as the key of the Secret. */}}
{{- define "authentik.variable" -}}
OIDC_{{ .id | upper | replace "-" "_" | replace "." "_" }}_SECRET
{{- end }}

{{- /* Groups that any consumer knows by name. */}}
{{- define "authentik.groups" -}}
{{- $groups := list -}}
{{- range .Values.consumers.oidc }}{{ $groups = concat $groups (.with.groups | default list) }}{{ end -}}
{{- $groups | uniq | sortAlpha | toJson -}}
{{- end }}

{{- /*
One blueprint for all consumers: it is applied as a whole, in order, so that a group that two of them know is made once. It has its
own flows and scopes, since at the first start nothing says that authentik's own blueprints come before it.
*/}}
{{- define "authentik.blueprint" -}}
{{- $groups := include "authentik.groups" . | fromJsonArray -}}
version: 1
metadata:
  name: {{ printf "Platform %s" .Values.platform.name | toJson }}
entries:
  - model: authentik_crypto.certificatekeypair
    id: signing
    identifiers:
      name: platform-signing
    attrs:
      certificate_data: !Env OIDC_SIGNING_CERTIFICATE
      key_data: !Env OIDC_SIGNING_KEY
  - model: authentik_flows.flow
    id: authorization
    identifiers:
      slug: platform-authorization
    attrs:
      name: Sign in to an application
      title: "Signing in to %(app)s"
      designation: authorization
      authentication: require_authenticated
  - model: authentik_flows.flow
    id: invalidation
    identifiers:
      slug: platform-invalidation
    attrs:
      name: Sign out of an application
      title: "You are signed out of %(app)s"
      designation: invalidation
      authentication: none
  {{- range $groups }}
  - model: authentik_core.group
    identifiers:
      name: {{ . | toJson }}
  {{- end }}
  - model: authentik_providers_oauth2.scopemapping
    id: scope-openid
    identifiers:
      name: "Platform: openid"
    attrs:
      scope_name: openid
      expression: return {}
  - model: authentik_providers_oauth2.scopemapping
    id: scope-email
    identifiers:
      name: "Platform: email"
    attrs:
      scope_name: email
      expression: |
        return {"email": request.user.email, "email_verified": False}
  - model: authentik_providers_oauth2.scopemapping
    id: scope-profile
    identifiers:
      name: "Platform: profile"
    attrs:
      scope_name: profile
      expression: |
        names = {group.name for group in request.user.all_groups()}
        # Who may put anybody into these groups need not do so for himself first.
        if request.user.is_superuser:
            names.update({{ $groups | toJson }})
        return {
            "name": request.user.name,
            "given_name": request.user.name,
            "preferred_username": request.user.username,
            "groups": sorted(names),
        }
  - model: authentik_providers_oauth2.scopemapping
    id: scope-groups
    identifiers:
      name: "Platform: groups"
    attrs:
      scope_name: groups
      expression: |
        names = {group.name for group in request.user.all_groups()}
        if request.user.is_superuser:
            names.update({{ $groups | toJson }})
        return {"groups": sorted(names)}
  - model: authentik_providers_oauth2.scopemapping
    id: scope-offline
    identifiers:
      name: "Platform: offline_access"
    attrs:
      scope_name: offline_access
      expression: return {}
  {{- range .Values.consumers.oidc }}
  {{- if .host }}
  - model: authentik_providers_oauth2.oauth2provider
    id: {{ printf "provider-%s" .id }}
    identifiers:
      name: {{ .id }}
    attrs:
      client_type: confidential
      client_id: {{ .id }}
      client_secret: !Env {{ include "authentik.variable" . }}
      {{- /* Without a list every request is refused. */}}
      grant_types: [authorization_code, refresh_token]
      redirect_uris:
        - matching_mode: strict
          url: {{ printf "https://%s%s" .host (.with.redirect | default "/") | toJson }}
      authorization_flow: !KeyOf authorization
      invalidation_flow: !KeyOf invalidation
      signing_key: !KeyOf signing
      property_mappings:
        - !KeyOf scope-openid
        - !KeyOf scope-email
        - !KeyOf scope-profile
        - !KeyOf scope-groups
        - !KeyOf scope-offline
      issuer_mode: per_provider
      sub_mode: hashed_user_id
      include_claims_in_id_token: true
  - model: authentik_core.application
    identifiers:
      slug: {{ .id }}
    attrs:
      name: {{ .title | toJson }}
      provider: !KeyOf {{ printf "provider-%s" .id }}
      meta_launch_url: {{ printf "https://%s%s" .host (.with.launch | default "/") | toJson }}
      policy_engine_mode: any
  {{- end }}
  {{- end }}
{{- end }}
