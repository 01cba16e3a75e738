-- A day of searches of clients in experiments, in windows of five minutes as experiment_search_aggregates_base has them, but from
-- the stable tables, where no ping is twice.
WITH pings AS (
  SELECT
    submission_timestamp,
    experiment.key AS experiment,
    experiment.value.branch,
    IFNULL((SELECT SUM(entry.value) FROM UNNEST(payload.processes.parent.keyed_scalars.browser_search_ad_clicks) AS entry), 0) AS ad_clicks_count,
    IFNULL((SELECT SUM(entry.value) FROM UNNEST(payload.processes.parent.keyed_scalars.browser_search_with_ads) AS entry), 0) AS search_with_ads_count,
    -- The sum of each histogram, whichever of its forms it comes in: {"sum": 3, …}, "buckets;type;sum;…", "false,true" or "count".
    IFNULL(
      (
        SELECT
          SUM(
            CASE
              WHEN STARTS_WITH(TRIM(entry.value), '{') THEN SAFE_CAST(JSON_VALUE(entry.value, '$.sum') AS INT64)
              WHEN ARRAY_LENGTH(SPLIT(entry.value, ';')) = 5
                THEN SAFE_CAST(SPLIT(entry.value, ';')[OFFSET(2)] AS INT64)
              WHEN ARRAY_LENGTH(SPLIT(entry.value, ',')) = 2
                THEN SAFE_CAST(SPLIT(entry.value, ',')[OFFSET(1)] AS INT64)
              ELSE SAFE_CAST(entry.value AS INT64)
            END
          )
        FROM
          UNNEST(payload.keyed_histograms.search_counts) AS entry
      ),
      0
    ) AS search_count
  FROM
    telemetry_stable.main_v4
  CROSS JOIN
    UNNEST(environment.experiments) AS experiment
  WHERE
    DATE(submission_timestamp) = @submission_date
  UNION ALL
  SELECT
    submission_timestamp,
    experiment.key AS experiment,
    experiment.value.branch,
    IFNULL((SELECT SUM(entry.value) FROM UNNEST(metrics.labeled_counter.browser_search_ad_clicks) AS entry), 0) AS ad_clicks_count,
    IFNULL((SELECT SUM(entry.value) FROM UNNEST(metrics.labeled_counter.browser_search_with_ads) AS entry), 0) AS search_with_ads_count,
    IFNULL((SELECT SUM(entry.value) FROM UNNEST(metrics.labeled_counter.metrics_search_count) AS entry), 0) AS search_count
  FROM
    org_mozilla_fenix_stable.metrics_v1
  CROSS JOIN
    UNNEST(ping_info.experiments) AS experiment
  WHERE
    DATE(submission_timestamp) = @submission_date
  UNION ALL
  SELECT
    submission_timestamp,
    experiment.key AS experiment,
    experiment.value.branch,
    IFNULL((SELECT SUM(entry.value) FROM UNNEST(metrics.labeled_counter.browser_search_ad_clicks) AS entry), 0) AS ad_clicks_count,
    IFNULL((SELECT SUM(entry.value) FROM UNNEST(metrics.labeled_counter.browser_search_with_ads) AS entry), 0) AS search_with_ads_count,
    IFNULL((SELECT SUM(entry.value) FROM UNNEST(metrics.labeled_counter.metrics_search_count) AS entry), 0) AS search_count
  FROM
    org_mozilla_firefox_beta_stable.metrics_v1
  CROSS JOIN
    UNNEST(ping_info.experiments) AS experiment
  WHERE
    DATE(submission_timestamp) = @submission_date
  UNION ALL
  SELECT
    submission_timestamp,
    experiment.key AS experiment,
    experiment.value.branch,
    IFNULL((SELECT SUM(entry.value) FROM UNNEST(metrics.labeled_counter.browser_search_ad_clicks) AS entry), 0) AS ad_clicks_count,
    IFNULL((SELECT SUM(entry.value) FROM UNNEST(metrics.labeled_counter.browser_search_with_ads) AS entry), 0) AS search_with_ads_count,
    IFNULL((SELECT SUM(entry.value) FROM UNNEST(metrics.labeled_counter.metrics_search_count) AS entry), 0) AS search_count
  FROM
    org_mozilla_firefox_stable.metrics_v1
  CROSS JOIN
    UNNEST(ping_info.experiments) AS experiment
  WHERE
    DATE(submission_timestamp) = @submission_date
),
windows AS (
  SELECT
    *,
    TIMESTAMP_BUCKET(submission_timestamp, INTERVAL 5 MINUTE) AS window_start
  FROM
    pings
)
SELECT
  experiment,
  branch,
  window_start,
  TIMESTAMP_ADD(window_start, INTERVAL 5 MINUTE) AS window_end,
  SUM(ad_clicks_count) AS ad_clicks_count,
  SUM(search_with_ads_count) AS search_with_ads_count,
  SUM(search_count) AS search_count
FROM
  windows
GROUP BY
  experiment,
  branch,
  window_start
