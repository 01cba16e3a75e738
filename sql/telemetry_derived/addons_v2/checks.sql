#fail
{{ not_null(["submission_date", "client_id"], where="submission_date = @submission_date") }}

#warn
{{ min_row_count(1, where="submission_date = @submission_date") }}
-- A ping without add-ons has a row of nulls; an add-on without an id has not been read.

#warn
SELECT
  IF(
    COUNTIF(addon_id IS NULL AND (name IS NOT NULL OR version IS NOT NULL)) > 0,
    ERROR("add-ons without an id"),
    NULL
  )
FROM
  `{{ project_id }}.{{ dataset_id }}.{{ table_name }}`
WHERE
  submission_date = @submission_date;
