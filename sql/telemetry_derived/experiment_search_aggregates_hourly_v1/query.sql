-- The full hour that holds the start of the run's interval: a run at 10:30 writes that from 09:00 to 10:00.
SELECT
  *
FROM
  telemetry_derived.experiment_search_aggregates_base
WHERE
  window_start >= TIMESTAMP_TRUNC(@interval_start, HOUR)
  AND window_start < TIMESTAMP_ADD(TIMESTAMP_TRUNC(@interval_start, HOUR), INTERVAL 1 HOUR)
