{% from "sql/telemetry/experiment_export.jinja" import export -%}
{{ export("experiment_enrollment_overall") }}
