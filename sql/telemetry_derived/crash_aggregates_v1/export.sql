-- The day's rows, in an order of their own, so that a second export gives the same file.
SELECT
  *
FROM
  telemetry_derived.crash_aggregates_v1
WHERE
  submission_date = @submission_date
ORDER BY
  activity_date,
  TO_JSON_STRING(dimensions)
