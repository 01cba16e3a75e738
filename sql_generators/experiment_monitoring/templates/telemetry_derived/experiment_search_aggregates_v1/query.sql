{%- from "sql_generators/experiment_monitoring/search.jinja" import searches -%}
-- A day of searches of clients in experiments, in windows of five minutes as experiment_search_aggregates_base has them, but from
-- the stable tables, where no ping is twice.
{{ searches("stable", "DATE(submission_timestamp) = @submission_date", instances) }}
