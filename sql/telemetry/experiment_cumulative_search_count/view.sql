CREATE OR REPLACE VIEW
  telemetry.experiment_cumulative_search_count
AS
SELECT
  `time`,
  branch,
  experiment,
  value
FROM
  telemetry_derived.experiment_cumulative_search_count_v1
WHERE
  NOT is_opening
