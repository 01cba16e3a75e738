-- Null experiments and branches are groups of their own.

#fail
{{ is_unique(
  ["type", "experiment", "branch", "window_start"],
  where="DATE(window_start) = @submission_date"
) }}

#fail
{{ not_null(
  ["window_start", "window_end", "enroll_count", "unenroll_count", "graduate_count", "update_count", "enroll_failed_count", "unenroll_failed_count", "update_failed_count", "disqualification_count", "exposure_count"],
  where="DATE(window_start) = @submission_date"
) }}

#fail
SELECT
  IF(
    COUNTIF(
      TIMESTAMP_BUCKET(window_start, INTERVAL 5 MINUTE) != window_start
      OR TIMESTAMP_DIFF(window_end, window_start, SECOND) != 300
      OR LEAST(
        enroll_count,
        unenroll_count,
        graduate_count,
        update_count,
        enroll_failed_count,
        unenroll_failed_count,
        update_failed_count,
        disqualification_count,
        exposure_count
      ) < 0
    ) > 0,
    ERROR("windows that are no five minutes, or counts below zero"),
    NULL
  )
FROM
  `{{ project_id }}.{{ dataset_id }}.{{ table_name }}`
WHERE
  DATE(window_start) = @submission_date;

#warn
{{ min_row_count(1, where="DATE(window_start) = @submission_date") }}
