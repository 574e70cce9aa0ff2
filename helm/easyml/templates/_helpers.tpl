{{- define "easyml.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}{{ end }}
{{- end }}

{{/* Labels of a part: dict "root" $ "part" "gateway". */}}
{{- define "easyml.selector" -}}
app.kubernetes.io/name: easyml
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "easyml.labels" -}}
{{ include "easyml.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "easyml.secret" -}}
{{ .Values.secrets.existingSecret | default (include "easyml.name" .) }}
{{- end }}

{{/* A setting from the secret: dict "secret" NAME "key" KEY. */}}
{{- define "easyml.fromSecret" -}}
- name: {{ .key }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key }}
{{- end }}

{{/* Settings that a values file adds, by name. */}}
{{- define "easyml.moreEnv" -}}
{{- range $name, $value := . }}
- name: {{ $name }}
  value: {{ $value | toString | quote }}
{{- end }}
{{- end }}

{{- define "easyml.kafkaEnv" -}}
- name: KAFKA_BOOTSTRAP_SERVERS
  value: {{ .Values.kafka.bootstrapServers | quote }}
- name: KAFKA_TOPIC_PREFIX
  value: {{ .Values.kafka.topicPrefix | quote }}
{{- end }}

{{- define "easyml.storageEnv" -}}
- name: MODELS_DIR
  value: /data/models
- name: DATASETS_DIR
  value: /data/datasets
{{- end }}

{{/* What all pods have: no rights, no token, the user of the images. */}}
{{- define "easyml.pod" -}}
serviceAccountName: {{ .root.Values.serviceAccountName | default "default" }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  # a large volume is not walked through at every start
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with .values }}
{{- with .nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}

{{/* What all containers have: dict "root" $ "part" "gateway". */}}
{{- define "easyml.container" -}}
image: "{{ .root.Values.image.repository }}/{{ .part }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}"
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: [ALL]
{{- end }}

{{/*
Probes on a port named http. A service that waits for a store is alive and not ready: to start it again would not bring
the store back, so liveness asks only whether it listens.
*/}}
{{- define "easyml.probes" -}}
startupProbe:
  tcpSocket: {port: http}
  periodSeconds: 3
  failureThreshold: 60
readinessProbe:
  httpGet: {path: /health, port: http}
  periodSeconds: 5
  timeoutSeconds: 4
  failureThreshold: 3
livenessProbe:
  tcpSocket: {port: http}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
{{- end }}

{{- define "easyml.budget" -}}
{{- with .values.podDisruptionBudget }}
{{- if .enabled }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "easyml.name" $.root }}-{{ $.part }}
  labels: {{- include "easyml.labels" (dict "root" $.root "part" $.part) | nindent 4 }}
spec:
  {{- if and (hasKey . "minAvailable") (not (kindIs "invalid" .minAvailable)) }}
  minAvailable: {{ .minAvailable }}
  {{- else }}
  maxUnavailable: {{ .maxUnavailable }}
  {{- end }}
  # a pod that is not ready keeps nobody from draining its node
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {{- include "easyml.selector" (dict "root" $.root "part" $.part) | nindent 6 }}
{{- end }}
{{- end }}
{{- end }}

{{- define "easyml.secretData" -}}
SECRET_KEY: {{ .secretKey | quote }}
ADMIN_PASSWORD: {{ .adminPassword | quote }}
POSTGRES_URL: {{ .postgresUrl | quote }}
MONGO_URI: {{ .mongoUri | quote }}
REDIS_URL: {{ .redisUrl | quote }}
{{- end }}
