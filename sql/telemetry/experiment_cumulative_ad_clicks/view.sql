CREATE OR REPLACE VIEW
  telemetry.experiment_cumulative_ad_clicks
AS
SELECT
  `time`,
  branch,
  experiment,
  value
FROM
  telemetry_derived.experiment_cumulative_ad_clicks_v1
WHERE
  NOT is_opening
