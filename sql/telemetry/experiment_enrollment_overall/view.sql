CREATE OR REPLACE VIEW
  telemetry.experiment_enrollment_overall
AS
SELECT
  `time`,
  branch,
  experiment,
  value
FROM
  telemetry_derived.experiment_enrollment_overall_v1
