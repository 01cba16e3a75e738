-- What the hourly table does not have yet. It is written half an hour after an hour's end, so that its newest window is up to
-- 2:35 hours old: three hours reach back far enough.
SELECT
  *
FROM
  telemetry_derived.experiment_enrollment_aggregates_base
WHERE
  window_start > TIMESTAMP_SUB(@now, INTERVAL 3 HOUR)
  AND window_start > IFNULL(
    (
      SELECT
        MAX(window_start)
      FROM
        telemetry_derived.experiment_enrollment_aggregates_hourly_v1
      WHERE
        window_start > TIMESTAMP_SUB(@now, INTERVAL 3 HOUR)
    ),
    TIMESTAMP_SUB(@now, INTERVAL 3 HOUR)
  )
