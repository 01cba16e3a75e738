-- Null experiments and branches are groups of their own.

#fail
{{ is_unique(
  ["experiment", "branch", "window_start"],
  where="TRUE"
) }}

#fail
{{ not_null(
  ["window_start", "window_end", "ad_clicks_count", "search_with_ads_count", "search_count"],
  where="TRUE"
) }}

#fail
SELECT
  IF(
    COUNTIF(
      TIMESTAMP_BUCKET(window_start, INTERVAL 5 MINUTE) != window_start
      OR TIMESTAMP_DIFF(window_end, window_start, SECOND) != 300
      OR LEAST(ad_clicks_count, search_with_ads_count, search_count) < 0
    ) > 0,
    ERROR("windows that are no five minutes, or counts below zero"),
    NULL
  )
FROM
  `{{ project_id }}.{{ dataset_id }}.{{ table_name }}`
WHERE
  TRUE;
