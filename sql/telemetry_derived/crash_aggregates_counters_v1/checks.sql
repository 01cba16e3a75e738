#fail
{{ is_unique("submission_date", where="submission_date = @submission_date") }}

#fail
{{ min_row_count(1, where="submission_date = @submission_date") }}

#warn
SELECT
  IF(
    COUNTIF(main_ignored > main_processed OR crash_ignored > crash_processed) > 0,
    ERROR("more pings were set aside than counted"),
    NULL
  )
FROM
  `{{ project_id }}.{{ dataset_id }}.{{ table_name }}`
WHERE
  submission_date = @submission_date;
