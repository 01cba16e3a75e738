{% from "sql/telemetry_derived/experiment_monitoring.jinja" import rewrite_totals -%}
-- Clicks on ads up to and including each window, by experiment and branch.
{{ rewrite_totals("experiment_cumulative_ad_clicks", "telemetry_derived.experiment_search_aggregates_live_v1", "ad_clicks_count") }}
