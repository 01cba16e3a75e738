-- Days of the daily table, then hours of the hourly table, then the recents: none of them twice. By date, not by window, or the windows
-- of a day before the last one of the daily table would come from both.
CREATE OR REPLACE VIEW
  telemetry_derived.experiment_search_aggregates_live_v1
AS
WITH last_day AS (
  SELECT
    IFNULL(DATE(MAX(window_start)), DATE '0001-01-01') AS day
  FROM
    telemetry_derived.experiment_search_aggregates_v1
),
parts AS (
  SELECT
    *
  FROM
    telemetry_derived.experiment_search_aggregates_v1
  UNION ALL
  SELECT
    *
  FROM
    telemetry_derived.experiment_search_aggregates_hourly_v1
  WHERE
    DATE(window_start) > (SELECT day FROM last_day)
  UNION ALL
  SELECT
    *
  FROM
    telemetry_derived.experiment_search_aggregates_recents_v1
  WHERE
    DATE(window_start) > (SELECT day FROM last_day)
    AND window_start > (
      SELECT
        IFNULL(MAX(window_start), TIMESTAMP '0001-01-01 00:00:00+00')
      FROM
        telemetry_derived.experiment_search_aggregates_hourly_v1
    )
),
windows AS (
  SELECT
    experiment,
    branch,
    window_start,
    window_end,
    SUM(ad_clicks_count) AS ad_clicks_count,
    SUM(search_with_ads_count) AS search_with_ads_count,
    SUM(search_count) AS search_count
  FROM
    parts
  GROUP BY
    experiment,
    branch,
    window_start,
    window_end
)
SELECT
  *,
  SUM(search_count) OVER up_to_here AS cumulative_search_count,
  SUM(search_with_ads_count) OVER up_to_here AS cumulative_search_with_ads_count,
  SUM(ad_clicks_count) OVER up_to_here AS cumulative_ad_clicks_count
FROM
  windows
WINDOW
  up_to_here AS (
    PARTITION BY
      experiment,
      branch
    ORDER BY
      window_start
    ROWS BETWEEN
      UNBOUNDED PRECEDING
      AND CURRENT ROW
  )
