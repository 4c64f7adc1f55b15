{{- /*
How Argo CD tells that an object is ready, where its own answer is missing or holds up the waves. Lua; the last value is the answer.
*/}}

{{- /* A wave of Applications holds until each one has taken over what stands in Git and is well. */}}
{{- define "argo-cd.health.application" -}}
local status = obj.status or {}
local health = status.health or {}
local sync = status.sync or {}
local state = health.status or "Progressing"
if state == "Missing" or state == "Unknown" then
  state = "Progressing"
end
if state == "Healthy" and sync.status ~= "Synced" then
  return { status = "Progressing", message = "not yet what stands in Git" }
end
return { status = state, message = health.message or "" }
{{- end }}

{{- /* Behind node ports an Ingress never gets an address; Argo CD would wait for one for ever. */}}
{{- define "argo-cd.health.ingress" -}}
return { status = "Healthy", message = "taken" }
{{- end }}

{{- /* A listener waits for the certificate of its host, which comes through this very Gateway: one host must not hold up all the others. */}}
{{- define "argo-cd.health.gateway" -}}
for _, condition in ipairs((obj.status or {}).conditions or {}) do
  if condition.type == "Programmed" and condition.status == "True" then
    return { status = "Healthy", message = "taken" }
  end
end
return { status = "Progressing", message = "not taken yet" }
{{- end }}

{{- /* A route is there before the service that it leads to, and without its host's certificate it is refused; neither is for a wave to wait for. */}}
{{- define "argo-cd.health.route" -}}
return { status = "Healthy", message = "taken" }
{{- end }}

{{- /* A database of CloudNativePG that is declared by itself; unknown to Argo CD, so a wave would not wait for it. */}}
{{- define "argo-cd.health.database" -}}
local status = obj.status or {}
if status.observedGeneration ~= nil and status.observedGeneration ~= obj.metadata.generation then
  return { status = "Progressing", message = "changed, not yet applied" }
end
if status.applied == true then
  return { status = "Healthy", message = "applied" }
end
if status.applied == false then
  return { status = "Degraded", message = status.message or "not applied" }
end
return { status = "Progressing", message = "not yet applied" }
{{- end }}
