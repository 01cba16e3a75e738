#fail
{{ is_unique("submission_date", where="submission_date = @submission_date") }}

#fail
{{ min_row_count(1, where="submission_date = @submission_date") }}

#warn
SELECT
  IF(
    COUNTIF(histograms_undefined > histograms_processed) > 0,
    ERROR("more histograms have no definition than have one; load probe_definitions_v1"),
    NULL
  )
FROM
  `{{ project_id }}.{{ dataset_id }}.{{ table_name }}`
WHERE
  submission_date = @submission_date;
