-- Crashes per thousand hours of use, by channel. A channel without usage has no rate.
SELECT
  channel,
  SUM(usage_hours) AS usage_hours,
  SAFE_DIVIDE(1000 * SUM(main_crashes), SUM(usage_hours)) AS main_crash_rate,
  SAFE_DIVIDE(1000 * SUM(content_crashes), SUM(usage_hours)) AS content_crash_rate,
  SAFE_DIVIDE(1000 * SUM(plugin_crashes), SUM(usage_hours)) AS plugin_crash_rate,
  SAFE_DIVIDE(1000 * SUM(gmplugin_crashes), SUM(usage_hours)) AS gmplugin_crash_rate
FROM
  telemetry_derived.crash_aggregates
GROUP BY
  channel
ORDER BY
  usage_hours DESC
