{{- define "scanworker.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end }}
{{- end }}

{{- /* What selects the release's pods, in one line. */}}
{{- define "scanworker.selector" -}}
{{ dict "app.kubernetes.io/name" .Chart.Name "app.kubernetes.io/instance" .Release.Name | toJson }}
{{- end }}

{{- define "scanworker.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "scanworker.listsLabels" -}}
app.kubernetes.io/name: scanworker-lists
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- /* The image's settings with those of the values laid over them. */}}
{{- define "scanworker.settings" -}}
{{ mergeOverwrite (.Files.Get "files/scanworker.json" | fromJson) .Values.settings | toPrettyJson }}
{{- end }}

{{- define "scanworker.policy" -}}
{{ if .Values.policy }}{{ .Values.policy | toPrettyJson }}{{ else }}{{ .Files.Get "files/policy.json" }}{{ end }}
{{- end }}
