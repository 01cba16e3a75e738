{%- from "sql_generators/experiment_monitoring/enrollment.jinja" import counted, desktop, glean -%}
-- A day of enrolment events, counted in windows of five minutes as experiment_enrollment_aggregates_base does it, but from the
-- stable tables, where no ping is twice.
WITH events AS (
  {{- desktop("telemetry_derived.event_events_v1", "submission_date = @submission_date") }}
  UNION ALL
    {{- desktop("telemetry_derived.main_events_v1", "submission_date = @submission_date") }}
    {%- for application in instances %}
      UNION ALL
        {{- glean(application.dataset ~ "_stable.events_v1", "DATE(submission_timestamp) = @submission_date") }}
    {%- endfor %}
),
windows AS (
  SELECT
    *,
    TIMESTAMP_BUCKET(`timestamp`, INTERVAL 5 MINUTE) AS window_start
  FROM
    events
) {{- counted() }}
