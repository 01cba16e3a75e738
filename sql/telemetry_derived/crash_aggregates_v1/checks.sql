#fail
{{ not_null(["submission_date", "activity_date"], where="submission_date = @submission_date") }}

#fail
{{ is_unique(
  ["submission_date", "activity_date", "TO_JSON_STRING(dimensions)"],
  where="submission_date = @submission_date"
) }}
-- A ping counts for one of the seven days before it came in.

#fail
SELECT
  IF(
    COUNTIF(
      activity_date NOT BETWEEN DATE_SUB(submission_date, INTERVAL 7 DAY)
      AND submission_date
    ) > 0,
    ERROR("activity dates out of the seven days before"),
    NULL
  )
FROM
  `{{ project_id }}.{{ dataset_id }}.{{ table_name }}`
WHERE
  submission_date = @submission_date;

#fail
SELECT
  IF(
    COUNTIF(
      EXISTS (
        SELECT
          1
        FROM
          UNNEST(stats) AS stat
        WHERE
          stat.value IS NULL
          OR stat.value < 0
          OR IS_NAN(stat.value)
      )
    ) > 0,
    ERROR("statistics that are no sum of something counted"),
    NULL
  )
FROM
  `{{ project_id }}.{{ dataset_id }}.{{ table_name }}`
WHERE
  submission_date = @submission_date;

#warn
{{ min_row_count(1, where="submission_date = @submission_date") }}
-- The watchdog: of the last three days, at least one came in.

#warn
{{ min_row_count(
  1,
  where="submission_date BETWEEN DATE_SUB(@submission_date, INTERVAL 2 DAY) AND @submission_date"
) }}
