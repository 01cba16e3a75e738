{% from "sql/telemetry/experiment_export.jinja" import export -%}
{{ export("experiment_cumulative_search_with_ads_count", cumulative=true) }}
