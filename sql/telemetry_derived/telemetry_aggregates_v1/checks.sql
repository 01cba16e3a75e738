{% set dimensions = [
  "submission_date",
  "channel",
  "version",
  "build_id",
  "application",
  "architecture",
  "os",
  "os_version",
  "metric",
  "label",
  "process_type",
] -%}

#fail
{{ not_null(dimensions, where="submission_date = @submission_date") }}

#fail
{{ is_unique(dimensions, where="submission_date = @submission_date") }}
-- A row adds up at least one measurement, none of them below zero, in at least one bucket.

#fail
SELECT
  IF(
    COUNTIF(count < 1 OR sum < 0 OR ARRAY_LENGTH(histogram) = 0) > 0,
    ERROR("rows that add up nothing"),
    NULL
  )
FROM
  `{{ project_id }}.{{ dataset_id }}.{{ table_name }}`
WHERE
  submission_date = @submission_date;

#fail
SELECT
  IF(
    COUNTIF(process_type NOT IN ('parent', 'content', 'gpu')) > 0,
    ERROR("processes that are not read"),
    NULL
  )
FROM
  `{{ project_id }}.{{ dataset_id }}.{{ table_name }}`
WHERE
  submission_date = @submission_date;

#warn
{{ min_row_count(1, where="submission_date = @submission_date") }}
