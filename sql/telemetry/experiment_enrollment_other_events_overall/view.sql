-- The table behind it has a row for each kind of event.
CREATE OR REPLACE VIEW
  telemetry.experiment_enrollment_other_events_overall
AS
SELECT
  `time`,
  branch,
  experiment,
  SUM(value) AS value
FROM
  telemetry_derived.experiment_enrollment_other_events_overall_v1
GROUP BY
  `time`,
  branch,
  experiment
