{%- from "sql_generators/experiment_monitoring/search.jinja" import searches -%}
-- Searches of clients in experiments as their pings come in, in windows of five minutes. Each metric is added up over its own list of
-- the ping, and every experiment of the ping gets the sums; the live tables hold some pings twice.
CREATE OR REPLACE VIEW
  telemetry_derived.experiment_search_aggregates_base AS {{ searches("live", "", instances) }}
