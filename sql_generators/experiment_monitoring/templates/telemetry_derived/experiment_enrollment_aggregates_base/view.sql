{%- from "sql_generators/experiment_monitoring/enrollment.jinja" import counted, desktop, glean -%}
-- Enrolment events as they come in, counted in windows of five minutes. Counts are of events, not of clients, and the live tables
-- hold some of them twice.
CREATE OR REPLACE VIEW
  telemetry_derived.experiment_enrollment_aggregates_base
AS
WITH events AS (
  {{- desktop("telemetry_derived.events_live", "") }}
  {%- for application in instances %}
    UNION ALL
      {{- glean(application.dataset ~ "_live.events_v1", "") }}
  {%- endfor %}
),
windows AS (
  SELECT
    *,
    TIMESTAMP_BUCKET(`timestamp`, INTERVAL 5 MINUTE) AS window_start
  FROM
    events
) {{- counted() }}
