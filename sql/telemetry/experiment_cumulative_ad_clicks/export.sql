{% from "sql/telemetry/experiment_export.jinja" import export -%}
{{ export("experiment_cumulative_ad_clicks", cumulative=true) }}
