-- The share of clients that have installed an add-on themselves, by day and channel. A client counts within each of its
-- channels; a way of installation that is not known counts as its own.
SELECT
  submission_date,
  normalized_channel,
  COUNT(DISTINCT IF(user_type <= 0, client_id, NULL)) AS n_self_installing_clients,
  MAX(n_clients) AS n_clients,
  SAFE_DIVIDE(COUNT(DISTINCT IF(user_type <= 0, client_id, NULL)), MAX(n_clients)) AS share
FROM
  telemetry_derived.addon_aggregates_v1
GROUP BY
  submission_date,
  normalized_channel
ORDER BY
  submission_date,
  normalized_channel
