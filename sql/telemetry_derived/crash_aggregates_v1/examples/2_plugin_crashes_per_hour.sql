-- Plugin crashes per hour of use on one day of activity; parameters: channel STRING, activity_date DATE.
SELECT
  SAFE_DIVIDE(SUM(plugin_crashes), SUM(usage_hours)) AS plugin_crashes_per_hour
FROM
  telemetry_derived.crash_aggregates
WHERE
  channel = @channel
  AND activity_date = @activity_date
