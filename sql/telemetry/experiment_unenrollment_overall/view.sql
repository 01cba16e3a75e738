CREATE OR REPLACE VIEW
  telemetry.experiment_unenrollment_overall
AS
SELECT
  `time`,
  branch,
  experiment,
  value
FROM
  telemetry_derived.experiment_unenrollment_overall_v1
