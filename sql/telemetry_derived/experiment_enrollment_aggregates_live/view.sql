-- Days of the daily table, then hours of the hourly table, then the recents: none of them twice. By date, not by window, or the windows
-- of a day before the last one of the daily table would come from both.
CREATE OR REPLACE VIEW
  telemetry_derived.experiment_enrollment_aggregates_live
AS
WITH last_day AS (
  SELECT
    IFNULL(DATE(MAX(window_start)), DATE '0001-01-01') AS day
  FROM
    telemetry_derived.experiment_enrollment_aggregates_v1
)
SELECT
  *
FROM
  telemetry_derived.experiment_enrollment_aggregates_v1
UNION ALL
SELECT
  *
FROM
  telemetry_derived.experiment_enrollment_aggregates_hourly_v1
WHERE
  DATE(window_start) > (SELECT day FROM last_day)
UNION ALL
SELECT
  *
FROM
  telemetry_derived.experiment_enrollment_aggregates_recents_v1
WHERE
  DATE(window_start) > (SELECT day FROM last_day)
  AND window_start > (
    SELECT
      IFNULL(MAX(window_start), TIMESTAMP '0001-01-01 00:00:00+00')
    FROM
      telemetry_derived.experiment_enrollment_aggregates_hourly_v1
  )
