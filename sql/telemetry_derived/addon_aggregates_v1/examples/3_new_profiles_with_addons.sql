-- New profiles with add-ons that had one within their first 14 days, by day and channel. New are those created 14 to 27 days
-- before: their 14 days are over. An add-on that is older than the profile came with it and does not count.
SELECT
  submission_date,
  normalized_channel,
  COUNT(DISTINCT client_id) AS n_new_profiles,
  COUNT(
    DISTINCT IF(min_install_day - profile_creation_date BETWEEN 0 AND 14, client_id, NULL)
  ) AS n_within_14_days,
  SAFE_DIVIDE(
    COUNT(DISTINCT IF(min_install_day - profile_creation_date BETWEEN 0 AND 14, client_id, NULL)),
    COUNT(DISTINCT client_id)
  ) AS share
FROM
  telemetry_derived.addon_aggregates_v1
WHERE
  profile_creation_date
  BETWEEN UNIX_DATE(submission_date) - 27
  AND UNIX_DATE(submission_date) - 14
GROUP BY
  submission_date,
  normalized_channel
ORDER BY
  submission_date,
  normalized_channel
