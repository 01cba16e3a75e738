CREATE OR REPLACE VIEW
  telemetry.experiment_enrollment_daily_active_population
AS
SELECT
  `time`,
  branch,
  experiment,
  value
FROM
  telemetry_derived.experiment_enrollment_daily_active_population_v1
