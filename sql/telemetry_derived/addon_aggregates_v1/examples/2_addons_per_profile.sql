-- How many add-ons a profile has, by day and channel: of all profiles, and of those that have any.
SELECT
  submission_date,
  normalized_channel,
  SUM(`count`) AS n_addons,
  SAFE_DIVIDE(SUM(`count`), MAX(n_clients)) AS addons_per_profile,
  SAFE_DIVIDE(SUM(`count`), COUNT(DISTINCT client_id)) AS addons_per_profile_with_addons
FROM
  telemetry_derived.addon_aggregates_v1
GROUP BY
  submission_date,
  normalized_channel
ORDER BY
  submission_date,
  normalized_channel
